/** Events: those of higher modules that lower modules consume. */

import * as z from "zod";
import { defineEvent, id, money, SAMPLE, signedMoney, time } from "./define.ts";

const count = z.number().int();
const applied = z.array(z.object({ rule_id: id.optional(), name: z.string(), amount: money }));

const line = z.object({
  line_no: count,
  package_id: id,
  name: z.string(),
  qty: count,
  base_price: money,
  unit_price: money,
  listed_price: money.optional().describe("the listed price, when the till used another"),
  price_source: z.object({ kind: z.string(), id: id.nullable(), name: z.string().nullable() }),
  gross: money,
  discount_total: money,
  net: money,
  tax_total: money,
  total: money,
  paid_units: z.array(z.object({ qty: count, total: money, tax_total: money })),
  tax: z.object({ rate_bps: count, mode: z.string() }),
  discount: z.object({ kind: z.string(), value: count, reason_code: z.string().optional() }).optional(),
  applied,
  ticket_ids: z.array(id),
  places: z.array(z.object({ package_id: id, slot_start: time, qty: count })).optional(),
});

const payment = z.object({
  payment_no: count,
  method: z.string(),
  amount: money,
  surcharge: money,
  amount_tendered: money,
  reference: z.string().nullable(),
  status: z.string(),
});

/** Emitted by sales; it adds new tickets to gates' lists. */
export const SALE_CREATED = defineEvent(
  "sale.created",
  "A sale was made, online or during an outage",
  z.object({
    sale_id: id,
    receipt_no: z.string(),
    shift_id: id.nullable(),
    customer_id: id.nullable(),
    sold_at: time,
    subtotal: money,
    discount_total: money,
    tax_total: money,
    rounding: signedMoney,
    grand_total: money,
    surcharge_total: money,
    payments: z.array(payment),
    ticket_ids: z.array(id),
    overrides: z
      .array(
        z.object({
          line_no: count,
          package_id: id,
          qty: count,
          listed_price: money,
          unit_price: money,
        }),
      )
      .optional()
      .describe("lines sold at another price than the listed one"),
    reason_code: z.string().optional(),
    offline: z.literal(true).optional().describe("true: the sale was made during an outage"),
    late: z.boolean().optional().describe("true: a sale of an outage that joined its shift after the closing"),
    device_at: time.nullable().optional().describe("for a sale of an outage: its time by the till's clock"),
    lines: z.array(line),
  }),
  {
    sale_id: SAMPLE.id,
    receipt_no: "A1-42",
    shift_id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FG6",
    customer_id: null,
    sold_at: SAMPLE.at,
    subtotal: 35_000,
    discount_total: 0,
    tax_total: 2_290,
    rounding: 0,
    grand_total: 35_000,
    surcharge_total: 0,
    payments: [
      {
        payment_no: 1,
        method: "cash",
        amount: 35_000,
        surcharge: 0,
        amount_tendered: 50_000,
        reference: null,
        status: "captured",
      },
    ],
    ticket_ids: [SAMPLE.ticket_id],
    lines: [
      {
        line_no: 1,
        package_id: SAMPLE.package_id,
        name: "Day ticket",
        qty: 1,
        base_price: 35_000,
        unit_price: 35_000,
        price_source: { kind: "package", id: null, name: null },
        gross: 35_000,
        discount_total: 0,
        net: 32_710,
        tax_total: 2_290,
        total: 35_000,
        paid_units: [{ qty: 1, total: 35_000, tax_total: 2_290 }],
        tax: { rate_bps: 700, mode: "inclusive" },
        applied: [],
        ticket_ids: [SAMPLE.ticket_id],
      },
    ],
  },
);
