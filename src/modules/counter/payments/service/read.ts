/** Reads payments of the caller's stores. */

import { type Context, requireRecord, storeFor } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { type Listed, listed } from "../../../../shared/hidden.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import { requireRecordsScope, requireStores } from "../../../access/tenants/index.ts";
import { hiddenIn, requireSums } from "../../shifts/index.ts";
import { paymentIdOf, readPaymentId } from "../domain/later.ts";
import { owedOn, PAYMENT_AMOUNTS, shownStatus } from "../domain/life.ts";
import { referenceKey } from "../domain/references.ts";
import { statsOf } from "../domain/stats.ts";
import { listFilteredPayments, listPaymentRows, type Payment, type PaymentFilter, sumPayments } from "../store.ts";

export type PaymentView = ReturnType<typeof present>;

export function present({ reference_key, reference_scope, ...payment }: Payment) {
  const { sale_id, payment_no, amount, surcharge, amount_tendered, settles_no } = payment;
  return {
    ...payment,
    payment_id: paymentIdOf(sale_id, payment_no),
    settles_payment_id: settles_no === null ? null : paymentIdOf(sale_id, settles_no),
    change: amount_tendered - amount - surcharge,
    status: shownStatus(payment),
    due: owedOn(payment),
  };
}

/** A payment, with all payments of its sale. Errors: E_NOT_FOUND; E_SCOPE_MISMATCH for another store's. */
export async function requirePayment(ctx: Context, payment_id: string): Promise<{ payment: Payment; all: Payment[] }> {
  const { sale_id, payment_no } = readPaymentId(payment_id);
  const all = await listPaymentRows(ctx.db, [sale_id]);
  const payment = all.find((each) => each.payment_no === payment_no);
  if (!payment) throw new AppError(errors.not_found);
  storeFor(ctx, null, payment.store_id);
  return { payment, all };
}

/** A payment that the caller may read. Errors as above; E_PERMISSION. */
export async function getPayment(ctx: Context, payment_id: string): Promise<PaymentView> {
  const { payment } = await requirePayment(ctx, payment_id);
  requireRecord(ctx, { ...payment, at: payment.paid_at });
  return present(payment);
}

type PaymentQuery = Omit<PaymentFilter, "store_ids" | "reference_key"> & { store_id?: string };

/** Lists payments of the caller's stores, latest sale first; amounts of an open blind shift are hidden. */
export async function listPayments(
  ctx: Context,
  { cursor, limit, reference, ...asked }: PaymentQuery & { reference?: string; cursor?: string; limit: number },
): Promise<Page<Listed<PaymentView, (typeof PAYMENT_AMOUNTS)[number]>>> {
  const filter = await requireRecordsScope(ctx, asked);
  const reference_key = reference === undefined ? undefined : referenceKey(reference);
  const place = readCursor(cursor, 2);
  const after = place && ([String(place[0]), Number(place[1])] as const);
  const rows = await listFilteredPayments(ctx.db, { ...filter, reference_key, after, limit });
  const page = pageOf(rows, limit, ({ sale_id, payment_no }) => [sale_id, payment_no]);
  // The payments of one sale show their amounts, as its receipt does.
  const isHidden = filter.sale_id === undefined ? await hiddenIn(ctx, filter.store_ids) : () => false;
  const items = page.items.map((payment) => listed(present(payment), PAYMENT_AMOUNTS, isHidden(payment)));
  return { ...page, items };
}

/** Sums payments of the caller's stores, by method and in all. Error: E_AMOUNTS_HIDDEN. */
export async function summarizePayments(ctx: Context, { store_id, ...span }: PaymentQuery) {
  const store_ids = await requireStores(ctx, "reports_view", store_id);
  await requireSums(ctx, store_ids, span.to);
  const sums = await sumPayments(ctx.db, { ...span, store_ids });
  const by_method = Map.groupBy(sums, ({ method }) => method);
  const methods = [...by_method].map(([method, own]) => ({ method, ...statsOf(own) }));
  return { methods, totals: statsOf(sums) };
}
