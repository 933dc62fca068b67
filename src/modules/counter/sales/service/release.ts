/** Use-cases of held sales: their tickets admit nobody until a second person releases the sale (rule O7). */

import { commit } from "../../../../platform/db/commit.ts";
import { type Context, storeFor } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { changeTicket, releaseHeld, type TicketView, ticketsById } from "../../../admission/tickets/index.ts";
import { isHeld, refuseRelease, saleErrors } from "../domain.ts";
import { SALE_RELEASED } from "../events.ts";
import { findSale, releaseSaleRow } from "../store.ts";
import { getSale, requireSale, type SaleView } from "./read.ts";

/**
 * Releases a held sale, so that its tickets admit again. A repeat changes nothing; a repeat after a crash completes the
 * release. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION, E_OWN_SALE, E_SALE_STATE, E_UNAVAILABLE while a change of a
 * ticket has not reached D1.
 */
export async function releaseSale(ctx: Context, sale_id: string, { note }: { note?: string }): Promise<SaleView> {
  const sale = await requireSale(ctx, sale_id);
  const { employee } = ctx;
  const { store_id } = sale;
  if (!employee) throw new AppError(errors.permission, { permission: "approve" });
  storeFor(ctx, "approve", store_id);
  if (sale.released_at !== null) return getSale(ctx, sale_id);
  const reason = refuseRelease(sale, employee.employee_id);
  if (reason) throw new AppError(reason === "own_sale" ? saleErrors.release_own : saleErrors.release, { reason });

  const ticket_ids = sale.lines.flatMap((line) => line.ticket_ids);
  await releaseHeld(ctx, await ticketsById(ctx, ticket_ids), "sale released");
  const released = { ...sale, released_at: ctx.now, released_by: employee.employee_id };
  const subject = ["sale", sale_id] as const;
  const facts = { grand_total: sale.grand_total, ticket_ids, ...(note !== undefined && { note }) };
  try {
    await commit(ctx, {
      writes: [releaseSaleRow(released)],
      audit: [{ event: SALE_RELEASED.type, subject, changes: facts, store_id }],
      events: [SALE_RELEASED.of(subject, { sale_id, ticket_ids }, { store_id })],
      refusals: [["E_SALE_RELEASED", saleErrors.release]],
    });
  } catch (error) {
    // Another release was faster; both requests get its result.
    if (!(error instanceof AppError) || error.spec !== saleErrors.release) throw error;
  }
  return getSale(ctx, sale_id);
}

/**
 * Unblocks a ticket. A ticket of a held sale is refused, because its release needs a second person. A released sale is never
 * held again, so nothing can change between check and change.
 * Errors: E_SALE_HELD; E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION, E_TICKET_STATE, E_UNAVAILABLE.
 */
export async function unblockTicket(ctx: Context, ticket_id: string, reason: string | undefined): Promise<TicketView> {
  const [ticket] = await ticketsById(ctx, [ticket_id]);
  if (ticket) storeFor(ctx, "void", ticket.store_id);
  const sale = ticket && (await findSale(ctx.db, ticket.sale_id));
  if (sale && isHeld(sale)) throw new AppError(saleErrors.held, { sale_id: sale.sale_id });
  return changeTicket(ctx, ticket_id, "unblock", reason);
}
