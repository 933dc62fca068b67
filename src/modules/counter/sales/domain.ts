/** Decides sales: tickets of a cart, drawer entry, receipt numbers, blanks and holds (rules S1, S2, S7). */

import { readAlike } from "../../../shared/alike.ts";
import type { Doubt } from "../../../shared/handed-in.ts";
import { allocate, WHOLE_BPS } from "../../../shared/money.ts";
import { accept, type Result, refuse } from "../../../shared/result.ts";
import { sumTaxes, type TaxShare, taxesOfLines, taxShare } from "../../../shared/taxes.ts";

export { saleErrors } from "../../../shared/errors/counter.ts";

/** The statuses that lists filter by; `refunded`: a part is or will be refunded; `held`: the sale waits for its release. */
export const SALE_STATUSES = ["paid", "voided", "refunded", "held"] as const;
export type SaleStatus = (typeof SALE_STATUSES)[number];

/** The fields of a sale that a list hides while its shift is counted blind (rule S5). */
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
  /** Epoch ms: the beginning of a slot, for a package with places per slot. */
  slot_start?: number;
  discount?: { kind: "percent" | "amount"; value: number; reason_code?: string };
  /** Satang for one unit: a price given at the till that replaces the package's price. */
  override_price?: number;
}

interface PlannedPackage {
  package_id: string;
  quota_or_minutes: number;
  type: string;
  parts: readonly { package_id: string; qty: number }[];
}

interface Slot {
  start: number;
  end: number;
}

/** The tickets that a line issues: of its package, or of one part of a bundle. */
export interface IssuePlan<Offer extends PlannedPackage> {
  line_no: number;
  offer: Offer;
  qty: number;
  /** The slot in which its tickets admit, for a package with places per slot; epoch ms, end exclusive. */
  slot: Slot | null;
  /** Satang for each ticket; the prices of a line's tickets add up to its total (rule P5). */
  prices: number[];
}

type LineRefusal = "package" | "slot" | "slot_unwanted" | "slot_over";
export type PlanRefusal = { reason: LineRefusal; index: number };

/** The functions over packages that a plan needs: price, whether it may be sold (alone or as a part), and slot at a moment. */
interface Terms<Offer> {
  /** Satang for one unit. */
  priceOf(offer: Offer): number;
  sellable(offer: Offer, as_part: boolean): boolean;
  slotAt(offer: Offer, at: number): Slot | null;
  /** Epoch ms. */
  now: number;
}

/**
 * Plans the tickets of a cart. Refuses a package that is not on sale, and a slot that is unknown or over. A package with
 * slots is sold for the current slot unless the item names another.
 * The tickets of a bundle share its price by the parts' own prices (rule P5).
 * `totals` are the lines' totals, in the order of the items.
 */
export function planTickets<Offer extends PlannedPackage>(
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

/** Satang for each ticket of a line, part by part: by the parts' prices, or equally if no part has a price. */
function sharePrice(total: number, parts: readonly { qty: number; price: number }[]): number[] {
  const weights = parts.flatMap(({ qty, price }) => Array<number>(qty).fill(price));
  return allocate(total, weights.some((weight) => weight > 0) ? weights : weights.map(() => 1));
}

/** The fields of a sale that its tax needs; satang. */
interface TaxedSale {
  lines: readonly { tax: { rate_bps: number }; total: number; tax_total: number }[];
  surcharge_total: number;
  surcharge_tax_total: number;
  surcharge_rate_bps: number | null;
}

/** The taxed part of a sale by rate, as sold; surcharges of an old sale count at the highest rate of its goods (rule R2). */
export function taxesOfSale(sale: TaxedSale): TaxShare[] {
  const goods = taxesOfLines(sale.lines);
  const rate_bps = sale.surcharge_rate_bps ?? goods[0]?.rate_bps ?? null;
  return sumTaxes([...goods, taxShare(rate_bps, sale.surcharge_total, sale.surcharge_tax_total)]);
}

type EnteredSale = TaxedSale &
  Record<"subtotal" | "discount_total" | "tax_total" | "rounding" | "grand_total", number> & { sale_id: string };

/** The drawer entry of a sale; `brought` has the sum of each method and the cash in it. */
export function entryOf(sale: EnteredSale, brought: { by_method: Record<string, number>; cash: number }) {
  const { sale_id: entry_id, grand_total: total, subtotal: gross, discount_total, tax_total, rounding } = sale;
  const money = { total, gross, discount_total, tax_total, rounding, surcharge_total: sale.surcharge_total };
  const nobody = { reason: null, actor_id: null, approver_id: null, subject_id: null };
  return { entry_id, kind: "sale" as const, ...money, taxes: taxesOfSale(sale), ...brought, ...nobody };
}

/**
 * The number on the receipt: gapless per store and device prefix (rule S7). Two sales with the same printed number differ in
 * their copy: `D1X-7`, `D1X-7/2`.
 */
export function receiptNo(sale: { receipt_prefix: string; receipt_seq: number; receipt_copy: number }): string {
  const { receipt_prefix, receipt_seq, receipt_copy } = sale;
  return `${receipt_prefix}-${receipt_seq}${receipt_copy > 1 ? `/${receipt_copy}` : ""}`;
}

/** A sale's status in one word: the strongest of those that hold. */
export function statusOfSale(sale: {
  voided_at: number | null;
  held_at: number | null;
  released_at: number | null;
  refunded_total: number;
}): SaleStatus {
  if (sale.voided_at !== null) return "voided";
  if (sale.held_at !== null && sale.released_at === null) return "held";
  return sale.refunded_total > 0 ? "refunded" : "paid";
}

/** The parts of a receipt number; without a copy it is the number on the paper. */
export interface ReceiptName {
  prefix: string;
  seq: number;
  copy?: number;
}

/** Reads a receipt number in any spelling; undefined for other texts. */
export function readReceiptNo(text: string): ReceiptName | undefined {
  const [, prefix, seq, copy] =
    /^(.+)-0*([1-9]\d{0,8})(?:\/([1-9]\d{0,5}))?$/.exec(readAlike(text).toUpperCase()) ?? [];
  if (prefix === undefined) return undefined;
  return { prefix, seq: Number(seq), ...(copy !== undefined && { copy: Number(copy) }) };
}

/** The series that devices print while they are offline: the prefix of a device, and X (rule O7). */
const OUTAGE_SERIES = /^D\d+X$/;

/**
 * The receipt number of a sale of an outage. A printed number of an offline series stays, because the guest has the paper.
 * Any other text is kept as `receipt_conflict`, and the sale gets the next number of a series that no till prints. A number
 * of another till's series stays, and is also kept as `receipt_conflict`.
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

/** Blanks of lots that a till sold for a line and a package of the sale (rule O8). */
export interface SoldBlanks {
  line_no: number;
  package_id: string;
  ticket_ids: string[];
}

/** A blank that could not become a ticket of the sale, with the reason; the sale gets a new ticket instead. */
export interface RefusedBlank {
  ticket_id: string;
  reason: "unknown" | "bound" | "unplaced" | "package";
}

/** Doubts about a sale of an outage, for people to check; they never drop the sale. */
export interface SaleFlags {
  /** Packages that were not on sale at the time of the sale. */
  off_sale: string[];
  unknown_methods: string[];
  unknown_cashier: string[];
  /** Doubts about the person whom the till named. */
  cashier_doubts: Doubt[];
  /** Customers that are not of this tenant; the sale then has no customer. */
  unknown_customer: string[];
  /** The number of lines with an unapproved discount by hand. */
  unapproved_discounts: number;
  /** The number of lines with an unapproved price by hand. */
  unapproved_overrides: number;
  refused_blanks: RefusedBlank[];
  /** Payments with a missing reference, or with the reference of an earlier payment. */
  references: { payment_no: number; reason: "missing" | "used"; payment_id?: string }[];
  /** The reasons for which its tickets wait for a release. */
  held: HoldReason[];
}

/** The reasons for a hold: the paid sum is far below the price, or guests have blanks that were ended. */
export type HoldReason = "price_gap" | "ended_blanks";

/**
 * Decides whether the tickets of a sale of an outage wait for a release. `due` is the server's price and `paid` the paid sum,
 * in satang; `max_gap_bps` is the largest accepted gap.
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

/** Whether a sale's tickets wait for a release. */
export function isHeld({ held_at, released_at }: { held_at: number | null; released_at: number | null }): boolean {
  return held_at !== null && released_at === null;
}

/** Why a person may not release a sale, or null: a held sale is released by a person other than its seller. */
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
  /** The packages of its lot; null: any. */
  package_ids: readonly string[] | null;
}

/** Assigns sold blanks to their plans; `known` are the blanks of the store's lots, with the sale that already has them. */
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
