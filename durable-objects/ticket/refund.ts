/** The line of a refund that ends a ticket, or undoes that; one refund does each at most once (rule A4). */

import {
  decidePlaces,
  decideRefund,
  type EarlierRefund,
  type RefundRefusal,
} from "../../src/modules/admission/tickets/domain/changes.ts";
import type { DecidedChange, RefundRequest } from "../../src/modules/admission/tickets/domain/requests.ts";
import type { TicketHistory } from "./history.ts";

export function refundLine(history: TicketHistory, refund: RefundRequest): DecidedChange<RefundRefusal> {
  const { usage } = history.ticket();
  const { refund_id, only_unused, ...by } = refund;
  const last = history.lastOfRefund(refund_id);
  if (last?.kind === by.kind) return { step: "repeat", line: last };
  const decided = decide(history, refund, last);
  if (!decided.ok) return { step: "refuse", refusal: decided.refusal, status: usage.status };
  const nothing_else = { scan_id: null, moves: [], replacement: null };
  const line = { ...by, ...nothing_else, sequence: history.length + 1, usage: decided.value, reply_key: refund_id };
  return { step: "append", line };
}

function decide(history: TicketHistory, refund: RefundRequest, last: ReturnType<TicketHistory["lastOfRefund"]>) {
  const { facts, usage } = history.ticket();
  const { kind, places = 0 } = refund;
  if (kind === "refund_places" || kind === "unrefund_places")
    return decidePlaces(facts, usage, { ...refund, kind, places });
  const status_before = last && (history.usageBefore(last.sequence) ?? usage).status;
  const earlier: EarlierRefund | undefined = last && status_before && { kind: last.kind, status_before };
  return decideRefund(usage, { ...refund, kind }, earlier);
}
