/** A ticket's log, in order and for good. */

import { completeLine, type LogLine } from "../../src/modules/tickets/domain/log.ts";

const LINE = "log:";

export function loadLog(storage: DurableObjectStorage): LogLine[] {
  return [...storage.kv.list<LogLine>({ prefix: LINE })].map(([, line]) => completeLine(line));
}

export function appendLine(storage: DurableObjectStorage, line: LogLine): void {
  storage.kv.put(LINE + String(line.sequence).padStart(8, "0"), line);
}
