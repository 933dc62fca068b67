/** Facts of sales: the one function for a sale, a void and a refund that gives its sums; the consumer and a rebuild use it (rule R3). */

import { allocate } from "../../../../shared/money.ts";
import { negateTaxes, sumTaxes, type TaxShare, taxesOfLines, taxShare } from "../../../../shared/taxes.ts";
import { discountKey, rateKey } from "./breakdowns.ts";
import type { Columns, Kind } from "./sums.ts";

/** What a fact adds to the roll-ups of its moment; columns that are left out are zero. */
export interface Addition extends Partial<Columns> {
  kind: Kind;
  store_id: string;
  /** Epoch ms. */
  at: number;
  device_id: string;
  employee_id: string;
  key: string;
}

export type Place = Pick<Addition, "store_id" | "at" | "device_id" | "employee_id">;

interface Line {
  line_no: number;
  package_id: string;
  qty: number;
  gross: number;
  discount_total: number;
  total: number;
  tax_total: number;
  tax: { rate_bps: number };
  unit_price: number;
  listed_price?: number;
  discount?: { reason_code?: string };
  applied: readonly { rule_id?: string; name: string; amount: number }[];
  ticket_ids: readonly string[];
}

/** The fields of a sale's row that never change. */
export interface SaleRow {
  sale_id: string;
  store_id: string;
  device_id: string;
  cashier_id: string;
  shift_id: string | null;
  lines: readonly Line[];
  subtotal: number;
  discount_total: number;
  tax_total: number;
  rounding: number;
  grand_total: number;
  surcharge_total: number;
  surcharge_tax_total: number;
  surcharge_rate_bps: number | null;
  sold_at: number;
  offline: boolean;
  price_mismatch: object | null;
  held_at: number | null;
}

/** The void of a sale. */
export interface VoidRow {
  voided_at: number;
  voided_by: string;
  void_reason_code: string | null;
}

/** The payments of the sale itself, and its tickets by line and package. */
export interface SaleParts {
  payments: readonly { method: string; amount: number; surcharge: number }[];
  issued: readonly { line_no: number; package_id: string; count: number; price: number }[];
}

/** The sums of a sale: money, tenders, taxes, packages, discounts, tickets, and acts by hand. */
export function sumsOfSale(sale: SaleRow, parts: SaleParts): Addition[] {
  const place = { store_id: sale.store_id, at: sale.sold_at, device_id: sale.device_id, employee_id: sale.cashier_id };
  const outside = sale.shift_id === null ? [add("outside", place, "", { total: takingsOf(sale) })] : [];
  const flagged = sale.offline && (sale.price_mismatch !== null || sale.held_at !== null);
  return [
    add("sale", place, "", moneyOf(sale)),
    ...outside,
    ...tenders("tender", place, parts.payments),
    ...taxes("tax", place, taxesOf(sale)),
    ...sale.lines.map((line) => add("package", place, line.package_id, soldOf(line))),
    ...discounts(place, sale, 1),
    ...ticketsOf(place, sale, parts, "ticket", 1),
    ...bundlesOf(place, sale, parts),
    ...byHand(place, sale),
    ...(flagged ? [add("flagged", place, "", { count: 1, total: sale.grand_total })] : []),
  ];
}

/** The sums of a void. Its money belongs to the seller of the sale; the act belongs to the person who voided it. */
export function sumsOfVoid(sale: SaleRow, undone: VoidRow, parts: SaleParts): Addition[] {
  const { store_id, device_id, cashier_id: employee_id, grand_total: total } = sale;
  const place = { store_id, at: undone.voided_at, device_id, employee_id };
  const act = { ...place, employee_id: undone.voided_by };
  return [
    add("void", place, "", moneyOf(sale)),
    ...(sale.shift_id === null ? [add("outside", place, "", { total: 0 - takingsOf(sale) })] : []),
    ...tenders("tender_back", place, parts.payments),
    ...taxes("tax", place, negateTaxes(taxesOf(sale))),
    ...sale.lines.map((line) => add("package_void", place, line.package_id, soldOf(line))),
    ...discounts(place, sale, -1),
    ...ticketsOf(place, sale, parts, "ticket_void", -1),
    add("act_void", act, undone.void_reason_code ?? "", { count: 1, total }),
  ];
}

export function add(kind: Kind, place: Place, key: string, columns: Partial<Columns>): Addition {
  return { kind, ...place, key, ...columns };
}

function takingsOf({ grand_total, surcharge_total }: SaleRow): number {
  return grand_total + surcharge_total;
}

function moneyOf(sale: SaleRow): Partial<Columns> {
  const { subtotal: gross, discount_total, grand_total: total, rounding, surcharge_total } = sale;
  const quantity = sale.lines.reduce((sum, { qty }) => sum + qty, 0);
  const tax_total = sale.tax_total + sale.surcharge_tax_total;
  return { count: 1, quantity, gross, discount_total, total, tax_total, rounding, surcharge_total };
}

function soldOf({ qty: quantity, gross, discount_total, total, tax_total }: Line): Partial<Columns> {
  return { count: 1, quantity, gross, discount_total, total, tax_total };
}

/** By rate, with the surcharges at their own rate, or at the highest of the goods for old sales. */
function taxesOf(sale: SaleRow): TaxShare[] {
  const goods = taxesOfLines(sale.lines);
  const rate_bps = sale.surcharge_rate_bps ?? goods[0]?.rate_bps ?? null;
  return sumTaxes([...goods, taxShare(rate_bps, sale.surcharge_total, sale.surcharge_tax_total)]);
}

export function taxes(kind: Kind, place: Place, shares: readonly TaxShare[]): Addition[] {
  return shares.map(({ rate_bps, gross: total, tax_total }) =>
    add(kind, place, rateKey(rate_bps), { total, tax_total }),
  );
}

function tenders(kind: Kind, place: Place, payments: SaleParts["payments"]): Addition[] {
  return payments.map(({ method, amount, surcharge }) =>
    add(kind, place, method, { count: 1, total: amount + surcharge, surcharge_total: surcharge }),
  );
}

function discounts(place: Place, { lines }: SaleRow, sign: 1 | -1): Addition[] {
  return lines.flatMap(({ applied, discount }) =>
    applied.map((each) =>
      add("discount", place, discountKey(each, discount?.reason_code), { count: sign, total: sign * each.amount }),
    ),
  );
}

/** Lines with a discount or a price by hand, as acts of the seller. */
function byHand(place: Place, { lines }: SaleRow): Addition[] {
  return lines
    .filter(({ discount, listed_price }) => discount !== undefined || listed_price !== undefined)
    .map(({ discount, listed_price, unit_price, qty, applied }) => {
      const given = applied.reduce((sum, { rule_id, amount }) => (rule_id === undefined ? sum + amount : sum), 0);
      const below = Math.max(0, (listed_price ?? unit_price) - unit_price) * qty;
      return add("act_discount", place, discount?.reason_code ?? "", { count: 1, total: given + below });
    });
}

/**
 * Tickets by package, and all other money of the sale. Both together are its takings: money of a line that its tickets do
 * not have is other money of its package, and the sale's rounding and surcharges belong to no package.
 */
function ticketsOf(place: Place, sale: SaleRow, { issued }: SaleParts, kind: Kind, sign: 1 | -1): Addition[] {
  const in_tickets = new Map<number, number>();
  for (const { line_no, price } of issued) in_tickets.set(line_no, (in_tickets.get(line_no) ?? 0) + price);
  const lines = sale.lines.reduce((sum, { total }) => sum + total, 0);
  return [
    ...issued.map(({ package_id, count, price: total }) => add(kind, place, package_id, { count, total })),
    ...sale.lines.map(({ line_no, package_id, total }) =>
      add("other", place, package_id, { total: sign * (total - (in_tickets.get(line_no) ?? 0)) }),
    ),
    add("other", place, "", { total: sign * (takingsOf(sale) - lines) }),
  ];
}

/** Issued tickets that are a part of a bundle: their package is not that of their line. */
function bundlesOf(place: Place, { lines }: SaleRow, { issued }: SaleParts): Addition[] {
  const sold = new Map(lines.map(({ line_no, package_id }) => [line_no, package_id]));
  return issued
    .filter(({ line_no, package_id }) => sold.get(line_no) !== package_id)
    .map(({ package_id, count, price: total }) => add("ticket_bundled", place, package_id, { count, total }));
}

/** The fields of a completed refund. */
export interface RefundRow {
  store_id: string;
  requested_by: string;
  reason_code: string | null;
  completed_at: number;
  amount: number;
  tax_total: number;
  taxes: readonly TaxShare[] | null;
  rounding: number;
  lines: readonly {
    line_no: number;
    qty: number;
    amount: number;
    tax_total: number;
    ticket_ids: readonly string[];
    parts?: readonly { ticket_id: string | null; amount: number }[];
  }[];
  payments: readonly { method: string; amount: number; surcharge?: number }[];
}

/** What a refund's sums also need: its drawer, its sale's lines, and the tickets of those lines. */
export interface RefundParts {
  /** The drawer that paid it; empty for none. */
  device_id: string;
  lines: SaleRow["lines"];
  tickets: ReadonlyMap<string, { package_id: string; price: number }>;
}

/** The sums of a completed refund. They belong to the person who made it and to the drawer that paid it. */
export function sumsOfRefund(refund: RefundRow, parts: RefundParts): Addition[] {
  const { store_id, completed_at: at, requested_by: employee_id, amount: total, rounding } = refund;
  const place = { store_id, at, device_id: parts.device_id, employee_id };
  const payments = refund.payments.map(({ surcharge = 0, ...payment }) => ({ ...payment, surcharge }));
  const surcharge_total = payments.reduce((sum, { surcharge }) => sum + surcharge, 0);
  const shares = refund.taxes ?? [taxShare(null, total - rounding, refund.tax_total)];
  const tax_total = shares.reduce((sum, share) => sum + share.tax_total, 0);
  const packageOf = new Map(parts.lines.map(({ line_no, package_id }) => [line_no, package_id]));
  const in_lines = refund.lines.reduce((sum, { amount }) => sum + amount, 0);
  return [
    add("refund", place, "", { count: 1, total, tax_total, rounding, surcharge_total }),
    ...tenders("tender_back", place, payments),
    ...taxes("tax", place, negateTaxes(shares)),
    ...refund.lines.flatMap(({ line_no, qty: quantity, amount, tax_total: tax }) => {
      const key = packageOf.get(line_no);
      return key === undefined ? [] : [add("package_refund", place, key, { quantity, total: amount, tax_total: tax })];
    }),
    ...refund.lines.flatMap((line) => refundedTickets(place, line, parts, packageOf.get(line.line_no) ?? "")),
    add("other", place, "", { total: in_lines - total - surcharge_total }),
    add("act_refund", place, refund.reason_code ?? "", { count: 1, total }),
  ];
}

/**
 * The money of a refund's line by package: that of the tickets that it names, else that of all tickets of the line, in
 * proportion to their prices. A line without tickets is other money.
 */
function refundedTickets(place: Place, line: RefundRow["lines"][number], parts: RefundParts, key: string): Addition[] {
  const sold = parts.lines.find(({ line_no }) => line_no === line.line_no)?.ticket_ids ?? [];
  const named = [...line.ticket_ids, ...(line.parts ?? []).flatMap(({ ticket_id }) => ticket_id ?? [])];
  const known = [named, sold].map((ids) => ids.flatMap((id) => parts.tickets.get(id) ?? []));
  const tickets = known.find((some) => some.length > 0);
  if (!tickets) return [add("other", place, key, { total: 0 - line.amount })];
  const weights = tickets.map(({ price }) => price);
  const shares = allocate(line.amount, weights.some((weight) => weight > 0) ? weights : weights.map(() => 1));
  return [
    ...tickets.map(({ package_id }, index) => add("ticket_refund", place, package_id, { total: shares[index] ?? 0 })),
    ...line.ticket_ids.flatMap((id) => {
      const ended = parts.tickets.get(id);
      return ended ? [add("ticket_refund", place, ended.package_id, { count: 1 })] : [];
    }),
  ];
}
