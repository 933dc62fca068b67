/** Reads refunds, and the refundable rest of a sale. */

import { type Context, requireRecord } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { type Listed, listed } from "../../../../shared/hidden.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import { readSettings } from "../../../access/settings/index.ts";
import { requireRecordsScope } from "../../../access/tenants/index.ts";
import { wasUsed } from "../../../admission/tickets/index.ts";
import { requireSale, requireSaleRead } from "../../sales/index.ts";
import { hiddenIn } from "../../shifts/index.ts";
import { placesLeft } from "../domain/parties.ts";
import { refusalOf } from "../domain/policy.ts";
import { amountFrom, tenderRefusal } from "../domain/tenders.ts";
import { amountsLeft } from "../domain/units.ts";
import { REFUND_AMOUNTS } from "../domain/words.ts";
import { findRefund, listRefundRows, listRefundsOf, type Refund, type RefundFilter } from "../store.ts";
import { placeOf } from "./checks.ts";
import { gatherLeft, surchargeLeft } from "./left.ts";

export type RefundView = ReturnType<typeof present>;

/** A refund in its wire form, without the fields of its request. */
export function present(refund: Refund, slip_seq: number | string | null = refund.slip_seq) {
  const { tenant_id, caller_id, idempotency_key, fingerprint, version, slip_prefix, slip_seq: _, ...told } = refund;
  const surcharge_total = refundTotal(refund) - refund.amount;
  return { ...told, surcharge_total, slip_no: slip_seq === null ? null : `${slip_prefix}-${slip_seq}` };
}

/** The completed refunds of a sale, oldest first. */
export async function completedRefunds(ctx: Context, sale_id: string): Promise<RefundView[]> {
  const refunds = await listRefundsOf(ctx.db, sale_id);
  return refunds
    .filter(({ status }) => status === "completed")
    .toSorted((a, b) => (a.refund_id < b.refund_id ? -1 : 1))
    .map((refund) => present(refund));
}

/** The sum that the guest got by a refund, surcharges included; satang. */
export function refundTotal({ amount, payments }: Pick<Refund, "amount" | "payments">): number {
  return payments.reduce((sum, { surcharge = 0 }) => sum + surcharge, amount);
}

/** A refund. Errors: E_NOT_FOUND; E_SCOPE_MISMATCH for another store's; E_PERMISSION. */
export async function getRefund(ctx: Context, refund_id: string): Promise<RefundView> {
  const refund = await findRefund(ctx.db, refund_id);
  if (!refund) throw new AppError(errors.not_found);
  requireRecord(ctx, { ...refund, at: refund.created_at });
  return present(refund);
}

export type RefundQuery = Omit<RefundFilter, "store_ids" | "before"> & { store_id?: string; cursor?: string };

/** Lists refunds of the caller's stores, latest first; amounts of an open blind shift are hidden. */
export async function listRefunds(
  ctx: Context,
  query: RefundQuery,
): Promise<Page<Listed<RefundView, (typeof REFUND_AMOUNTS)[number]>>> {
  const { cursor, ...asked } = query;
  const filter = await requireRecordsScope(ctx, asked);
  const before = readCursor(cursor, 1)?.[0]?.toString();
  const rows = await listRefundRows(ctx.db, { ...filter, before });
  const page = pageOf(rows, query.limit, ({ refund_id }) => [refund_id]);
  // The refunds of one sale show their amounts, as its receipt does.
  const isHidden = filter.sale_id === undefined ? await hiddenIn(ctx, filter.store_ids) : () => false;
  return { ...page, items: page.items.map((refund) => listed(present(refund), REFUND_AMOUNTS, isHidden(refund))) };
}

/** The refundable rest of a sale by line, ticket and payment, from D1. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH. */
export async function readRefundable(ctx: Context, sale_id: string) {
  const sale = await requireSale(ctx, sale_id);
  requireSaleRead(ctx, sale);
  const [left, settings, place] = await Promise.all([
    gatherLeft(ctx, sale),
    readSettings(ctx, sale.store_id),
    placeOf(ctx),
  ]);
  const { grand_total, refunded_total, store_id } = sale;
  const { amount_left, tickets, payments } = left;
  const within_days = settings["refunds.within_days"];
  const used_tickets = settings["refunds.used_tickets"];
  const surcharge_left = surchargeLeft(left, settings);
  const amount_here = amountFrom(place, payments);
  return {
    ...{ sale_id, store_id, grand_total, refunded_total, amount_left, amount_here, surcharge_left, used_tickets },
    surcharges: settings["refunds.surcharges"],
    refused: refusalOf(sale, { within_days, now: ctx.now }),
    lines: left.lines.map((line, index) => {
      const { line_no, qty_left, amount_left, ticket_ids } = line;
      const { qty: qty_paid = 0, total: amount_paid = 0 } = left.paid[index] ?? {};
      const { package_id = "", name = "" } = sale.lines[index] ?? {};
      const amounts = amountsLeft(line);
      const own = (ticket_ids ?? []).flatMap((ticket_id, place) => {
        const ticket = tickets.get(ticket_id);
        if (!ticket) return [];
        const { package_id, status } = ticket;
        const left = { places_left: placesLeft(line, ticket_id), amount_left: amounts[place] ?? 0 };
        return [{ ticket_id, package_id, status, used: wasUsed(ticket), ...left }];
      });
      const units = ticket_ids === null ? amounts : [];
      return { line_no, package_id, name, qty_paid, amount_paid, qty_left, amount_left, units, tickets: own };
    }),
    payments: payments.map((payment) => {
      const { payment_no, method, amount, refunded, left, owed } = payment;
      return { payment_no, method, amount, refunded, left, owed, refused: tenderRefusal(payment, place) };
    }),
  };
}
