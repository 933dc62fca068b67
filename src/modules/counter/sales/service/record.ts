/** The sale's commit: sale, payments, tickets, entry, audit and events at once, online or handed in (rules S1, S7, O7). */

import { type CommitPart, commit } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import { SALE_CREATED } from "../../../../platform/events/catalogue.ts";
import type { Context, DevicePrincipal } from "../../../../platform/http/context.ts";
import { AppError, defineRace, errors, type Race } from "../../../../shared/errors.ts";
import { issueTickets, presentTickets, SHORT_CODE_TAKEN } from "../../../admission/tickets/index.ts";
import { pointsFor, recordPurchase } from "../../../guests/customers/index.ts";
import type { CartFacts } from "../../../offer/carts/index.ts";
import { catalogErrors, remainingOf, takePlaces } from "../../../offer/catalog/index.ts";
import { takeUses, taxInside } from "../../../offer/pricing/index.ts";
import {
  REFERENCE_TAKEN,
  type ReferenceHold,
  recordPayments,
  type Settlement,
  sumByMethod,
  taxSurcharges,
} from "../../payments/index.ts";
import { isLate, type JoinedShift, recordEntry } from "../../shifts/index.ts";
import { entryOf, type HoldReason } from "../domain.ts";
import { SALE_FLAGGED, SALE_PRICE_MISMATCH } from "../events.ts";
import { findSale, insertSale, receiptTailOf, type Sale } from "../store.ts";
import type { SaleLine } from "../tables.ts";
import { type OpenedCart, toldTo } from "./cart.ts";
import { getSale, presentSale, type SaleView } from "./read.ts";

/** A decided sale: its cart, price, payments, time and seller. Every way of selling fills every field. */
export interface DecidedSale {
  sale_id: string;
  device: DevicePrincipal;
  facts: CartFacts;
  key_version: number;
  cashier_id: string;
  customer_id: string | null;
  /** Epoch ms. */
  sold_at: number;
  cart: OpenedCart;
  /** The codes that the till sent. */
  promo_codes: readonly string[];
  settlement: Settlement;
  references: readonly ReferenceHold[];
  shift: JoinedShift;
  /** The approver of what was done by hand, and its reason. */
  approver_id: string | null;
  reason_code: string | null;
  note: string | null;
  /** Without `seq` the commit assigns the next number of the series; a taken `seq` gets the next copy. */
  receipt: { prefix: string; seq: number | null };
  /** The open ticket that becomes this sale. */
  open_ticket_id: string | null;
  /** The facts of a sale of an outage; `told` goes into its audit row and its reply. */
  outage: Outage | null;
  parts: OwnParts;
}

/** Parts that only some sales have: a used grant, a customer's points, the end of a parked cart; null: none. */
interface OwnParts {
  approval: CommitPart | null;
  points: CommitPart | null;
  parked: CommitPart | null;
}

interface Outage {
  device_at: number;
  price_mismatch: { grand_total: number } | null;
  /** The reasons for which its tickets wait for a release; empty for none. `due` is the server's price in satang. */
  held: HoldReason[];
  due: number;
  told: Record<string, unknown>;
}

/** Commits a sale. It loses to a concurrent sale with its id, a closing, or the same code, blank or reference. */
export async function recordSale(ctx: Context, decided: DecidedSale): Promise<SaleView> {
  const { sale_id, facts, key_version, sold_at, cart, settlement, shift, receipt, outage, parts } = decided;
  const held = (outage?.held.length ?? 0) > 0;
  const issued = await issueTickets(ctx, { sale_id, store: facts.store, key_version, sold_at, held }, cart.plans);
  const sale = rowOf(ctx, decided, issued.tickets);
  const payments = taxSurcharges(settlement.payments, sale.surcharge_tax_total, facts.rateOf(null).rate_bps);
  const entry = recordEntry(ctx, shift, entryOf(sale, sumByMethod(settlement.payments)), sold_at);
  const token = `<receipt_no:${ctx.newId()}>`;
  const numbered = { ...sale, receipt_no: `${receipt.prefix}-${token}` };
  const view = presentSale(numbered, settlement.payments, await presentTickets(ctx, issued.tickets));
  const reply = { ...view, ...outage?.told };
  const told = {
    ...factsOf(view),
    ...overridesOf(sale),
    ...(decided.reason_code !== null && { reason_code: decided.reason_code }),
    ...(outage && { offline: true as const, late: sale.late, device_at: sale.device_at }),
  };
  const { price_mismatch } = sale;
  const { places, uses, purchase } = takenBy(ctx, decided);
  await commit(ctx, {
    writes: [insertSale({ ...sale, receipt_seq: receipt.seq })],
    parts: [
      recordPayments(ctx, sale, payments, decided.references),
      issued,
      entry,
      parts.approval,
      places,
      uses,
      // The points that it earns do not pay for it.
      parts.points,
      purchase,
      parts.parked,
      newsOf(view, outage),
    ],
    audit: [
      {
        event: SALE_CREATED.type,
        subject: ["sale", sale_id],
        changes: { ...told, ...outage?.told, ...(price_mismatch && { price_mismatch }) },
        approver_id: sale.approver_id,
      },
    ],
    events: [SALE_CREATED.of(["sale", sale_id], { ...told, lines: sale.lines })],
    assigned: { token, value: receiptTailOf(ctx.db, sale_id) },
    reply,
    refusals: [["sales.sale_id", SALE_TAKEN, { field: "sale_id" }]],
  }).catch((error) => namePlaces(ctx, decided, error));
  return reply;
}

type NewSale = Omit<Sale, "receipt_seq" | "receipt_copy">;

/** The parts of shared stock that a sale takes (places in slots, uses of rules), and the part for its customer's ledger. */
function takenBy(ctx: Context, decided: DecidedSale) {
  const { facts, cart, customer_id, outage } = decided;
  const offline = outage !== null;
  return {
    places: takePlaces(ctx, facts.store.store_id, asksOf(cart), { offline }),
    uses: takeUses(ctx, cart.priced, facts.tariff, { customer_id, offline }),
    purchase: customer_id === null ? null : purchaseBy(ctx, decided, customer_id),
  };
}

/** The part for the customer's ledger: the money spent, and the points earned less those owed. */
function purchaseBy(ctx: Context, decided: DecidedSale, customer_id: string): CommitPart {
  const { sale_id, sold_at: at, cart, settlement, facts, outage } = decided;
  // What was paid in points while offline was paid, whether or not the customer had as many.
  const owed = outage ? pointsOf(settlement, facts) : 0;
  const spend = cart.priced.grand_total - settlement.points_amount;
  const satang_per_point = facts.settings["loyalty.satang_per_point"];
  const points = pointsFor(spend, satang_per_point) - owed;
  return recordPurchase(ctx, { kind: "sale", customer_id, sale_id, at, spend, points, satang_per_point });
}

/** The places that a cart needs, with their lines. */
function asksOf({ plans }: OpenedCart) {
  return plans.flatMap(({ line_no, offer, slot, qty }) =>
    slot ? [{ line_no, offer, slot_start: slot.start, qty }] : [],
  );
}

/** Adds to E_SOLD_OUT the lines with too few places, and the number left. */
async function namePlaces(ctx: Context, { cart, facts }: DecidedSale, error: unknown): Promise<never> {
  if (!(error instanceof AppError) || error.spec !== catalogErrors.sold_out) throw error;
  const asks = asksOf(cart);
  const left = await remainingOf(ctx, facts.store.store_id, asks);
  const fields = asks.flatMap(({ line_no, qty }, index) =>
    qty > (left[index] ?? 0)
      ? [
          {
            path: `items.${line_no - 1}.slot_start`,
            message: `has ${left[index] ?? 0} places left: choose another slot`,
          },
        ]
      : [],
  );
  throw new AppError(error.spec, fields.length > 0 ? { fields } : undefined);
}

/** How many points the payments in points take; one that is begun is whole. */
export function pointsOf({ points_amount }: Settlement, { settings }: CartFacts): number {
  return Math.ceil(points_amount / settings["loyalty.point_value"]);
}

function rowOf(
  ctx: Context,
  decided: DecidedSale,
  tickets: readonly { ticket_id: string; line_no: number }[],
): NewSale {
  const {
    sale_id,
    device,
    cashier_id,
    customer_id,
    sold_at,
    cart,
    settlement,
    shift,
    approver_id,
    note,
    receipt,
    outage,
    facts,
    promo_codes,
    open_ticket_id,
  } = decided;
  const { subtotal, discount_total, tax_total, rounding, grand_total } = cart.priced;
  const not_applied = toldTo(ctx, cart.priced);
  return {
    tenant_id: ctx.tenant_id,
    sale_id,
    store_id: device.store_id,
    device_id: device.device_id,
    cashier_id,
    shift_id: shift.shift_id,
    receipt_prefix: receipt.prefix,
    lines: cart.priced.lines.map((line, index) => ({
      ...line,
      line_no: index + 1,
      ticket_ids: tickets.flatMap(({ ticket_id, line_no }) => (line_no === index + 1 ? [ticket_id] : [])),
      ...placesOf(cart.plans, index + 1),
    })),
    subtotal,
    discount_total,
    tax_total,
    rounding,
    grand_total,
    amount_tendered: settlement.amount_tendered,
    change: settlement.change,
    approver_id,
    note,
    fingerprint: ctx.reply_key?.fingerprint ?? "",
    sold_at,
    customer_id,
    offline: outage !== null,
    received_at: outage ? ctx.now : null,
    device_at: outage?.device_at ?? null,
    late: isLate(shift),
    price_mismatch: outage?.price_mismatch ?? null,
    surcharge_total: settlement.surcharge_total,
    surcharge_tax_total: taxInside(settlement.surcharge_total, facts.rateOf(null)),
    surcharge_rate_bps: facts.rateOf(null).rate_bps,
    promo_codes: promo_codes.length > 0 ? [...promo_codes] : null,
    not_applied: not_applied.length > 0 ? not_applied : null,
    open_ticket_id,
    voided_at: null,
    voided_by: null,
    void_id: null,
    void_reason_code: null,
    refunded_total: 0,
    held_at: outage && outage.held.length > 0 ? ctx.now : null,
    released_at: null,
    released_by: null,
  };
}

/** The places that a line takes in slots of the day. */
function placesOf(plans: OpenedCart["plans"], of_line: number): Pick<SaleLine, "places"> {
  const places = plans.flatMap(({ line_no, slot, offer: { package_id }, qty }) =>
    slot && line_no === of_line ? [{ package_id, slot_start: slot.start, qty }] : [],
  );
  return places.length > 0 ? { places } : {};
}

/** The lines with another price than the park's, with both prices in satang. */
function overridesOf({ lines }: NewSale) {
  const overrides = lines.flatMap(({ line_no, package_id, qty, listed_price, unit_price }) =>
    listed_price === undefined ? [] : [{ line_no, package_id, qty, listed_price, unit_price }],
  );
  return overrides.length > 0 ? { overrides } : {};
}

/** The facts of a sale for audit and event. */
function factsOf(sale: SaleView) {
  const { sale_id, receipt_no, shift_id, customer_id, sold_at, payments } = sale;
  const { subtotal, discount_total, tax_total, rounding, grand_total, surcharge_total } = sale;
  const sums = { subtotal, discount_total, tax_total, rounding, grand_total, surcharge_total };
  const ticket_ids = sale.tickets.map(({ ticket_id }) => ticket_id);
  return { sale_id, receipt_no, shift_id, customer_id, sold_at, ...sums, payments, ticket_ids };
}

/** What is odd about a sale of an outage, as events. */
function newsOf(view: SaleView, outage: Outage | null): CommitPart | null {
  if (!outage) return null;
  const { price_mismatch, held } = outage;
  return {
    writes: [],
    events: [
      ...(price_mismatch ? [mismatchEvent(view, price_mismatch)] : []),
      ...(held.length > 0 ? [flaggedEvent(view, outage)] : []),
    ],
  };
}

function mismatchEvent({ sale_id, receipt_no, grand_total }: SaleView, asked: { grand_total: number }) {
  const data = { sale_id, receipt_no, paid: grand_total, grand_total: asked.grand_total };
  return SALE_PRICE_MISMATCH.of(["sale", sale_id], data);
}

function flaggedEvent({ sale_id, receipt_no, grand_total }: SaleView, { due, held }: Outage) {
  const data = { sale_id, receipt_no, paid: grand_total, grand_total: due, reasons: held };
  return SALE_FLAGGED.of(["sale", sale_id], data);
}

/** A sale with this id was made at the same moment; the next read finds it. */
const SALE_TAKEN = defineRace("a sale takes its sale_id", errors.duplicate);

/**
 * Makes a sale, or answers the earlier sale with its id if `same` accepts it (rule I7). A sale that lost one of `races`, or
 * drew a taken short code, is decided again. Error: E_DUPLICATE when another sale has the id.
 */
export function sellOnce(
  ctx: Context,
  sale_id: string | undefined,
  same: (earlier: Sale) => boolean,
  races: readonly Race[],
  sell: () => Promise<SaleView>,
): Promise<SaleView> {
  return decideAgain([SALE_TAKEN, SHORT_CODE_TAKEN, REFERENCE_TAKEN, ...races], async () => {
    const earlier = sale_id === undefined ? undefined : await findSale(ctx.db, sale_id);
    if (!earlier) return sell();
    if (!same(earlier)) throw new AppError(errors.duplicate, { field: "sale_id" });
    return getSale(ctx, earlier.sale_id);
  });
}
