/** Use-cases of refunds: a refund happens whole or not at all, and once, however often it is sent (rules A4, I6). */

import { rememberReply } from "../../../../platform/db/commit.ts";
import { type Context, storeFor } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { findNamedTicket, latestOf, ticketErrors, wasUsed } from "../../../admission/tickets/index.ts";
import { partiesOf } from "../domain/parties.ts";
import { refundErrors } from "../domain/policy.ts";
import type { Refund } from "../store.ts";
import { carryOut } from "./carry-out.ts";
import { present, type RefundView } from "./read.ts";
import { beginRefund, type RefundRequest } from "./reserve.ts";

/**
 * Refunds a sale or a part of it: by tickets, by units of lines without tickets, by amount, or the whole rest. The same
 * Idempotency-Key continues the refund from its current step. Errors: those of `beginRefund`; E_TICKET_USED and
 * E_SHIFT_CLOSED when it was cancelled, with tickets and money released; E_UNAVAILABLE when it could not end yet.
 */
export async function refundSale(ctx: Context, request: RefundRequest): Promise<RefundView> {
  const { refund_id } = await beginRefund(ctx, request);
  const refund = await carryOut(ctx, refund_id);
  if (refund.status === "cancelled") throw await whyCancelled(ctx, refund);
  const reply = present(refund);
  if (!ctx.committed) await rememberReply(ctx, reply);
  return reply;
}

async function whyCancelled(ctx: Context, refund: Refund): Promise<AppError> {
  const { refund_id, cancelled_reason, lines } = refund;
  const ticket_ids = [...refund.ticket_ids, ...partiesOf(lines).map(({ ticket_id }) => ticket_id)];
  if (cancelled_reason !== "ticket_used") return new AppError(errors.shift_closed, { refund_id });
  const tickets = new Set((await latestOf(ctx, ticket_ids)).values());
  const used = [...tickets].filter(wasUsed).map(({ ticket_id }) => ticket_id);
  return new AppError(refundErrors.ticket_used, { refund_id, ticket_ids: used });
}

export interface TicketRefundRequest
  extends Omit<RefundRequest, "sale_id" | "ticket_ids" | "lines" | "places" | "subject_id"> {
  /** Its id, short code or QR payload. */
  ticket: string;
}

/**
 * Refunds a ticket by its id or one of its codes; the subject of its grant is the ticket's id. Errors: E_NOT_FOUND for an
 * unknown ticket; E_SCOPE_MISMATCH; E_TICKET_IMPORTED; those of a refund.
 */
export async function refundTicket(
  ctx: Context,
  { ticket: named, ...request }: TicketRefundRequest,
): Promise<RefundView> {
  const { ticket_id } = (await findNamedTicket(ctx, named)) ?? { ticket_id: "" };
  const ticket = (await latestOf(ctx, [ticket_id])).get(ticket_id);
  if (!ticket) throw new AppError(errors.not_found);
  storeFor(ctx, null, ticket.store_id);
  if (ticket.origin === "import") throw new AppError(ticketErrors.imported, { ticket_id });
  return refundSale(ctx, {
    ...request,
    sale_id: ticket.sale_id,
    ticket_ids: [ticket.ticket_id],
    subject_id: ticket_id,
  });
}
