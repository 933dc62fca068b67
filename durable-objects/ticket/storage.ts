/** Storage of a ticket's object: its log in order, and the keys that find lines which left memory. */

import { completeLine, isScan, type LogLine, type ScanLine } from "../../src/modules/admission/tickets/domain/log.ts";
import type { TicketFacts } from "../../src/modules/admission/tickets/domain/words.ts";

const LINE = "log:";
const OLDER = "older";
const ASIDE = "aside";

/** The summary of the lines before those in memory. */
export interface OlderLines {
  /** The sequence of the last of them; 0 when all are in memory. */
  through: number;
  facts: TicketFacts | undefined;
  /** The sequence of the last status change; 0 without any. */
  status_change: number;
  /** Passes that are not annulled, latest first. */
  passes: { sequence: number; scan_id: string }[];
}

/** Loads the summary of the older lines, and the lines after them. It reads nothing else, however long the log is. */
export function loadLog(storage: DurableObjectStorage): { older: OlderLines; lines: LogLine[] } {
  const older = storage.kv.get<OlderLines>(OLDER) ?? { through: 0, facts: undefined, status_change: 0, passes: [] };
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

/** The sequences of the lines that are set aside. */
export function loadAside(storage: DurableObjectStorage): Set<number> {
  return new Set(storage.kv.get<number[]>(ASIDE));
}

export function saveAside(storage: DurableObjectStorage, aside: ReadonlySet<number>): void {
  storage.kv.put(ASIDE, [...aside]);
}

/** Stores the keys that find lines which leave memory, and their new summary. */
export function keepOlder(storage: DurableObjectStorage, older: OlderLines, lines: readonly LogLine[]): void {
  for (const line of lines) {
    const keys = isScan(line) ? scanIdsOf(line).map(scanKey) : line.reply_key ? [changeKey(line.reply_key)] : [];
    for (const key of keys) storage.kv.put(key, line.sequence);
  }
  storage.kv.put(OLDER, older);
}

/** Stores a line's counted repeats. */
export function keepRepeats(storage: DurableObjectStorage, { sequence, repeats }: ScanLine): void {
  const kept = storage.kv.get<ScanLine>(placeOf(sequence));
  if (kept) storage.kv.put(placeOf(sequence), { ...kept, repeats });
}

/** Stores facts of the ticket with a line. */
export function keepFacts(storage: DurableObjectStorage, { sequence, facts }: LogLine): void {
  const kept = storage.kv.get<LogLine>(placeOf(sequence));
  if (kept) storage.kv.put(placeOf(sequence), { ...kept, facts });
}

/** Deletes the guest's answers from a line. */
export function dropAnswers(storage: DurableObjectStorage, { sequence }: ScanLine): void {
  const { answers: _, ...kept } = storage.kv.get<ScanLine>(placeOf(sequence)) ?? {};
  if ("sequence" in kept) storage.kv.put(placeOf(sequence), kept);
}

/** The scan ids whose verdict a line has. */
export function scanIdsOf(line: LogLine): string[] {
  return isScan(line) ? [line.scan_id, ...(line.repeats?.scan_ids ?? [])] : [];
}

/** The sequence of an older line by its key. */
export function lineOfKey(storage: DurableObjectStorage, key: string): number | undefined {
  return storage.kv.get<number>(key);
}

export function scanKey(scan_id: string): string {
  return `scan:${scan_id}`;
}

/** The key of a change: the caller's key, or the refund's id. */
export function changeKey(reply_key: string): string {
  return `change:${reply_key}`;
}

function placeOf(sequence: number): string {
  return LINE + String(sequence).padStart(8, "0");
}
