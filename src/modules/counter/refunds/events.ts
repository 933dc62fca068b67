/** Events of refunds; audit rows have the same names, and the names of the steps between. */

import * as z from "zod";
import { defineEvent, id, money, SAMPLE, signedMoney, taxes, time } from "../../../platform/events/define.ts";
import { CANCELLED_REASONS, REFUND_STATUSES } from "./domain/words.ts";

const count = z.number().int();

export const REFUND_CREATED = defineEvent(
  "refund.created",
  "A refund was completed: its money went back and its tickets ended",
  z.object({
    refund_id: id,
    slip_no: z.string().nullable(),
    sale_id: id,
    store_id: id,
    device_id: id.nullable(),
    shift_id: id.nullable(),
    customer_id: id.nullable(),
    amount: money,
    surcharge_total: money.describe("on top of amount"),
    tax_total: money,
    taxes: taxes.nullable(),
    rounding: signedMoney,
    lines: z.array(
      z.object({
        line_no: count,
        qty: count,
        amount: money,
        tax_total: money,
        ticket_ids: z.array(id),
        parts: z
          .array(z.object({ ticket_id: id.nullable(), amount: money, places: count.optional() }))
          .optional()
          .describe("amounts refunded of units that stay"),
        goodwill: z.literal(true).optional().describe("an amount that belongs to no unit"),
      }),
    ),
    ticket_ids: z.array(id),
    payments: z.array(
      z.object({
        payment_no: count,
        method: z.string(),
        amount: money,
        surcharge: money.optional(),
        points: count.optional(),
      }),
    ),
    reason_code: z.string().nullable(),
    reason_text: z.string().nullable(),
    requested_by: z.string(),
    approved_by: id.nullable(),
    approval_id: id.nullable(),
    status: z.enum(REFUND_STATUSES),
    created_at: time,
    completed_at: time.nullable(),
    cancelled_reason: z.enum(CANCELLED_REASONS).nullable(),
  }),
  {
    refund_id: SAMPLE.id,
    slip_no: "R-7",
    sale_id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FG8",
    store_id: SAMPLE.store_id,
    device_id: SAMPLE.device_id,
    shift_id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FG6",
    customer_id: null,
    amount: 35_000,
    surcharge_total: 0,
    tax_total: 2_290,
    taxes: [{ rate_bps: 700, gross: 35_000, net: 32_710, tax_total: 2_290 }],
    rounding: 0,
    lines: [{ line_no: 1, qty: 1, amount: 35_000, tax_total: 2_290, ticket_ids: [SAMPLE.ticket_id] }],
    ticket_ids: [SAMPLE.ticket_id],
    payments: [{ payment_no: 1, method: "cash", amount: 35_000 }],
    reason_code: "guest_request",
    reason_text: null,
    requested_by: SAMPLE.employee_id,
    approved_by: null,
    approval_id: null,
    status: "completed",
    created_at: SAMPLE.at,
    completed_at: SAMPLE.at,
    cancelled_reason: null,
  },
);

/** Audit only: the money is set aside; the refund is being cancelled; tickets and money are released. */
export const REFUND_STEPS = {
  reserved: "refund.reserved",
  giving_up: "refund.giving_up",
  cancelled: "refund.cancelled",
} as const;
