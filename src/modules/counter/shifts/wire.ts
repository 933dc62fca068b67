/** The shapes of shifts and drawers on the wire. */

import * as z from "zod";
import {
  amounts_hidden,
  date,
  id,
  money,
  optionalText,
  paging,
  sentMoney,
  signedMoney,
  text,
  time,
} from "../../../platform/http/fields.ts";
import { MOST_SATANG } from "../../../shared/money.ts";
import { HAND_KINDS, MOVEMENT_KINDS } from "./domain/entries.ts";
import { totalsShape } from "./events.ts";

const device_id = id.optional();
const count = z.number().int();
const cash_counted = sentMoney.optional();
/** Cash by coin and note. */
export const denominations = z
  .array(z.strictObject({ value: z.number().int().min(1).max(1_000_000), count: count.min(0).max(10_000) }))
  .min(1)
  .max(30)
  .optional()
  .describe("the count by coin and note; values in satang, each once");
const cash_left = sentMoney.optional().describe("what stays in the drawer for the next shift; all of it unless given");

export const OpenShiftRequest = z
  .strictObject({ cash_open: sentMoney, device_id, shift_id: id.optional() })
  .meta({ id: "OpenShiftRequest" });

/** Counted as a sum, by coin and note, or both; then both must agree. */
export const CloseShiftRequest = z
  .strictObject({
    ...{ cash_counted, denominations, cash_left },
    note: optionalText(500),
    device_id,
    shift_id: id.optional(),
    approval_token: z.string().min(1).max(200).optional().describe("for what is not left, as movements take one"),
  })
  .meta({ id: "CloseShiftRequest" });

const totals = z.object(totalsShape).meta({ id: "ShiftTotals" });

export const Movement = z
  .object({
    movement_id: id,
    shift_id: id,
    kind: z.enum(HAND_KINDS),
    amount: money,
    cash: signedMoney.describe("satang that it put into the drawer, or into what it must hold; below zero took out"),
    reason: z.string(),
    actor_id: id,
    approver_id: id.nullable(),
    happened_at: time,
    late: z.boolean(),
  })
  .meta({ id: "Movement" });

/** A movement as lists tell it. */
export const ListedMovement = Movement.partial({ amount: true, cash: true })
  .extend({ amounts_hidden })
  .meta({ id: "ListedMovement" });

/** A shift without its corrections, as lists tell it. */
export const ShiftRow = z
  .object({
    shift_id: id,
    store_id: id,
    device_id: id,
    business_date: z.string().nullable(),
    unattended: z.boolean().describe("made for what happened while no shift was open; nobody counts it"),
    opened_by: id,
    opened_at: time,
    cash_open: money,
    cash_open_expected: money.nullable().describe("what the last closing of this drawer left in it"),
    cash_open_diff: signedMoney.nullable(),
    closed_by: id.nullable(),
    closed_at: time.nullable(),
    cash_expected: signedMoney
      .nullable()
      .describe("satang; before the count only for who may approve, or where the store does not count blindly"),
    cash_counted: money.nullable(),
    cash_diff: signedMoney.nullable(),
    denominations: z.array(z.object({ value: money, count })).nullable(),
    cash_left: money.nullable(),
    open_tickets: z.object({ count, grand_total: money }).nullable().describe("parked carts that were carried over"),
    note: z.string().nullable(),
    totals: totals.nullable(),
    late: z
      .object({ entries_count: count, totals, cash_expected: signedMoney, cash_diff: signedMoney.nullable() })
      .nullable()
      .describe("what came after the closing, and what the drawer should have held with it"),
  })
  .meta({ id: "ShiftRow" });

export const Shift = ShiftRow.extend({
  amounts_hidden,
  adjustments: z.array(ListedMovement).describe("approved corrections, those made after the closing too"),
}).meta({ id: "Shift" });

export const DrawerSummary = Shift.extend({
  reconciliation: z
    .array(z.object({ part: z.string(), cash: signedMoney }))
    .nullable()
    .describe("what the drawer must hold, part by part, with what came late; null before a blind count"),
}).meta({ id: "DrawerSummary" });

export const NextOpening = z
  .object({
    device_id: id,
    store_id: id,
    open: z.boolean().describe("whether a shift is open now"),
    cash_open_expected: money.nullable().describe("what the last closing left; null while a shift is open"),
    last_shift_id: id.nullable(),
  })
  .meta({ id: "NextOpening" });

const approval_token = z.string().min(1).max(200).optional();

export const MovementRequest = z
  .strictObject({
    kind: z.enum(MOVEMENT_KINDS).describe("paid_in adds cash to the drawer; paid_out, drop and pickup take it out"),
    amount: sentMoney.min(1),
    reason: text(200),
    movement_id: id.optional(),
    approval_token: approval_token.describe(
      "needed for more cash out than the park allows without one; its subject is the shift",
    ),
    device_id,
  })
  .meta({ id: "MovementRequest" });

const byApproval = {
  reason: text(200),
  reason_code: optionalText(50).describe("where the park asks for one"),
  approval_token: approval_token.describe("where the park requires an approval"),
};

export const NoSaleRequest = z.strictObject({ ...byApproval, device_id }).meta({ id: "NoSaleRequest" });

export const AdjustmentRequest = z
  .strictObject({
    amount: z
      .number()
      .int()
      .min(-MOST_SATANG)
      .max(MOST_SATANG)
      .refine((amount) => amount !== 0, "must not be zero")
      .meta({ description: "satang by which the drawer must hold more, or less", format: "int64" }),
    ...byApproval,
  })
  .meta({ id: "AdjustmentRequest" });

export const ShiftParams = z.object({ shift_id: id });
export const DrawerQuery = z.strictObject({ device_id });
export const NamedShiftQuery = z.strictObject({ shift_id: id.optional(), device_id });

export const ShiftQuery = z.strictObject({
  ...paging,
  store_id: id.optional(),
  device_id,
  employee_id: id.optional().describe("who opened it"),
  status: z.enum(["open", "closed"]).optional(),
  business_date: date.optional(),
  from: time.optional().describe("of the opening"),
  to: time.optional(),
});
