/** A ticket's log: everything that was tried on it and done to it, in order; its last line tells what it is now. */

import type { Doubt } from "../../../../shared/handed-in.ts";
import { MINUTE_MS } from "../../../../shared/time.ts";
import type { ChangeKind } from "./changes.ts";
import {
  type Answer,
  completeTerms,
  type Decision,
  type Direction,
  type Message,
  type Move,
  type Presence,
  type Recount,
  type TicketFacts,
  type Usage,
} from "./words.ts";

interface LineBase {
  /** 1, 2, 3, … */
  sequence: number;
  actor: { kind: "employee" | "device" | "system"; id: string };
  ip: string | null;
  request_id: string;
  store_id: string | null;
  device_id: string | null;
  /** What the ticket has become. */
  usage: Usage;
  /** The first line, and one after which the ticket was known better, tells what the ticket is. */
  facts?: TicketFacts;
  /** The ticket was a blank whose sale was not known: its status is not this log's to say. */
  unbound?: true;
  /** The first line tells what the ticket was before it. */
  initial?: Usage;
}

/** An attempt to go in or out, decided. */
export interface ScanLine extends LineBase, Omit<Decision, "usage" | "people"> {
  kind: "scan";
  store_id: string;
  device_id: string;
  device_name: string;
  scan_id: string;
  code_hash: string;
  zone_id: string | null;
  zone: string | null;
  direction: Direction;
  party: number;
  approver_id: string | null;
  happened_at: number;
  received_at: number;
  device_at: number | null;
  offline: boolean;
  admitted_offline: boolean;
  /** What speaks against it; absent where nothing does. */
  doubts?: Doubt[];
  /** What could not be read of it, as JSON; absent where all could. */
  extra?: string;
  message: Message;
  /** What the guest answered, of what was asked; absent where nothing was. */
  answers?: Answer[];
  /** The same refusal at the same device, again within a minute: it is told by this line (rule G2). */
  repeats?: Repeats;
  /** Of an answer to such a repeat: the scan id of the line that tells it. */
  recorded_as?: string;
}

export interface Repeats {
  count: number;
  /** Epoch ms of the last. */
  last_at: number;
  scan_ids: string[];
  /** The words of those that were told others than the line's, by scan id. */
  messages?: Record<string, Message>;
}

const REPEATED_WITHIN_MS = MINUTE_MS;
/** A line as it was copied: a repeat that was counted since is not in the copy. */
export interface CopiedLine {
  sequence: number;
  repeats: number;
}

export function copiedLine(line: LogLine): CopiedLine {
  return { sequence: line.sequence, repeats: (isScan(line) && line.repeats?.count) || 0 };
}

/** A line tells so many repeats at most; the next begins another line. */
const MOST_REPEATS = 500;
/** How many lines back a refusal is looked for that could tell the next. */
const LOOKED_BACK = 20;

/** The line among the latest that tells a refusal as well: of the same device and all that makes a difference, of the last minute. */
export function tellingLine(lines: readonly LogLine[], next: ScanLine): ScanLine | undefined {
  if (next.result !== "fail" || next.offline) return undefined;
  const said = saidBy(next);
  return lines.slice(-LOOKED_BACK).findLast((line): line is ScanLine => {
    if (!isScan(line) || line.result !== "fail" || line.offline) return false;
    // Scans that came in together need not be decided in their order.
    const age_ms = Math.abs(next.received_at - line.received_at);
    const fits = age_ms < REPEATED_WITHIN_MS && (line.repeats?.count ?? 0) < MOST_REPEATS;
    return fits && saidBy(line) === said;
  });
}

/** A line that also tells a repeat of its refusal. */
export function withRepeat(line: ScanLine, { scan_id, received_at, message }: ScanLine): ScanLine {
  const { count = 0, last_at = 0, scan_ids = [], messages } = line.repeats ?? {};
  const told = message.en === line.message.en ? messages : { ...messages, [scan_id]: message };
  const repeats = {
    count: count + 1,
    last_at: Math.max(last_at, received_at),
    scan_ids: [...scan_ids, scan_id],
    ...(told && { messages: told }),
  };
  return { ...line, repeats };
}

/** The answer to a scan that a line tells: its own, or that to a repeat. */
export function answerTo(line: ScanLine, scan_id: string): ScanLine {
  if (line.scan_id === scan_id) return line;
  const message = line.repeats?.messages?.[scan_id] ?? line.message;
  return { ...line, scan_id, message, recorded_as: line.scan_id };
}

function saidBy(line: ScanLine): string {
  const { device_id, store_id, zone_id, actor, approver_id, code_hash, direction, party } = line;
  const { reason, remaining, unit, usage } = line;
  const where = [device_id, store_id, zone_id, actor.kind, actor.id, approver_id, code_hash, direction, party];
  return JSON.stringify([...where, reason, remaining, unit, usage]);
}

/** A change of standing, or a pass taken back. */
export interface ChangeLine extends LineBase {
  kind: ChangeKind;
  at: number;
  reason: string | null;
  /** The attempt that was annulled, and how many people its zone lost by that. */
  scan_id: string | null;
  moves: Move[];
  /** Of a pass that is taken back: exits count again what they did before it. */
  recounts?: Recount[];
  /** How many places of a party a refund took, or gave again. */
  places?: number;
  /** The caller's key, or the refund's id, by which a repeat finds what was done. */
  reply_key: string | null;
  /** The ticket that was issued in its place. */
  replacement: Replacement | null;
  /** Who approved it, where it took an approval. */
  approver_id?: string | null;
}

export interface Replacement {
  ticket_id: string;
  short_code_no: number;
  short_code_hash: string;
  key_version: number;
  /** Its guests who are in the park, or out and may come back; absent in what was kept before they went with it. */
  presence?: Presence[];
}

export type LogLine = ScanLine | ChangeLine;

export function isScan(line: LogLine): line is ScanLine {
  return line.kind === "scan";
}

/** A line of a ticket's log with the ticket it is about. */
export interface Told<Line = LogLine> {
  facts: TicketFacts;
  line: Line;
}

/** A line that told of one zone alone. */
type Kept = LogLine & { move?: Pick<Move, "zone_id" | "business_date" | "by"> | null };

function movesOf(line: Kept): Move[] {
  if (!line.move) return [];
  const is_exit = line.kind === "scan" && line.direction === "exit";
  const { by } = line.move;
  return [{ ...line.move, entries: is_exit ? 0 : by, exits: is_exit ? -by : 0 }];
}

/** A line as it was kept before lines of other kinds, parties, exits and outages were known. */
export function completeLine(kept: LogLine): LogLine {
  const facts = kept.facts && { ...kept.facts, terms: completeTerms(kept.facts.terms) };
  if (facts) facts.cutoff_hour ??= 0;
  if (facts) facts.short_code_no ??= 0;
  const usage = { ...kept.usage, presence: kept.usage.presence ?? [] };
  const line = { ...kept, usage, moves: kept.moves ?? movesOf(kept as Kept), ...(facts && { facts }) };
  if ((line.kind ?? "scan") !== "scan") return line;
  const later = { direction: "entry", party: 1, forced: false, approver_id: null, recounts: [] } as const;
  const online = { device_at: null, offline: false, admitted_offline: false };
  return { ...later, ...online, ...(line as ScanLine), kind: "scan" };
}

/** Scans that took the line's ticket in or out and still stand, latest first. */
export function standingPasses(lines: readonly LogLine[]): ScanLine[] {
  const annulled = new Set(lines.flatMap((line) => (line.kind === "annul" ? [line.scan_id] : [])));
  return lines
    .filter(isScan)
    .filter(({ result, scan_id }) => result === "pass" && !annulled.has(scan_id))
    .reverse();
}
