/** Checks of a refund that hold at its act, and before anybody is asked for its approval (rules A1, A4, S4). */

import type { Context } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { readSettings, type Settings } from "../../../access/settings/index.ts";
import { latestOf } from "../../../admission/tickets/index.ts";
import type { RequestedAct } from "../../../offer/approvals/index.ts";
import { findSaleOf, type Sale, saleErrors } from "../../sales/index.ts";
import { openShiftOf } from "../../shifts/index.ts";
import { mayGiveGoodwill, refundErrors, refusalOf } from "../domain/policy.ts";
import { amountFrom, type Place, refusalFrom, tenderRefusal } from "../domain/tenders.ts";
import type { RefundPayment } from "../domain/words.ts";
import { gatherLeft, type SaleRemainder, surchargeLeft } from "./left.ts";

const TENDER_ERRORS = { no_till: errors.device_required, no_open_shift: errors.shift_closed } as const;

/** The place of the caller: its device, and the open shift of that device. */
export async function placeOf(ctx: Context): Promise<Place> {
  const shift = ctx.device ? await openShiftOf(ctx, ctx.device.device_id) : undefined;
  return { has_device: Boolean(ctx.device), has_shift: shift !== undefined };
}

/** Refuses a refund of which a part goes back by a payment that gives nothing back here. Errors: E_DEVICE_REQUIRED, E_SHIFT_CLOSED. */
export function requireTenders({ payments }: SaleRemainder, parts: readonly RefundPayment[], place: Place): void {
  for (const payment of payments) {
    const refusal = tenderRefusal(payment, place);
    if (refusal && parts.some(({ payment_no }) => payment_no === payment.payment_no))
      throw new AppError(TENDER_ERRORS[refusal]);
  }
}

/**
 * Refuses a refund that the park's policy forbids; goodwill has a limit of its own for each sale. Errors: E_SALE_VOIDED,
 * E_REFUND_LATE, E_GOODWILL.
 */
export function requirePolicy(
  { now }: Context,
  sale: Sale,
  { goodwill_given: given }: Pick<SaleRemainder, "goodwill_given">,
  settings: Settings,
  request: { goodwill?: boolean; amount?: number },
): void {
  const max_amount = settings["refunds.goodwill_max_amount"];
  if (request.goodwill && !mayGiveGoodwill(request.amount ?? 0, given, max_amount))
    throw new AppError(refundErrors.goodwill, { max_amount, given });
  const within_days = settings["refunds.within_days"];
  const refused = refusalOf(sale, { within_days, now });
  if (refused === "too_late") throw new AppError(refundErrors.too_late, { within_days });
  if (refused) throw new AppError(saleErrors.sale_voided);
}

/**
 * Refuses the request for an approval of a refund that cannot happen, so that nobody decides it in vain. A sale that is
 * not known yet passes. Errors: E_SALE_VOIDED, E_REFUND_LATE; for cash E_DEVICE_REQUIRED, E_SHIFT_CLOSED.
 */
export async function requirePossibleRefund(ctx: Context, { subject_id, amount = 0 }: RequestedAct): Promise<void> {
  const sale = await saleNamed(ctx, subject_id);
  if (!sale) return;
  const [left, settings, place] = await Promise.all([
    gatherLeft(ctx, sale),
    readSettings(ctx, sale.store_id),
    placeOf(ctx),
  ]);
  requirePolicy(ctx, sale, left, settings, {});
  const refusal = refusalFrom(place, amount, left.payments, surchargeLeft(left, settings));
  if (refusal) throw new AppError(TENDER_ERRORS[refusal], { amount_here: amountFrom(place, left.payments) });
}

/** The sale that a grant's subject names, by its own id or by a ticket's. */
async function saleNamed(ctx: Context, subject_id: string | undefined): Promise<Sale | undefined> {
  if (subject_id === undefined) return undefined;
  const sale = await findSaleOf(ctx, subject_id);
  if (sale) return sale;
  const ticket = (await latestOf(ctx, [subject_id])).get(subject_id);
  return ticket && findSaleOf(ctx, ticket.sale_id);
}
