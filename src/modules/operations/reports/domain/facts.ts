/** Facts: the one function of each kind of row that gives its sums; the consumer and a rebuild both use it (rule R3). */

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

type Place = Pick<Addition, "store_id" | "at" | "device_id" | "employee_id">;

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

function zeroLess(columns: Partial<Columns>): Partial<Columns> {
  return Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, 0 - value]));
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

function add(kind: Kind, place: Place, key: string, columns: Partial<Columns>): Addition {
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

function taxes(kind: Kind, place: Place, shares: readonly TaxShare[]): Addition[] {
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

/** The fields of a drawer's entry. */
export interface EntryRow {
  kind: string;
  at: number;
  total: number;
  cash: number;
  gross: number;
  discount_total: number;
  tax_total: number;
  rounding: number;
  surcharge_total: number;
  taxes: readonly TaxShare[] | null;
  by_method: Readonly<Record<string, number>>;
  actor_id: string | null;
}

/** The shift of an entry. */
export interface ShiftRow {
  store_id: string;
  device_id: string;
  opened_by: string;
  opened_at: number;
  cash_expected: number | null;
  cash_counted: number | null;
  cash_diff: number | null;
}

const DRAWER_KINDS: Readonly<Record<string, Kind>> = {
  sale: "drawer_sale",
  void: "drawer_void",
  refund: "drawer_refund",
  payment: "drawer_payment",
  paid_in: "drawer_moved",
  paid_out: "drawer_moved",
  drop: "drawer_moved",
  pickup: "drawer_moved",
  adjustment: "drawer_adjusted",
  no_sale: "drawer_no_sale",
};

/** Entries whose sums are below zero because they undo; the roll-ups have them above zero. */
const UNDOING = ["void", "refund"];

/**
 * The sums of an entry, in its drawer. `seller` is the seller of its sale; other acts belong to their person. A later
 * payment is in no other row, so its money of sales and tickets is here, too. An entry that is `late` changes what a
 * counted drawer should have held.
 */
export function sumsOfEntry(entry: EntryRow, shift: ShiftRow, seller: string | null, late: boolean): Addition[] {
  const kind = DRAWER_KINDS[entry.kind];
  if (!kind) return [];
  const place = {
    store_id: shift.store_id,
    at: entry.at,
    device_id: shift.device_id,
    employee_id: seller ?? entry.actor_id ?? "",
  };
  const shares =
    entry.taxes ?? (entry.kind === "payment" ? [] : [taxShare(null, entry.total - entry.rounding, entry.tax_total)]);
  const { gross, discount_total, total, rounding, surcharge_total, cash } = entry;
  const tax_total = shares.reduce((sum, share) => sum + share.tax_total, 0);
  const undoes = UNDOING.includes(entry.kind);
  const sums = {
    gross: entry.kind === "refund" ? 0 : gross,
    discount_total,
    total,
    tax_total,
    rounding,
    surcharge_total,
    cash,
  };
  const own = kind.startsWith("drawer_moved") || kind === "drawer_adjusted" ? { cash } : sums;
  const by_method = Object.entries(entry.by_method);
  return [
    add(kind, place, "", { count: 1, ...(undoes ? zeroLess(own) : own) }),
    ...by_method.map(([method, brought]) =>
      undoes
        ? add("drawer_tender_back", place, method, { count: 1, total: 0 - brought })
        : add("drawer_tender", place, method, { count: 1, total: brought }),
    ),
    ...taxes("drawer_tax", place, shares),
    ...(entry.kind === "payment" ? surchargesOf(place, entry, shares, tax_total) : []),
    ...(late && shift.cash_counted !== null && cash !== 0 ? lateCash(shift, cash) : []),
  ];
}

/** The surcharges of a later payment, which are new money; the rest pays for a sale that was counted when it was made. */
function surchargesOf(place: Place, entry: EntryRow, shares: readonly TaxShare[], tax_total: number): Addition[] {
  const { total, surcharge_total } = entry;
  const [method = ""] = Object.keys(entry.by_method);
  return [
    add("payment", place, "", { count: 1, total, tax_total, surcharge_total }),
    ...(surcharge_total === 0 ? [] : [add("tender", place, method, { total: surcharge_total, surcharge_total })]),
    ...taxes("tax", place, shares),
    add("other", place, "", { total: surcharge_total }),
  ];
}

function lateCash(shift: ShiftRow, cash: number): Addition[] {
  const place = placeOf(shift);
  return [add("cash_expected", place, "", { cash }), add("cash_diff", place, "", { cash: 0 - cash })];
}

/** A shift counts in the period of its opening, for the person who opened it (rule S5). */
function placeOf({ store_id, opened_at: at, device_id, opened_by: employee_id }: ShiftRow): Place {
  return { store_id, at, device_id, employee_id };
}

/** The sums of a closed shift; one that nobody counted has none. */
export function sumsOfShift(shift: ShiftRow): Addition[] {
  const { cash_expected, cash_counted, cash_diff } = shift;
  if (cash_counted === null) return [];
  const place = placeOf(shift);
  return [
    add("cash_expected", place, "", { count: 1, cash: cash_expected ?? 0 }),
    add("cash_counted", place, "", { count: 1, cash: cash_counted }),
    add("cash_diff", place, "", { count: 1, cash: cash_diff ?? 0 }),
  ];
}

/** The fields of an attempt that never change; `first`: no earlier entry of its ticket passed. */
export interface ScanRow {
  store_id: string;
  device_id: string;
  employee_id: string | null;
  zone_id: string | null;
  result: "pass" | "fail";
  reason: string | null;
  direction: string;
  party: number;
  forced: boolean;
  happened_at: number;
  first: boolean;
  /** The ticket's package; empty for a code without a ticket, or a blank before its sale. */
  package_id: string;
}

/** Refusals because a ticket was used before. */
const DUPLICATE = "duplicate_use";

/** The sums of an attempt. */
export function sumsOfScan(scan: ScanRow): Addition[] {
  const { store_id, happened_at: at, device_id, party, direction, reason } = scan;
  const place = { store_id, at, device_id, employee_id: scan.employee_id ?? "" };
  const zone = scan.zone_id ?? "";
  if (scan.result === "fail")
    return [
      add("fail", place, `${zone}|${reason ?? ""}`, { count: 1 }),
      ...(reason === DUPLICATE ? [add("duplicate", place, "", { count: 1 })] : []),
    ];
  const entered = direction === "entry";
  return [
    add("pass", place, `${zone}|${direction}`, { count: 1, quantity: entered ? party : 0 }),
    ...(scan.forced ? [add("forced", place, `${zone}|`, { count: 1 })] : []),
    ...(scan.first && entered ? [add("ticket_redeemed", place, `${scan.package_id}|${zone}`, { count: 1 })] : []),
  ];
}

/** The sums of an annulment, at its own time, for the person who annulled. */
export function sumsOfAnnulment(scan: ScanRow, annulled_at: number, annulled_by: string): Addition[] {
  const { store_id, device_id, zone_id, direction, party } = scan;
  const place = { store_id, at: annulled_at, device_id, employee_id: annulled_by };
  const quantity = direction === "entry" ? party : 0;
  return [add("act_annul", place, `${zone_id ?? ""}|`, { count: 1, quantity })];
}

/** The fields of a reprint. */
export interface ReprintRow {
  store_id: string;
  device_id: string | null;
  requested_by: string;
  reason_code: string | null;
  reissued_as: string | null;
  created_at: number;
  /** The ticket's package. */
  package_id: string;
}

export function sumsOfReprint(reprint: ReprintRow): Addition[] {
  const { store_id, created_at: at, requested_by: employee_id } = reprint;
  const place = { store_id, at, device_id: reprint.device_id ?? "", employee_id };
  return [
    add("act_reprint", place, reprint.reason_code ?? "", { count: 1 }),
    add("ticket_reprint", place, reprint.package_id, { count: 1 }),
    ...(reprint.reissued_as === null ? [] : [add("act_reissue", place, "", { count: 1 })]),
  ];
}

/** The fields of an offline admission that lost. */
export interface ConflictRow {
  store_id: string;
  reason: string;
  admitted: { at: number; device_id: string };
}

export function sumsOfConflict({ store_id, reason, admitted }: ConflictRow): Addition[] {
  const place = { store_id, at: admitted.at, device_id: admitted.device_id, employee_id: "" };
  return [add("conflict", place, `|${reason}`, { count: 1 })];
}
