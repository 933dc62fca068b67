/** A ticket's log, in order and for good; of lines that are no longer held in memory, what finds them. */

import { completeLine, isScan, type LogLine, type ScanLine } from "../../src/modules/admission/tickets/domain/log.ts";
import type { TicketFacts } from "../../src/modules/admission/tickets/domain/words.ts";

const LINE = "log:";
const OLDER = "older";
const ASIDE = "aside";

/** What must be known of the lines before those in memory. */
export interface Older {
  /** The last of them; 0 where all are in memory. */
  through: number;
  facts: TicketFacts | undefined;
  /** The sequence of the last change of standing; 0 without any. */
  status_change: number;
  /** Passes that stand, latest first. */
  passes: { sequence: number; scan_id: string }[];
}

/** The lines behind the older ones. Nothing else is read, however long the log is. */
export function loadLog(storage: DurableObjectStorage): { older: Older; lines: LogLine[] } {
  const older = storage.kv.get<Older>(OLDER) ?? { through: 0, facts: undefined, status_change: 0, passes: [] };
  const found = storage.kv.list<LogLine>({ prefix: LINE, start: placeOf(older.through + 1) });
  return { older, lines: [...found].map(([, line]) => completeLine(line)) };
}

export function loadLine(storage: DurableObjectStorage, sequence: number): LogLine | undefined {
  const line = sequence > 0 ? storage.kv.get<LogLine>(placeOf(sequence)) : undefined;
  return line && completeLine(line);
}

export function appendLine(storage: DurableObjectStorage, line: LogLine): void {
  storage.kv.put(placeOf(line.sequence), line);
}

/** The sequences of lines that D1 refuses. */
export function loadAside(storage: DurableObjectStorage): Set<number> {
  return new Set(storage.kv.get<number[]>(ASIDE));
}

export function saveAside(storage: DurableObjectStorage, aside: ReadonlySet<number>): void {
  storage.kv.put(ASIDE, [...aside]);
}

/** Keeps what finds lines that leave memory. */
export function keepOlder(storage: DurableObjectStorage, older: Older, lines: readonly LogLine[]): void {
  for (const line of lines) {
    const keys = isScan(line) ? scanIdsOf(line).map(scanKey) : line.reply_key ? [takenKey(line.reply_key)] : [];
    for (const key of keys) storage.kv.put(key, line.sequence);
  }
  storage.kv.put(OLDER, older);
}

/** Keeps with a line what repeats it tells. */
export function keepRepeats(storage: DurableObjectStorage, { sequence, repeats }: ScanLine): void {
  const kept = storage.kv.get<ScanLine>(placeOf(sequence));
  if (kept) storage.kv.put(placeOf(sequence), { ...kept, repeats });
}

/** Takes what the guest answered off a line. */
export function dropAnswers(storage: DurableObjectStorage, { sequence }: ScanLine): void {
  const { answers: _, ...kept } = storage.kv.get<ScanLine>(placeOf(sequence)) ?? {};
  if ("sequence" in kept) storage.kv.put(placeOf(sequence), kept);
}

/** The scan ids that a line answers. */
export function scanIdsOf(line: LogLine): string[] {
  return isScan(line) ? [line.scan_id, ...(line.repeats?.scan_ids ?? [])] : [];
}

/** The sequence of an older line that was kept under a key. */
export function lineOfKey(storage: DurableObjectStorage, key: string): number | undefined {
  return storage.kv.get<number>(key);
}

export function scanKey(scan_id: string): string {
  return `scan:${scan_id}`;
}

/** Of changes: the caller's key, or the refund's id. */
export function takenKey(reply_key: string): string {
  return `change:${reply_key}`;
}

function placeOf(sequence: number): string {
  return LINE + String(sequence).padStart(8, "0");
}
