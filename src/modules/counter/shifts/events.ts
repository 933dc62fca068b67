/** Events of shifts and drawers, and the shapes of the sums that events and wire share. */

import * as z from "zod";
import { defineEvent, id, money, SAMPLE, signedMoney, taxes, time } from "../../../platform/events/define.ts";
import { HAND_KINDS, type HandKind, MOVEMENT_KINDS } from "./domain/entries.ts";
import { completeTotals } from "./domain/totals.ts";

const count = z.number().int();

/** Sums over a shift; in a day's late part they may be below zero. */
export const totalsShape = {
  sales_count: count.describe("sales that were rung up, voided ones included"),
  voids_count: count,
  voids_total: signedMoney,
  refunds_count: count,
  refunds_total: signedMoney,
  refunds_tax_total: signedMoney.describe("the tax inside refunds_total"),
  payments_count: count.describe("payments for sales on account"),
  payments_total: signedMoney,
  gross: signedMoney,
  discount_total: signedMoney,
  net: signedMoney.describe(
    "satang after voids and refunds: sales_total - refunds_total + surcharge_total = net + tax_total + rounding_total",
  ),
  tax_total: signedMoney.describe("satang of sales and surcharges, after voids and refunds"),
  rounding_total: signedMoney,
  taxes,
  sales_total: signedMoney.describe("satang, without voided sales and without surcharges"),
  surcharge_total: signedMoney,
  surcharge_tax_total: signedMoney.describe("the tax inside surcharge_total"),
  cash_sales: signedMoney,
  cash_refunds: signedMoney,
  cash_payments: signedMoney,
  cash_in: signedMoney,
  cash_out: signedMoney,
  movements: z.record(z.enum(MOVEMENT_KINDS), signedMoney),
  adjustments_count: count,
  cash_adjusted: signedMoney,
  no_sale_count: count,
  reprints_count: count.describe("number of ticket reprints"),
  by_method: z.record(z.string(), signedMoney),
};

/** Sums over a day. */
export const dayTotalsShape = {
  shifts_count: count,
  ...totalsShape,
  cash_open: signedMoney,
  cash_expected: signedMoney,
  cash_counted: signedMoney,
  cash_diff: signedMoney,
  cash_uncounted: signedMoney.describe("expected cash of drawers that no shift counted"),
};

const { id: shift_id, store_id, device_id, employee_id } = SAMPLE;
const business_date = "2026-05-01";

export const SHIFT_OPENED = defineEvent(
  "shift.opened",
  "A shift was opened",
  z.object({
    shift_id: id,
    device_id: id,
    business_date: z.string().nullable(),
    cash_open: money,
    cash_open_expected: money.nullable().describe("the cash that the last closing left in this drawer"),
    cash_open_diff: signedMoney.nullable(),
    opened_at: time.optional().describe("for a shift that was opened during an outage"),
  }),
  { shift_id, device_id, business_date, cash_open: 100_000, cash_open_expected: 100_000, cash_open_diff: 0 },
);

/** Audit only: a shift was made for entries from a time without an open shift. */
export const SHIFT_UNATTENDED = "shift.unattended";

const flags = z.array(z.literal("unapproved")).optional().describe("reasons to check it");
const by_method = { cash: 35_000 };
const NO_SUMS = completeTotals({});

export const SHIFT_CLOSED = defineEvent(
  "shift.closed",
  "A shift was closed with its count",
  z.object({
    shift_id: id,
    device_id: id,
    cash_open: money,
    cash_expected: signedMoney,
    cash_counted: money,
    cash_diff: signedMoney.describe("counted minus expected"),
    denominations: z.array(z.object({ value: money, count })).nullable(),
    cash_left: money,
    totals: z.object(totalsShape),
    open_tickets: z.object({ count, grand_total: money }).describe("parked carts that were carried over"),
    closed_at: time.optional().describe("for a shift that was closed during an outage"),
    flags,
  }),
  {
    ...{ shift_id, device_id, cash_open: 100_000, cash_expected: 135_000, cash_counted: 135_000, cash_diff: 0 },
    ...{ denominations: null, cash_left: 135_000, open_tickets: { count: 0, grand_total: 0 } },
    totals: { ...NO_SUMS, sales_count: 1, sales_total: 35_000, cash_sales: 35_000, by_method },
  },
);

const Movement = z.object({
  movement_id: id,
  shift_id: id,
  device_id: id,
  kind: z.enum(HAND_KINDS),
  amount: money,
  cash: signedMoney.describe("change of the drawer's expected cash"),
  reason: z.string(),
  reason_code: z.string().optional(),
  actor_id: z.string(),
  approver_id: id.nullable(),
  happened_at: time,
  late: z.boolean().describe("true: it arrived after the shift was closed"),
  flags,
});

function movement<Type extends string>(type: Type, summary: string, kind: HandKind, cash: number) {
  const what = { kind, amount: Math.abs(cash), cash, reason: "to the safe", actor_id: employee_id, approver_id: null };
  const where = { movement_id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FGA", shift_id, device_id };
  return defineEvent(type, summary, Movement, { ...where, ...what, happened_at: SAMPLE.at, late: false });
}

export const SHIFT_ADJUSTED = movement("shift.adjusted", "A drawer's expected cash was corrected", "adjustment", -500);
export const DRAWER_MOVED = movement("drawer.moved", "Cash was put into a drawer or taken out", "drop", -50_000);
export const DRAWER_OPENED = movement("drawer.opened", "A drawer was opened without a sale", "no_sale", 0);

export const DAY_CLOSED = defineEvent(
  "day.closed",
  "A business date of a store was closed",
  z.object({
    store_id: id,
    business_date: z.string(),
    shift_ids: z.array(id),
    totals: z.object(dayTotalsShape),
    audit_head: z.object({ sequence: count, hash: z.string() }).nullable(),
  }),
  {
    ...{ store_id, business_date, shift_ids: [shift_id], audit_head: { sequence: 1_204, hash: "9f".repeat(32) } },
    totals: {
      ...NO_SUMS,
      ...{ sales_count: 1, sales_total: 35_000, cash_sales: 35_000, by_method, shifts_count: 1 },
      ...{ cash_open: 100_000, cash_expected: 135_000, cash_counted: 135_000, cash_diff: 0, cash_uncounted: 0 },
    },
  },
);
