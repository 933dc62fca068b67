/** A ticket's log: all attempts and changes, in order; the last line has the ticket's state now. */

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
  actor: { kind: "employee" | "device" | "token" | "system"; id: string };
  ip: string | null;
  request_id: string;
  store_id: string | null;
  device_id: string | null;
  /** The ticket's state after the line. */
  usage: Usage;
  /** The ticket's facts: in the first line, and again in a line after which more was known. */
  facts?: TicketFacts;
  /** The ticket was a blank whose sale was not known, so this log does not decide its status. */
  unbound?: true;
  /** The ticket's state before the first line, in that line. */
  initial?: Usage;
}

/** A decided attempt to go in or out. */
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
  /** Reasons to doubt it; absent where there are none. */
  doubts?: Doubt[];
  /** The unreadable parts of the upload, as JSON; absent where there are none. */
  extra?: string;
  message: Message;
  /** The guest's answers to the ticket's questions; absent without questions. */
  answers?: Answer[];
  /** Repeats of this refusal at the same device within a minute, which this line records, too (rule G2). */
  repeats?: Repeats;
  /** In the answer to such a repeat: the scan id of the line that records it. */
  recorded_as?: string;
}

export interface Repeats {
  count: number;
  /** Epoch ms of the last. */
  last_at: number;
  scan_ids: string[];
  /** Messages that differ from the line's, by scan id. */
  messages?: Record<string, Message>;
}

const REPEATED_WITHIN_MS = MINUTE_MS;
/** The state of a line in its copy: repeats counted since are not in the copy. */
export interface CopiedLine {
  sequence: number;
  repeats: number;
}

export function copiedLine(line: LogLine): CopiedLine {
  return { sequence: line.sequence, repeats: (isScan(line) && line.repeats?.count) || 0 };
}

/** The most repeats that a line records; the next repeat begins another line. */
const MOST_REPEATS = 500;
/** The number of latest lines searched for an equal refusal. */
const LOOKED_BACK = 20;

/** Finds the latest line that can record this refusal, too: an equal refusal at the same device within a minute. */
export function tellingLine(lines: readonly LogLine[], next: ScanLine): ScanLine | undefined {
  if (next.result !== "fail" || next.offline) return undefined;
  const content = contentOf(next);
  return lines.slice(-LOOKED_BACK).findLast((line): line is ScanLine => {
    if (!isScan(line) || line.result !== "fail" || line.offline) return false;
    // Scans that arrive together may be decided in another order.
    const age_ms = Math.abs(next.received_at - line.received_at);
    const fits = age_ms < REPEATED_WITHIN_MS && (line.repeats?.count ?? 0) < MOST_REPEATS;
    return fits && contentOf(line) === content;
  });
}

/** The line with one more repeat of its refusal. */
export function withRepeat(line: ScanLine, { scan_id, received_at, message }: ScanLine): ScanLine {
  const { count = 0, last_at = 0, scan_ids = [], messages } = line.repeats ?? {};
  const other_messages = message.en === line.message.en ? messages : { ...messages, [scan_id]: message };
  const repeats = {
    count: count + 1,
    last_at: Math.max(last_at, received_at),
    scan_ids: [...scan_ids, scan_id],
    ...(other_messages && { messages: other_messages }),
  };
  return { ...line, repeats };
}

/** The answer to a scan that a line records: the line's own scan or a repeat. */
export function answerTo(line: ScanLine, scan_id: string): ScanLine {
  if (line.scan_id === scan_id) return line;
  const message = line.repeats?.messages?.[scan_id] ?? line.message;
  return { ...line, scan_id, message, recorded_as: line.scan_id };
}

function contentOf(line: ScanLine): string {
  const { device_id, store_id, zone_id, actor, approver_id, code_hash, direction, party } = line;
  const { reason, remaining, unit, usage } = line;
  const where = [device_id, store_id, zone_id, actor.kind, actor.id, approver_id, code_hash, direction, party];
  return JSON.stringify([...where, reason, remaining, unit, usage]);
}

/** A change of status, or the annulment of a pass. */
export interface ChangeLine extends LineBase {
  kind: ChangeKind;
  at: number;
  reason: string | null;
  /** The annulled attempt, and the change of people in its zone. */
  scan_id: string | null;
  moves: Move[];
  /** For an annulment: the corrected counts of exits after the pass. */
  recounts?: Recount[];
  /** The number of places of a party that a refund took or returned. */
  places?: number;
  /** The caller's key or the refund's id; a repeat finds the line by it. */
  reply_key: string | null;
  /** The ticket that was issued in its place. */
  replacement: Replacement | null;
  /** The approver, where it needed an approval. */
  approver_id?: string | null;
}

export interface Replacement {
  ticket_id: string;
  short_code_no: number;
  short_code_hash: string;
  key_version: number;
  /** Its guests who are inside, or outside and may come back; absent in older lines. */
  presence?: Presence[];
}

export type LogLine = ScanLine | ChangeLine;

export function isScan(line: LogLine): line is ScanLine {
  return line.kind === "scan";
}

/** A line of a ticket's log, with its ticket's facts. */
export interface LogEntry<Line = LogLine> {
  facts: TicketFacts;
  line: Line;
}

/** An older line, with the change of one zone only. */
type SingleMoveLine = LogLine & { move?: Pick<Move, "zone_id" | "business_date" | "by"> | null };

function movesOf(line: SingleMoveLine): Move[] {
  if (!line.move) return [];
  const is_exit = line.kind === "scan" && line.direction === "exit";
  const { by } = line.move;
  return [{ ...line.move, entries: is_exit ? 0 : by, exits: is_exit ? -by : 0 }];
}

/** Completes a stored line from before changes, parties, exits and offline scans existed. */
export function completeLine(kept: LogLine): LogLine {
  const facts = kept.facts && { ...kept.facts, terms: completeTerms(kept.facts.terms) };
  if (facts) facts.cutoff_hour ??= 0;
  if (facts) facts.short_code_no ??= 0;
  const usage = { ...kept.usage, presence: kept.usage.presence ?? [] };
  const line = { ...kept, usage, moves: kept.moves ?? movesOf(kept as SingleMoveLine), ...(facts && { facts }) };
  if ((line.kind ?? "scan") !== "scan") return line;
  const later = { direction: "entry", party: 1, forced: false, approver_id: null, recounts: [] } as const;
  const online = { device_at: null, offline: false, admitted_offline: false };
  return { ...later, ...online, ...(line as ScanLine), kind: "scan" };
}

/** Passes of the ticket that were not annulled, latest first. */
export function standingPasses(lines: readonly LogLine[]): ScanLine[] {
  const annulled = new Set(lines.flatMap((line) => (line.kind === "annul" ? [line.scan_id] : [])));
  return lines
    .filter(isScan)
    .filter(({ result, scan_id }) => result === "pass" && !annulled.has(scan_id))
    .reverse();
}
