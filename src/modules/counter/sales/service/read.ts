/** Reads sales with their payments and tickets. */

import { type Context, may, requireRecord, storeFor } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { type Listed, listed } from "../../../../shared/hidden.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import { paymentMethodOf } from "../../../../shared/payment-method.ts";
import { readSort, type SortedPlace, type SortText } from "../../../../shared/sorting.ts";
import type { TaxShare } from "../../../../shared/taxes.ts";
import { requireRecordsScope } from "../../../access/tenants/index.ts";
import { isHeldByGuest, presentTickets, ticketsById } from "../../../admission/tickets/index.ts";
import type { PricedCart } from "../../../offer/pricing/index.ts";
import { paymentsOf, type SettledPayment } from "../../payments/index.ts";
import { hiddenIn, requireSums } from "../../shifts/index.ts";
import { type ReceiptName, readReceiptNo, receiptNo, SALE_AMOUNTS, taxesOfSale } from "../domain.ts";
import {
  listSaleRows,
  listSortedSales,
  type SaleFilter,
  type SaleSort,
  type SaleSums,
  sumSaleRows,
} from "../store/list.ts";
import { findSale, type Sale } from "../store.ts";

type Presented = Awaited<ReturnType<typeof presentTickets>>[number];

/** A ticket; its codes are null if the caller may not see them. */
type PresentedTicket = Omit<Presented, "qr_token" | "short_code"> & {
  qr_token: string | null;
  short_code: string | null;
};

/** A sale with its whole receipt number in `receipt_no` instead of the parts. */
type NumberedSale = Omit<Sale, "receipt_seq" | "receipt_copy"> & { receipt_no: string };

export type SaleView = Omit<NumberedSale, "not_applied"> & {
  taxes: TaxShare[];
  payment_method: string | null;
  payments: SettledPayment[];
  tickets: PresentedTicket[];
  not_applied: PricedCart["not_applied"];
};

export function presentSale(sale: NumberedSale, payments: SettledPayment[], tickets: PresentedTicket[]): SaleView {
  const not_applied = sale.not_applied ?? [];
  return { ...sale, not_applied, taxes: taxesOfSale(sale), ...paidBy(payments), tickets };
}

function paidBy(payments: SettledPayment[]): Pick<SaleView, "payment_method" | "payments"> {
  return { payment_method: paymentMethodOf(payments), payments };
}

/** A till whose reply was lost may read its codes again for this time; later a code needs a reprint (rule A7). */
const CODES_TOLD_MS = 15 * 60_000;

function tellsCodes(ctx: Context, { store_id, device_id, sold_at, received_at }: Sale): boolean {
  const just_sold = ctx.device?.device_id === device_id && ctx.now - (received_at ?? sold_at) <= CODES_TOLD_MS;
  return just_sold || may(ctx, "reprint", store_id);
}

/** The sale with this id in the caller's stores; undefined without one. Error: E_SCOPE_MISMATCH for another store's. */
export async function findSaleOf(ctx: Context, sale_id: string): Promise<Sale | undefined> {
  const sale = await findSale(ctx.db, sale_id);
  if (sale) storeFor(ctx, null, sale.store_id);
  return sale;
}

/** A sale's row. Errors: E_NOT_FOUND; E_SCOPE_MISMATCH for another store's. */
export async function requireSale(ctx: Context, sale_id: string): Promise<Sale> {
  const sale = await findSaleOf(ctx, sale_id);
  if (!sale) throw new AppError(errors.not_found);
  return sale;
}

/** Refuses a sale that the caller may not read. Errors: E_SCOPE_MISMATCH, E_PERMISSION. */
export function requireSaleRead(
  ctx: Context,
  { store_id, device_id, sold_at, received_at }: Pick<Sale, "store_id" | "device_id" | "sold_at" | "received_at">,
): void {
  requireRecord(ctx, { store_id, device_id, at: received_at ?? sold_at });
}

/** A sale that the caller may read. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION. */
export async function readSale(ctx: Context, sale_id: string): Promise<SaleView> {
  const sale = await getSale(ctx, sale_id);
  requireSaleRead(ctx, sale);
  return sale;
}

/** A sale, with its tickets' codes if the caller may see them. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION. */
export async function getSale(ctx: Context, sale_id: string): Promise<SaleView> {
  const sale = await requireSale(ctx, sale_id);
  const [payments, tickets] = await Promise.all([
    paymentsOf(ctx, [sale_id]),
    ticketsById(
      ctx,
      sale.lines.flatMap(({ ticket_ids }) => ticket_ids),
    ),
  ]);
  const numbered = { ...sale, receipt_no: receiptNo(sale) };
  const presented: PresentedTicket[] = await presentTickets(ctx, tickets);
  const tells = tellsCodes(ctx, sale);
  const told = presented.map((ticket) =>
    tells && isHeldByGuest(ticket, { handed_in: sale.offline })
      ? ticket
      : { ...ticket, qr_token: null, short_code: null },
  );
  return presentSale(numbered, payments.get(sale_id) ?? [], told);
}

export type SaleQuery = Omit<SaleFilter, "store_ids" | "before" | "receipt"> & {
  store_id?: string;
  cursor?: string;
  receipt_no?: string;
  sort?: SortText<SaleSort["name"]>;
};

/** A receipt number that no sale has. */
const NO_RECEIPT: ReceiptName = { prefix: "", seq: 0 };

/** Lists sales of the caller's stores, latest first, without tickets; amounts of an open blind shift are hidden. */
export async function listSales(
  ctx: Context,
  query: SaleQuery,
): Promise<Page<Listed<Omit<SaleView, "tickets" | "not_applied">, (typeof SALE_AMOUNTS)[number]>>> {
  const { cursor, receipt_no, sort: order, ...asked } = query;
  const filter = { ...(await requireRecordsScope(ctx, asked)), receipt: receiptAsked(receipt_no) };
  const sort = order === undefined ? null : readSort(order);
  const place = readCursor(cursor, 2);
  const after = place && ([Number(place[0]), String(place[1])] as const);
  const rows = sort
    ? await sortedSales(ctx, filter, { sort, after })
    : await listSaleRows(ctx.db, { ...filter, before: after });
  const page = pageOf(rows, query.limit, (sale) => [sale[sort?.name ?? "sold_at"], sale.sale_id]);
  const [payments, isHidden] = await Promise.all([
    paymentsOf(
      ctx,
      page.items.map(({ sale_id }) => sale_id),
    ),
    hiddenIn(ctx, filter.store_ids),
  ]);
  const items = page.items.map((sale) => {
    const told = {
      ...sale,
      receipt_no: receiptNo(sale),
      taxes: taxesOfSale(sale),
      ...paidBy(payments.get(sale.sale_id) ?? []),
    };
    return listed(told, SALE_AMOUNTS, isHidden(sale));
  });
  return { ...page, items };
}

/** Sales in an order. Errors: E_VALIDATION for too many of them; E_AMOUNTS_HIDDEN, because an order tells of amounts. */
async function sortedSales(
  ctx: Context,
  filter: Omit<SaleFilter, "before">,
  { sort, after }: { sort: SaleSort; after: SortedPlace | undefined },
): Promise<Sale[]> {
  if (sort.name !== "sold_at") await requireSums(ctx, filter.store_ids, filter.to);
  const rows = await listSortedSales(ctx.db, filter, { sort, after, most: MOST_SUMMED });
  if (rows) return rows;
  const message = `needs at most ${MOST_SUMMED} sales of a store, seller or device; name a shorter time`;
  throw new AppError(errors.validation, { fields: [{ path: "sort", message }] });
}

/** The most sales of a store, seller or device that a sum or an order reads. */
export const MOST_SUMMED = 20_000;

/**
 * The sums of all sales of a filter; `totals` is null when there are too many to sum, which a narrower time cures.
 * Errors: those of a list; E_AMOUNTS_HIDDEN while a blind shift is open that the caller may not see.
 */
export async function totalSales(
  ctx: Context,
  { receipt_no, ...asked }: Omit<SaleQuery, "cursor" | "limit" | "sort">,
): Promise<{ totals: SaleSums | null; most_sales: number }> {
  const filter = { ...(await requireRecordsScope(ctx, asked)), receipt: receiptAsked(receipt_no) };
  await requireSums(ctx, filter.store_ids, filter.to);
  const totals = (await sumSaleRows(ctx.db, filter, MOST_SUMMED)) ?? null;
  return { totals, most_sales: MOST_SUMMED };
}

function receiptAsked(receipt_no: string | undefined): ReceiptName | undefined {
  return receipt_no === undefined ? undefined : (readReceiptNo(receipt_no) ?? NO_RECEIPT);
}
