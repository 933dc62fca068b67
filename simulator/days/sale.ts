/** Sales of seeded days: priced, planned and settled by the product's own functions, as rows of one commit. */

import { slotWindow, windowOf } from "../../src/modules/admission/tickets/domain/validity.ts";
import type { TicketTerms, TicketType, Usage } from "../../src/modules/admission/tickets/domain/words.ts";
import { tickets } from "../../src/modules/admission/tickets/tables.ts";
import { settle } from "../../src/modules/counter/payments/domain/settle.ts";
import { sumByMethod, taxSurcharges } from "../../src/modules/counter/payments/index.ts";
import { payments } from "../../src/modules/counter/payments/tables.ts";
import { entryOf, receiptNo } from "../../src/modules/counter/sales/domain.ts";
import { planCart } from "../../src/modules/counter/sales/service/cart.ts";
import { sales } from "../../src/modules/counter/sales/tables.ts";
import type { Entry } from "../../src/modules/counter/shifts/domain/entries.ts";
import { pointsFor } from "../../src/modules/guests/customers/domain.ts";
import { customer_entries } from "../../src/modules/guests/customers/tables.ts";
import { type Cart, priceItems } from "../../src/modules/offer/carts/index.ts";
import { chargeAsPaid } from "../../src/modules/offer/pricing/index.ts";
import type { Random } from "../random.ts";
import { type Act, insertOf, seededId } from "./acts.ts";
import { drawTenders } from "./baskets.ts";
import type { Books, Guest } from "./books.ts";
import type { SeededPark } from "./park.ts";
import type { LiveShift } from "./shift.ts";

export type TicketRow = typeof tickets.$inferInsert;
export type SaleRow = typeof sales.$inferInsert;
export type PaymentRow = typeof payments.$inferInsert;

/** A ticket with the state that its scans decide on; `day` is the date on which its row is written. */
export interface LiveTicket {
  row: TicketRow;
  facts: TicketTerms;
  usage: Usage;
  day: string;
}

export interface LiveSale {
  row: SaleRow;
  payments: PaymentRow[];
  tickets: LiveTicket[];
  entry: Entry;
  guest: Guest | null;
  shift: LiveShift;
  day: string;
}

export interface SaleOrder {
  at: number;
  day: string;
  shift: LiveShift;
  cart: Pick<Cart, "items" | "promo_codes">;
  guest: Guest | null;
  /** The person who approved a discount by hand. */
  approver_id: string | null;
  /** A sale of an outage, and when it was handed in. */
  outage: { received_at: number; paid_share: number } | null;
  /** Pays in cash, whatever the draw says. */
  only_cash?: boolean;
}

/** Makes a sale, or returns undefined when a slot has too few places left. */
export function makeSale(
  park: SeededPark,
  books: Books,
  order: SaleOrder,
  random: Random,
): { sale: LiveSale; act: Act } | undefined {
  const { at, day, shift, cart, guest, approver_id, outage } = order;
  const { facts, tenant_id } = park;
  const { device_id, receipt_prefix } = shift.till;
  const moment = { ...facts, tariff: { ...facts.tariff, at, device_id, customer_named: guest !== null } };
  const asked = { items: cart.items, promo_codes: cart.promo_codes };
  const whole = priceItems(asked, moment);
  const paid = outage ? Math.round((whole.grand_total * outage.paid_share) / 100) * 100 : whole.grand_total;
  const priced = paid === whole.grand_total ? whole : chargeAsPaid(whole, paid, moment.tariff);
  const plans = planCart(asked, priced, moment, () => true);
  const taken = plans.flatMap(({ offer, slot, qty }) => (slot ? [{ offer, slot, qty }] : []));
  if (!books.takePlaces(taken)) return undefined;

  const sale_id = seededId(at, random);
  const { grand_total } = priced;
  const points_value = guest && !outage ? books.pointsOf(guest) * facts.settings["loyalty.point_value"] : 0;
  const tenders = order.only_cash
    ? [{ method: "cash", amount: grand_total }]
    : drawTenders(grand_total, random.chance(0.3) ? points_value : 0, random);
  const settled = settle(grand_total, tenders, park.payment_types);
  if (!settled.ok) throw new Error(`a seeded sale does not settle: ${JSON.stringify(settled.refusal)}`);
  const { amount_tendered, change, surcharge_total, points_amount } = settled.value;
  const rate = facts.rateOf(null);
  const where = {
    tenant_id,
    sale_id,
    paid_at: at,
    store_id: facts.store.store_id,
    device_id,
    actor_id: shift.cashier_id,
    shift_id: shift.row.shift_id,
  };
  const paid_rows: PaymentRow[] = taxSurcharges(settled.value.payments, 0, rate.rate_bps).map((payment) => ({
    ...where,
    ...payment,
    ...(payment.method === "card" && { reference: String(random.integer(100_000, 999_999)) }),
  }));
  const sold: LiveTicket[] = plans.flatMap((plan) =>
    plan.prices.map((price) => {
      const ticket_id = seededId(at, random);
      const { package_id, quota_or_minutes } = plan.offer;
      const type = plan.offer.type as TicketType;
      const window = plan.slot
        ? slotWindow({ ...plan.offer, type }, plan.slot, at)
        : windowOf(plan.offer, at, facts.store);
      const known = park.terms.get(package_id);
      if (!known) throw new Error(`package ${package_id} has no terms`);
      const row: TicketRow = {
        tenant_id,
        ticket_id,
        store_id: facts.store.store_id,
        sale_id,
        line_no: plan.line_no,
        package_id,
        short_code_hash: "",
        short_code_no: 0,
        key_version: park.key_version,
        type,
        quota_or_minutes,
        ...window,
        terms: {} as TicketTerms["terms"],
        terms_id: known.terms_id,
        price,
        lot_no: null,
        issued_by: shift.cashier_id,
        issued_at: outage?.received_at ?? at,
        printed_count: 0,
        status: "active",
        used: 0,
        first_pass: null,
        last_pass_at: null,
        presence: null,
        days: null,
        places_refunded: null,
        projected_sequence: 0,
        replaces: null,
        replaced_by: null,
      };
      const { time_zone, cutoff_hour, store_id } = facts.store;
      const ticket_facts = { store_id, type, quota_or_minutes, ...window, terms: known.terms, time_zone, cutoff_hour };
      const usage: Usage = { status: "active", used: 0, first_pass: null, last_pass_at: null, presence: [] };
      return { row, facts: ticket_facts, usage, day };
    }),
  );

  const prefix = outage ? `${receipt_prefix}X` : receipt_prefix;
  const { subtotal, discount_total, tax_total, rounding } = priced;
  const late = outage !== null && shift.isClosedAt(outage.received_at);
  const row: SaleRow = {
    tenant_id,
    sale_id,
    store_id: facts.store.store_id,
    device_id,
    cashier_id: shift.cashier_id,
    shift_id: shift.row.shift_id,
    receipt_prefix: prefix,
    receipt_seq: books.nextReceipt(prefix),
    receipt_copy: 1,
    lines: priced.lines.map((line, index) => {
      const places = plans.flatMap(({ line_no, offer, slot, qty }) =>
        slot && line_no === index + 1 ? [{ package_id: offer.package_id, slot_start: slot.start, qty }] : [],
      );
      const ticket_ids = sold.flatMap(({ row }) => (row.line_no === index + 1 ? [row.ticket_id] : []));
      return { ...line, line_no: index + 1, ticket_ids, ...(places.length > 0 && { places }) };
    }),
    subtotal,
    discount_total,
    tax_total,
    rounding,
    grand_total,
    amount_tendered,
    change,
    approver_id,
    note: null,
    fingerprint: "",
    sold_at: at,
    customer_id: guest?.customer_id ?? null,
    offline: outage !== null,
    received_at: outage?.received_at ?? null,
    device_at: outage ? at : null,
    late,
    price_mismatch: priced === whole ? null : { grand_total: whole.grand_total },
    surcharge_total,
    surcharge_tax_total: 0,
    surcharge_rate_bps: rate.rate_bps,
    promo_codes: cart.promo_codes ? [...cart.promo_codes] : null,
    not_applied: null,
  };
  const entry = entryOf(
    { ...priced, sale_id, surcharge_total, surcharge_tax_total: 0, surcharge_rate_bps: rate.rate_bps },
    sumByMethod(settled.value.payments),
  );
  const sale: LiveSale = { row, payments: paid_rows, tickets: sold, entry, guest, shift, day };
  const writes = [
    insertOf(sales, { ...row }),
    ...paid_rows.map((payment) => insertOf(payments, payment)),
    ...sold.map((ticket) => insertOf(tickets, ticket.row)),
    shift.enter(entry, at, outage?.received_at),
    ...ledgerOf(park, books, sale, points_amount),
  ];
  const receipt_no = receiptNo({ receipt_prefix: prefix, receipt_seq: row.receipt_seq, receipt_copy: 1 });
  const told = { sale_id, receipt_no, shift_id: row.shift_id, customer_id: row.customer_id, sold_at: at };
  const sums = { subtotal, discount_total, tax_total, rounding, grand_total, surcharge_total };
  const by_hand = approver_id === null ? {} : { reason_code: "goodwill" };
  const from_outage = outage ? { offline: true, late, device_at: at } : {};
  const audit = {
    event: "sale.created",
    actor_id: shift.cashier_id,
    device_id,
    approver_id,
    subject: ["sale", sale_id] as const,
    changes: {
      ...told,
      ...sums,
      payments: settled.value.payments,
      ticket_ids: sold.map(({ row }) => row.ticket_id),
      ...by_hand,
      ...from_outage,
    },
  };
  return { sale, act: { at: outage?.received_at ?? at, writes, audits: [audit] } };
}

/** The entries of the guest's ledger: points that paid, then the spend with the points that it earns. */
function ledgerOf({ tenant_id, facts }: SeededPark, books: Books, { row, guest }: LiveSale, points_amount: number) {
  if (!guest) return [];
  const { customer_id } = guest;
  const { sale_id, sold_at: at, grand_total } = row;
  const common = { tenant_id, customer_id, at, sale_id };
  const burnt = Math.ceil(points_amount / facts.settings["loyalty.point_value"]);
  const spend = grand_total - points_amount;
  const satang_per_point = facts.settings["loyalty.satang_per_point"];
  const points = pointsFor(spend, satang_per_point);
  books.addPoints(guest, points - burnt);
  const burn = { entry_id: `burn:${sale_id}`, kind: "burn" as const, spend: 0, visits: 0, points: -burnt };
  const bought = { entry_id: `sale:${sale_id}`, kind: "sale" as const, spend, visits: 1, points, satang_per_point };
  return [
    ...(burnt > 0 ? [insertOf(customer_entries, { ...common, ...burn, actor_id: row.cashier_id })] : []),
    insertOf(customer_entries, { ...common, ...bought }),
  ];
}
