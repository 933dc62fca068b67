/** A ticket's state, from its log alone: the latest lines in memory, older ones in storage, found by their key (rules G3, G4). */

import {
  REFUND_CHANGES,
  type RefundChange,
  STATUS_CHANGES,
} from "../../src/modules/admission/tickets/domain/changes.ts";
import {
  answerTo,
  type ChangeLine,
  isScan,
  type LogLine,
  type ScanLine,
  standingPasses,
} from "../../src/modules/admission/tickets/domain/log.ts";
import type { TicketFacts, Usage } from "../../src/modules/admission/tickets/domain/words.ts";
import type { HydratedTicket } from "../../src/modules/admission/tickets/store/hydrate.ts";
import {
  dropAnswers,
  keepOlder,
  keepRepeats,
  lineOfKey,
  loadLine,
  loadLog,
  type Older,
  scanIdsOf,
  scanKey,
  takenKey,
} from "./storage.ts";

/** Lines held in memory, and read when the object wakes; more only where D1 was not told of them yet. */
const MOST_LINES = 200;
/** How many stay when some become older ones, so that this is done for many at once. */
const LINES_KEPT = 150;
/** Passes before the lines in memory that are remembered: one of them may be taken back within minutes. */
const PASSES_KEPT = 50;
/** Scan ids of others that are remembered: they are asked about with each batch. */
const TAKEN_KEPT = 1_000;

export class TicketHistory {
  private readonly storage: DurableObjectStorage;
  private older: Older;
  private readonly recent: LogLine[];
  private readonly scans = new Map<string, ScanLine>();
  /** Scan ids that D1 knew of another ticket's scan when this one was met (rule G4). */
  private readonly taken = new Set<string>();
  /** What the ticket is, as the log has it. */
  private logged_facts: TicketFacts | undefined;
  /** What the ticket is, as it is known: by the log, or by D1 before its first line. */
  private known: { facts: TicketFacts | undefined; usage: Usage | undefined };

  constructor(storage: DurableObjectStorage) {
    this.storage = storage;
    const { older, lines } = loadLog(storage);
    this.older = older;
    this.recent = lines;
    this.logged_facts = older.facts;
    for (const line of lines) this.know(line);
    this.known = { facts: this.logged_facts, usage: (lines.at(-1) ?? this.lineAt(this.length))?.usage };
  }

  get facts(): TicketFacts | undefined {
    return this.known.facts;
  }

  /** The ticket as it is now. Throws before it was met. */
  ticket(): { facts: TicketFacts; usage: Usage } {
    const { facts, usage } = this.known;
    if (!facts || !usage) throw new Error("a ticket was decided on before it was met");
    return { facts, usage };
  }

  /** Takes what D1 tells of the ticket, and which of the scan ids asked about stand for another's scan. */
  meet(found: HydratedTicket, scan_ids: readonly string[]): void {
    this.noteTaken(found.taken);
    // Met by nothing but another's scan ids, the ticket stays unmet: the next scan is looked up as well.
    if (scan_ids.length > 0 && scan_ids.every((scan_id) => this.taken.has(scan_id))) return;
    const { facts, usage } = this.known;
    const better = !facts || (facts.unbound && !found.facts.unbound);
    // Whether a blank admits is its lot's and its sale's to say, until its sale is known.
    const standing =
      usage && facts?.unbound ? { ...usage, status: found.usage.status, ended_at: found.usage.ended_at } : usage;
    this.known = { facts: better ? found.facts : facts, usage: standing ?? found.usage };
  }

  /** Takes scan ids that stand for another ticket's scan. */
  noteTaken(scan_ids: readonly string[]): void {
    for (const scan_id of scan_ids) if (!this.scanOf(scan_id)) this.taken.add(scan_id);
    for (const oldest of this.taken) {
      if (this.taken.size <= TAKEN_KEPT) break;
      this.taken.delete(oldest);
    }
  }

  isTaken(scan_id: string): boolean {
    return this.taken.has(scan_id);
  }

  /** Lines in memory, in their order. */
  get lines(): readonly LogLine[] {
    return this.recent;
  }

  /** How many lines there are. */
  get length(): number {
    return this.older.through + this.recent.length;
  }

  /** Takes a line, and returns it as it is to be stored: with what the ticket is, where the log does not tell that yet. */
  add(line: LogLine): LogLine {
    const { facts, usage } = this.known;
    if (facts?.unbound) line.unbound = true;
    if (this.length === 0) line.initial = usage;
    const kept = this.logged_facts === facts ? line : { ...line, facts };
    this.recent.push(line);
    this.know(line);
    this.logged_facts = facts;
    this.known = { facts, usage: line.usage };
    return kept;
  }

  /** Puts a line in the place of what it was. */
  replace(line: ScanLine): void {
    this.recent[line.sequence - this.older.through - 1] = line;
    this.know(line);
    keepRepeats(this.storage, line);
  }

  /** The attempt with a scan id. */
  scanOf(scan_id: string): ScanLine | undefined {
    const line = this.scans.get(scan_id) ?? this.olderOf(scanKey(scan_id));
    if (!line || !isScan(line)) return undefined;
    return answerTo(line, scan_id);
  }

  /** What the ticket was before a line. */
  usageBefore(sequence: number): Usage | undefined {
    return sequence === 1 ? this.lineAt(1)?.initial : this.lineAt(sequence - 1)?.usage;
  }

  lastStatusChange(): ChangeLine | undefined {
    const kinds: readonly string[] = STATUS_CHANGES;
    const line = this.recent.findLast(({ kind }) => kinds.includes(kind)) ?? this.lineAt(this.older.status_change);
    return line && !isScan(line) ? line : undefined;
  }

  /** The last that a refund did to the ticket. */
  lastOfRefund(refund_id: string): (ChangeLine & { kind: RefundChange }) | undefined {
    return this.lastChange(REFUND_CHANGES, refund_id) as (ChangeLine & { kind: RefundChange }) | undefined;
  }

  /** The annulment that was asked for under a key. */
  annulOf(reply_key: string): ChangeLine | undefined {
    return this.lastChange(["annul"], reply_key);
  }

  /** Sequences of the passes that stand, latest first. */
  standing(): number[] {
    const annulled = new Set(this.recent.flatMap((line) => (line.kind === "annul" ? [line.scan_id] : [])));
    const before = this.older.passes.filter(({ scan_id }) => !annulled.has(scan_id));
    return [...standingPasses(this.recent), ...before].map(({ sequence }) => sequence);
  }

  /** Lets go of what guests answered on lines that D1 has: there it is found and erased with the guest. */
  forgetAnswers(copied: readonly LogLine[]): void {
    for (const line of copied) {
      if (!isScan(line) || !line.answers) continue;
      delete line.answers;
      dropAnswers(this.storage, line);
    }
  }

  /** Lets go of lines that D1 has, all before `sequence` among them, when they are many. They stay in storage. */
  release(sequence: number): void {
    if (this.recent.length <= MOST_LINES) return;
    const most = this.recent.length - LINES_KEPT;
    const waiting = this.recent.findIndex((line) => line.sequence >= sequence);
    const count = waiting === -1 ? most : Math.min(most, waiting);
    const gone = this.recent.slice(0, count);
    const last = gone.at(-1);
    if (!last) return;
    const standing = new Set(this.standing());
    const passes = gone.filter(isScan).filter((line) => standing.has(line.sequence));
    const kept = [...passes.reverse(), ...this.older.passes.filter((pass) => standing.has(pass.sequence))];
    const kinds: readonly string[] = STATUS_CHANGES;
    this.older = {
      through: last.sequence,
      facts: this.logged_facts,
      status_change: gone.findLast(({ kind }) => kinds.includes(kind))?.sequence ?? this.older.status_change,
      passes: kept.slice(0, PASSES_KEPT).map(({ sequence, scan_id }) => ({ sequence, scan_id })),
    };
    keepOlder(this.storage, this.older, gone);
    this.recent.splice(0, gone.length);
    for (const line of gone) for (const scan_id of scanIdsOf(line)) this.scans.delete(scan_id);
  }

  clear(): void {
    this.older = { through: 0, facts: undefined, status_change: 0, passes: [] };
    this.recent.length = 0;
    this.scans.clear();
    this.taken.clear();
    this.logged_facts = undefined;
    this.known = { facts: undefined, usage: undefined };
  }

  private know(line: LogLine): void {
    this.logged_facts = line.facts ?? this.logged_facts;
    if (isScan(line)) for (const scan_id of scanIdsOf(line)) this.scans.set(scan_id, line);
  }

  private lineAt(sequence: number): LogLine | undefined {
    return this.recent[sequence - this.older.through - 1] ?? loadLine(this.storage, sequence);
  }

  private olderOf(key: string): LogLine | undefined {
    const sequence = this.older.through > 0 ? lineOfKey(this.storage, key) : undefined;
    return sequence === undefined ? undefined : loadLine(this.storage, sequence);
  }

  private lastChange(kinds: readonly string[], key: string): ChangeLine | undefined {
    const of_key = (line: LogLine): line is ChangeLine =>
      !isScan(line) && kinds.includes(line.kind) && line.reply_key === key;
    const line = this.recent.findLast(of_key) ?? this.olderOf(takenKey(key));
    return line && of_key(line) ? line : undefined;
  }
}
