/** A sale is a paid, closed cart; what it brings to guests, drawer and books is decided here (rules S1, S2, S7). */

import { readAlike } from "../../../shared/alike.ts";
import type { Doubt } from "../../../shared/handed-in.ts";
import { allocate, WHOLE_BPS } from "../../../shared/money.ts";
import { accept, type Result, refuse } from "../../../shared/result.ts";
import { sumTaxes, type TaxShare, taxesOfLines, taxShare } from "../../../shared/taxes.ts";

export { saleErrors } from "../../../shared/errors/counter.ts";

/** What sales are looked for by; `refunded`: something of it was given back, or is about to be; `held`: it waits for a release. */
export const SALE_STATUSES = ["paid", "voided", "refunded", "held"] as const;
export type SaleStatus = (typeof SALE_STATUSES)[number];

/** What a list does not tell of a sale while its shift is counted blind (rule S5). */
export const SALE_AMOUNTS = [
  ...(["lines", "payments", "taxes", "subtotal", "discount_total", "tax_total", "rounding", "grand_total"] as const),
  ...([
    "surcharge_total",
    "surcharge_tax_total",
    "amount_tendered",
    "change",
    "refunded_total",
    "price_mismatch",
  ] as const),
] as const;

export interface CartItem {
  package_id: string;
  qty: number;
  /** Epoch ms: the beginning of a slot, of a package that has places per slot. */
  slot_start?: number;
  discount?: { kind: "percent" | "amount"; value: number; reason_code?: string };
  /** Satang for one, said at the till in place of its price. */
  override_price?: number;
}

interface Offered {
  package_id: string;
  quota_or_minutes: number;
  type: string;
  parts: readonly { package_id: string; qty: number }[];
}

interface Slot {
  start: number;
  end: number;
}

/** Tickets that a line brings: of its package, or of each part of a bundle. */
export interface IssuePlan<Offer extends Offered> {
  line_no: number;
  offer: Offer;
  qty: number;
  /** When its tickets admit, where the package has places per slot; epoch ms, the end not included. */
  slot: Slot | null;
  /** Satang for each ticket; those of a line add up to what was paid for it (rule P5). */
  prices: number[];
}

type LineRefusal = "package" | "slot" | "slot_unwanted" | "slot_over";
export type PlanRefusal = { reason: LineRefusal; index: number };

/** What a plan asks about packages: may it be sold, by itself or as a part, its own price, and in which slot a moment lies. */
interface Terms<Offer> {
  /** Satang for one. */
  priceOf(offer: Offer): number;
  sellable(offer: Offer, as_part: boolean): boolean;
  slotAt(offer: Offer, at: number): Slot | null;
  /** Epoch ms. */
  now: number;
}

/**
 * Which tickets a cart brings. Refuses a package that is not on sale, and a slot that is none or over. A package with slots is sold for the present one unless the item names another.
 * The tickets of a bundle share its price by the parts' own prices (rule P5).
 * `totals` are the lines' totals, in the order of the items.
 */
export function planTickets<Offer extends Offered>(
  items: readonly CartItem[],
  totals: readonly number[],
  offers: ReadonlyMap<string, Offer>,
  terms: Terms<Offer>,
): Result<IssuePlan<Offer>[], PlanRefusal> {
  const plans: IssuePlan<Offer>[] = [];
  for (const [index, item] of items.entries()) {
    const offer = offers.get(item.package_id);
    if (!offer || !terms.sellable(offer, false)) return refuse({ reason: "package", index });
    const parts = offer.type === "bundle" ? offer.parts : [{ package_id: offer.package_id, qty: 1 }];
    const prices = sharePrice(
      totals[index] ?? 0,
      parts.map((part) => {
        const part_offer = offers.get(part.package_id);
        return { qty: part.qty * item.qty, price: part_offer ? terms.priceOf(part_offer) : 0 };
      }),
    );
    for (const part of parts) {
      const part_offer = offers.get(part.package_id);
      if (!part_offer || !terms.sellable(part_offer, true)) return refuse({ reason: "package", index });
      const slot = terms.slotAt(part_offer, item.slot_start ?? terms.now);
      if (slot && item.slot_start !== undefined && slot.start !== item.slot_start)
        return refuse({ reason: "slot", index });
      if (slot && slot.end <= terms.now) return refuse({ reason: "slot_over", index });
      const qty = part.qty * item.qty;
      plans.push({ line_no: index + 1, offer: part_offer, qty, slot, prices: prices.splice(0, qty) });
    }
    const slotted = plans.some(({ line_no, slot }) => line_no === index + 1 && slot !== null);
    if (item.slot_start !== undefined && !slotted) return refuse({ reason: "slot_unwanted", index });
  }
  return accept(plans);
}

/** Satang for each ticket of a line, part by part: by the prices of the parts, or by their number where none has a price. */
function sharePrice(total: number, parts: readonly { qty: number; price: number }[]): number[] {
  const weights = parts.flatMap(({ qty, price }) => Array<number>(qty).fill(price));
  return allocate(total, weights.some((weight) => weight > 0) ? weights : weights.map(() => 1));
}

/** A sale as far as its tax goes; satang. */
interface TaxedSale {
  lines: readonly { tax: { rate_bps: number }; total: number; tax_total: number }[];
  surcharge_total: number;
  surcharge_tax_total: number;
  surcharge_rate_bps: number | null;
}

/** What of a sale bears tax, by rate, as it was sold; surcharges of an old one at the highest rate of its goods (rule R2). */
export function taxesOfSale(sale: TaxedSale): TaxShare[] {
  const goods = taxesOfLines(sale.lines);
  const rate_bps = sale.surcharge_rate_bps ?? goods[0]?.rate_bps ?? null;
  return sumTaxes([...goods, taxShare(rate_bps, sale.surcharge_total, sale.surcharge_tax_total)]);
}

type Sold = TaxedSale &
  Record<"subtotal" | "discount_total" | "tax_total" | "rounding" | "grand_total", number> & { sale_id: string };

/** What a sale does to its drawer; `brought` is what each method brought, and the cash of it. */
export function entryOf(sale: Sold, brought: { by_method: Record<string, number>; cash: number }) {
  const { sale_id: entry_id, grand_total: total, subtotal: gross, discount_total, tax_total, rounding } = sale;
  const money = { total, gross, discount_total, tax_total, rounding, surcharge_total: sale.surcharge_total };
  const nobody = { reason: null, actor_id: null, approver_id: null, subject_id: null };
  return { entry_id, kind: "sale" as const, ...money, taxes: taxesOfSale(sale), ...brought, ...nobody };
}

/**
 * The number on the receipt: gapless per store and device prefix (rule S7). A number that a till printed twice tells its
 * sales apart: `D1X-7`, `D1X-7/2`.
 */
export function receiptNo(sale: { receipt_prefix: string; receipt_seq: number; receipt_copy: number }): string {
  const { receipt_prefix, receipt_seq, receipt_copy } = sale;
  return `${receipt_prefix}-${receipt_seq}${receipt_copy > 1 ? `/${receipt_copy}` : ""}`;
}

/** What a receipt number says; without a copy it is as the paper bears it. */
export interface ReceiptName {
  prefix: string;
  seq: number;
  copy?: number;
}

/** Reads a receipt number, however it is written; undefined for what is none. */
export function readReceiptNo(text: string): ReceiptName | undefined {
  const [, prefix, seq, copy] =
    /^(.+)-0*([1-9]\d{0,8})(?:\/([1-9]\d{0,5}))?$/.exec(readAlike(text).toUpperCase()) ?? [];
  if (prefix === undefined) return undefined;
  return { prefix, seq: Number(seq), ...(copy !== undefined && { copy: Number(copy) }) };
}

/** Series that devices print by themselves while they are offline: the prefix of a device, and X (rule O7). */
const OUTAGE_SERIES = /^D\d+X$/;

/**
 * The number that a sale of an outage gets. What a till printed stays, for the guest holds it; what is no number of such a
 * series gets the next of a series that no till prints, and `receipt_conflict` keeps it, as it does another till's number.
 */
export function receiptOfOutage(
  printed: string,
  receipt_prefix: string,
): { prefix: string; seq?: number; receipt_conflict: string | null } {
  const read = readReceiptNo(printed);
  if (!read || read.copy !== undefined || !OUTAGE_SERIES.test(read.prefix))
    return { prefix: `${receipt_prefix}U`, receipt_conflict: printed };
  const { prefix, seq } = read;
  return { prefix, seq, receipt_conflict: prefix === `${receipt_prefix}X` ? null : printed };
}

/** Blanks of lots that a till sold, by the line and package of the sale that they were sold as (rule O8). */
export interface SoldBlanks {
  line_no: number;
  package_id: string;
  ticket_ids: string[];
}

/** Why a blank did not become a ticket of the sale that names it: the sale gets a new ticket in its place. */
export interface RefusedBlank {
  ticket_id: string;
  reason: "unknown" | "bound" | "unplaced" | "package";
}

/** What is odd about a sale of an outage; for people to look at, and no reason to drop it. */
export interface SaleFlags {
  /** Packages that were not on sale at that moment. */
  off_sale: string[];
  unknown_methods: string[];
  unknown_cashier: string[];
  /** What speaks against the person whom the till named. */
  cashier_doubts: Doubt[];
  /** Customers who are not this park's; the sale is nobody's. */
  unknown_customer: string[];
  /** Lines with a discount by hand that nobody allowed. */
  unapproved_discounts: number;
  /** Lines at another price than the park's that nobody allowed. */
  unapproved_overrides: number;
  refused_blanks: RefusedBlank[];
  /** Payments whose reference is missing, or is that of an earlier payment. */
  references: { payment_no: number; reason: "missing" | "used"; payment_id?: string }[];
  /** Why its tickets wait for a release. */
  held: HoldReason[];
}

/** Why the tickets of a sale wait for a release: it is far below its price, or guests hold blanks that were ended. */
export type HoldReason = "price_gap" | "ended_blanks";

/**
 * Whether the tickets of a sale of an outage wait for a release. `due` is satang that the server asks, `paid` what the guest
 * paid; `max_gap_bps` how far below is believed.
 */
export function decideHold(sale: {
  due: number;
  paid: number;
  max_gap_bps: number;
  blanks: readonly { status: string }[];
}): HoldReason[] {
  const { due, paid, max_gap_bps, blanks } = sale;
  return [
    ...((due - paid) * WHOLE_BPS > due * max_gap_bps ? (["price_gap"] as const) : []),
    ...(blanks.some(({ status }) => status !== "active") ? (["ended_blanks"] as const) : []),
  ];
}

export type ReleaseRefusal = "not_held" | "voided" | "own_sale";

/** Whether a sale's tickets wait for its release. */
export function isHeld({ held_at, released_at }: { held_at: number | null; released_at: number | null }): boolean {
  return held_at !== null && released_at === null;
}

/** Whether somebody may release a sale: another person than who sold it, while it is held. */
export function refuseRelease(
  sale: { held_at: number | null; voided_at: number | null; cashier_id: string },
  employee_id: string,
): ReleaseRefusal | null {
  if (sale.held_at === null) return "not_held";
  if (sale.voided_at !== null) return "voided";
  return sale.cashier_id === employee_id ? "own_sale" : null;
}

interface PlannedTickets {
  line_no: number;
  offer: { package_id: string };
  qty: number;
}

interface KnownBlank {
  ticket_id: string;
  sale_id: string | null;
  /** What its lot is for; null: anything. */
  package_ids: readonly string[] | null;
}

/** Gives each plan the blanks that were sold for it; `known` are those of the store's lots, with the sale that has one. */
export function bindBlanks<Plan extends PlannedTickets, Blank extends KnownBlank>(
  plans: readonly Plan[],
  sold: readonly SoldBlanks[],
  known: ReadonlyMap<string, Blank>,
): { plans: (Plan & { blanks: Blank[] })[]; refused: RefusedBlank[] } {
  const refused: RefusedBlank[] = [];
  const bound = plans.map((plan) => ({ ...plan, blanks: [] as Blank[] }));
  const used = new Set<string>();
  for (const { line_no, package_id, ticket_ids } of sold)
    for (const ticket_id of ticket_ids) {
      const blank = known.get(ticket_id);
      const place = bound.find(
        (plan) => plan.line_no === line_no && plan.offer.package_id === package_id && plan.blanks.length < plan.qty,
      );
      if (!blank) refused.push({ ticket_id, reason: "unknown" });
      else if (blank.sale_id !== null || used.has(ticket_id)) refused.push({ ticket_id, reason: "bound" });
      else if (!place) refused.push({ ticket_id, reason: "unplaced" });
      else if (blank.package_ids && !blank.package_ids.includes(package_id))
        refused.push({ ticket_id, reason: "package" });
      else {
        place.blanks.push(blank);
        used.add(ticket_id);
      }
    }
  return { plans: bound, refused };
}
