/** The line of a status change; a repeated change makes no second line (rule O2). */

import { decideChange, withoutGuests } from "../../src/modules/admission/tickets/domain/changes.ts";
import type { DecidedChange, StatusRequest } from "../../src/modules/admission/tickets/domain/requests.ts";
import type { TicketHistory } from "./history.ts";

export function statusLine(history: TicketHistory, change: StatusRequest): DecidedChange<"status"> {
  const { usage } = history.ticket();
  const earlier = history.lastStatusChange();
  if (earlier?.kind === change.kind && earlier.usage.status === usage.status) return { step: "repeat", line: earlier };
  const decided = decideChange(usage, change.kind, change.at);
  if (!decided.ok) return { step: "refuse", refusal: "status", status: decided.refusal };
  const { replacement } = change;
  const line = { ...change, sequence: history.length + 1, usage: decided.value, scan_id: null, moves: [] };
  if (!replacement) return { step: "append", line };
  // The guests inside move to the replacement, so that a guest with both codes leaves once.
  const { presence } = usage;
  return {
    step: "append",
    line: { ...line, usage: withoutGuests(decided.value), replacement: { ...replacement, presence } },
  };
}
