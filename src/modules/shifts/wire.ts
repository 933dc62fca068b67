/** The shapes of shifts on the wire. */

import { z } from "zod";
import { id, money, sentMoney, signedMoney, text, time } from "../../platform/http/fields.ts";
import { MOVEMENT_KINDS } from "./domain.ts";

export const OpenShiftRequest = z
  .strictObject({ cash_open: sentMoney, device_id: id.optional(), shift_id: id.optional() })
  .meta({ id: "OpenShiftRequest" });

export const CloseShiftRequest = z
  .strictObject({
    cash_counted: sentMoney,
    note: text(500).optional(),
    device_id: id.optional(),
    shift_id: id.optional(),
  })
  .meta({ id: "CloseShiftRequest" });

const totals = z.object({
  sales_count: z.number().int(),
  gross: money,
  discount_total: money,
  tax_total: money,
  sales_total: money,
  cash_sales: money,
  cash_in: money,
  cash_out: money,
  by_method: z.record(z.string(), money),
});

/** The expectation shows only after the count: a blind count (rule S5). */
export const Shift = z
  .object({
    shift_id: id,
    store_id: id,
    device_id: id,
    opened_by: id,
    opened_at: time,
    cash_open: money,
    closed_by: id.nullable(),
    closed_at: time.nullable(),
    cash_expected: signedMoney.nullable(),
    cash_counted: money.nullable(),
    cash_diff: signedMoney.nullable(),
    note: z.string().nullable(),
    totals: totals.nullable(),
    late: z
      .object({ entries_count: z.number().int(), totals, cash_expected: signedMoney, cash_diff: signedMoney })
      .nullable()
      .describe("what came after the closing, and what the drawer should have held with it"),
  })
  .meta({ id: "Shift" });

export const MovementRequest = z
  .strictObject({
    kind: z.enum(MOVEMENT_KINDS).describe("paid_in adds cash to the drawer; paid_out, drop and pickup take it out"),
    amount: sentMoney.min(1),
    reason: text(200),
    movement_id: id.optional(),
    device_id: id.optional(),
  })
  .meta({ id: "MovementRequest" });

export const Movement = z
  .object({
    movement_id: id,
    shift_id: id,
    kind: z.enum(MOVEMENT_KINDS),
    amount: money,
    reason: z.string(),
    actor_id: id,
    happened_at: time,
    late: z.boolean(),
  })
  .meta({ id: "Movement" });

export const ShiftParams = z.object({ shift_id: id });
export const DrawerQuery = z.strictObject({ device_id: id.optional() });
