/** A ticket's state from its log: the latest lines in memory, older ones in storage under their keys (rules G3, G4). */

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
  changeKey,
  dropAnswers,
  keepFacts,
  keepOlder,
  keepRepeats,
  lineOfKey,
  loadLine,
  loadLog,
  type OlderLines,
  scanIdsOf,
  scanKey,
} from "./storage.ts";

/** The most lines in memory, and read when the object wakes; more only if D1 may lack them. */
const MOST_LINES = 200;
/** The number of lines that stay in memory when lines leave it, so that many leave at once. */
const LINES_KEPT = 150;
/** The number of older passes that are remembered, because one may be taken back within minutes. */
const PASSES_KEPT = 50;
/** The number of other tickets' scan ids that are remembered; each batch asks about them. */
const TAKEN_KEPT = 1_000;

export class TicketHistory {
  private readonly storage: DurableObjectStorage;
  private older: OlderLines;
  private readonly recent: LogLine[];
  private readonly scans = new Map<string, ScanLine>();
  /** Scan ids that another ticket's scan had when this ticket was read from D1 (rule G4). */
  private readonly taken = new Set<string>();
  /** The ticket's facts by the log. */
  private logged_facts: TicketFacts | undefined;
  /** The ticket's present facts: by the log, or by D1 before the first line. */
  private known: { facts: TicketFacts | undefined; usage: Usage | undefined };

  constructor(storage: DurableObjectStorage) {
    this.storage = storage;
    const { older, lines } = loadLog(storage);
    this.older = older;
    this.recent = lines;
    this.logged_facts = older.facts;
    for (const line of lines) this.index(line);
    this.known = { facts: this.logged_facts, usage: (lines.at(-1) ?? this.lineAt(this.length))?.usage };
  }

  get facts(): TicketFacts | undefined {
    return this.known.facts;
  }

  /** The ticket as it is now. Throws before it is hydrated. */
  ticket(): { facts: TicketFacts; usage: Usage } {
    const { facts, usage } = this.known;
    if (!facts || !usage) throw new Error("a ticket was decided on before it was read from D1");
    return { facts, usage };
  }

  /** Takes the ticket's facts from D1, and those of `scan_ids` that belong to another ticket's scan. */
  hydrate(found: HydratedTicket, scan_ids: readonly string[]): void {
    this.noteTaken(found.taken);
    // If all scan ids belong to other tickets, the ticket stays unknown, so that the next scan is looked up as well.
    if (scan_ids.length > 0 && scan_ids.every((scan_id) => this.taken.has(scan_id))) return;
    const { facts, usage } = this.known;
    const better = !facts || (facts.unbound && !found.facts.unbound);
    // Until the sale of a blank is known, its lot and its sale decide whether it admits.
    const renewed =
      usage && facts?.unbound ? { ...usage, status: found.usage.status, ended_at: found.usage.ended_at } : usage;
    this.known = { facts: better ? found.facts : facts, usage: renewed ?? found.usage };
  }

  /** Takes facts that an import changed in D1; a ticket without a line is read again when it is needed. */
  renew(found: HydratedTicket): void {
    const last = this.recent.at(-1);
    if (!last) {
      this.clear();
      return;
    }
    const line = { ...last, facts: found.facts };
    this.recent[this.recent.length - 1] = line;
    this.index(line);
    keepFacts(this.storage, line);
    this.known = { facts: found.facts, usage: line.usage };
  }

  /** Notes scan ids that belong to another ticket's scan. */
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

  /** The lines in memory, in order. */
  get lines(): readonly LogLine[] {
    return this.recent;
  }

  /** The number of all lines. */
  get length(): number {
    return this.older.through + this.recent.length;
  }

  /** Adds a line, and returns it in stored form: with the ticket's facts, if the log does not have them yet. */
  add(line: LogLine): LogLine {
    const { facts, usage } = this.known;
    if (facts?.unbound) line.unbound = true;
    if (this.length === 0) line.initial = usage;
    const kept = this.logged_facts === facts ? line : { ...line, facts };
    this.recent.push(line);
    this.index(line);
    this.logged_facts = facts;
    this.known = { facts, usage: line.usage };
    return kept;
  }

  /** Replaces a line by its new form. */
  replace(line: ScanLine): void {
    this.recent[line.sequence - this.older.through - 1] = line;
    this.index(line);
    keepRepeats(this.storage, line);
  }

  /** The attempt with a scan id. */
  scanOf(scan_id: string): ScanLine | undefined {
    const line = this.scans.get(scan_id) ?? this.olderOf(scanKey(scan_id));
    if (!line || !isScan(line)) return undefined;
    return answerTo(line, scan_id);
  }

  /** The ticket's usage before a line. */
  usageBefore(sequence: number): Usage | undefined {
    return sequence === 1 ? this.lineAt(1)?.initial : this.lineAt(sequence - 1)?.usage;
  }

  lastStatusChange(): ChangeLine | undefined {
    const kinds: readonly string[] = STATUS_CHANGES;
    const line = this.recent.findLast(({ kind }) => kinds.includes(kind)) ?? this.lineAt(this.older.status_change);
    return line && !isScan(line) ? line : undefined;
  }

  /** The last change of the ticket by a refund. */
  lastOfRefund(refund_id: string): (ChangeLine & { kind: RefundChange }) | undefined {
    return this.lastChange(REFUND_CHANGES, refund_id) as (ChangeLine & { kind: RefundChange }) | undefined;
  }

  /** The annulment that was requested with a key. */
  annulOf(reply_key: string): ChangeLine | undefined {
    return this.lastChange(["annul"], reply_key);
  }

  /** The sequences of the passes that are not annulled, latest first. */
  validPasses(): number[] {
    const annulled = new Set(this.recent.flatMap((line) => (line.kind === "annul" ? [line.scan_id] : [])));
    const before = this.older.passes.filter(({ scan_id }) => !annulled.has(scan_id));
    return [...standingPasses(this.recent), ...before].map(({ sequence }) => sequence);
  }

  /** Deletes guests' answers from lines that D1 has; D1 keeps them and erases them with the guest. */
  forgetAnswers(copied: readonly LogLine[]): void {
    for (const line of copied) {
      if (!isScan(line) || !line.answers) continue;
      delete line.answers;
      dropAnswers(this.storage, line);
    }
  }

  /** Drops lines before `sequence`, which D1 has, from memory when there are many. They stay in storage. */
  release(sequence: number): void {
    if (this.recent.length <= MOST_LINES) return;
    const most = this.recent.length - LINES_KEPT;
    const waiting = this.recent.findIndex((line) => line.sequence >= sequence);
    const count = waiting === -1 ? most : Math.min(most, waiting);
    const gone = this.recent.slice(0, count);
    const last = gone.at(-1);
    if (!last) return;
    const valid = new Set(this.validPasses());
    const passes = gone.filter(isScan).filter((line) => valid.has(line.sequence));
    const kept = [...passes.reverse(), ...this.older.passes.filter((pass) => valid.has(pass.sequence))];
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

  private index(line: LogLine): void {
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
    const line = this.recent.findLast(of_key) ?? this.olderOf(changeKey(key));
    return line && of_key(line) ? line : undefined;
  }
}
