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
  sortBy,
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
const cash_left = sentMoney.optional().describe("cash that stays for the next shift; default: all of it");

export const OpenShiftRequest = z
  .strictObject({ cash_open: sentMoney, device_id, shift_id: id.optional() })
  .meta({ id: "OpenShiftRequest" });

/** The count is a sum, a list of coins and notes, or both; both must then agree. */
export const CloseShiftRequest = z
  .strictObject({
    ...{ cash_counted, denominations, cash_left },
    note: optionalText(500),
    device_id,
    shift_id: id.optional(),
    approval_token: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe("needed for cash that is taken out, as in movements"),
  })
  .meta({ id: "CloseShiftRequest" });

const totals = z.object(totalsShape).meta({ id: "ShiftTotals" });

export const Movement = z
  .object({
    movement_id: id,
    shift_id: id,
    kind: z.enum(HAND_KINDS),
    amount: money,
    cash: signedMoney.describe("satang added to the drawer or its expected cash; negative when taken out"),
    reason: z.string(),
    actor_id: id,
    approver_id: id.nullable(),
    happened_at: time,
    late: z.boolean(),
  })
  .meta({ id: "Movement" });

/** A movement in a list. */
export const ListedMovement = Movement.partial({ amount: true, cash: true })
  .extend({ amounts_hidden })
  .meta({ id: "ListedMovement" });

/** A shift in a list, without its corrections. */
export const ShiftRow = z
  .object({
    shift_id: id,
    store_id: id,
    device_id: id,
    business_date: z.string().nullable(),
    unattended: z.boolean().describe("true: holds what happened while no shift was open; nobody counts it"),
    opened_by: id,
    opened_at: time,
    cash_open: money,
    cash_open_expected: money.nullable().describe("the cash that the last closing left in this drawer"),
    cash_open_diff: signedMoney.nullable(),
    closed_by: id.nullable(),
    closed_at: time.nullable(),
    cash_expected: signedMoney.nullable().describe("satang; before a blind count only approvers see it"),
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
      .describe("records after the closing, and the expected cash with them"),
  })
  .meta({ id: "ShiftRow" });

export const Shift = ShiftRow.extend({
  amounts_hidden,
  adjustments: z.array(ListedMovement).describe("approved corrections, also those after the closing"),
}).meta({ id: "Shift" });

export const DrawerSummary = Shift.extend({
  reconciliation: z
    .array(z.object({ part: z.string(), cash: signedMoney }))
    .nullable()
    .describe("expected cash by part, late records included; null before a blind count"),
}).meta({ id: "DrawerSummary" });

export const NextOpening = z
  .object({
    device_id: id,
    store_id: id,
    open: z.boolean().describe("true: a shift is open now"),
    cash_open_expected: money.nullable().describe("the cash that the last closing left; null while a shift is open"),
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
    approval_token: approval_token.describe("needed for cash out above the store's limit; its subject is the shift"),
    device_id,
  })
  .meta({ id: "MovementRequest" });

const byApproval = {
  reason: text(200),
  reason_code: optionalText(50).describe("needed where a reason is required"),
  approval_token: approval_token.describe("needed where an approval is required"),
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
      .meta({ description: "satang added to the expected cash, or taken off", format: "int64" }),
    ...byApproval,
  })
  .meta({ id: "AdjustmentRequest" });

export const ShiftParams = z.object({ shift_id: id });
export const DrawerQuery = z.strictObject({ device_id });
export const NamedShiftQuery = z.strictObject({ shift_id: id.optional(), device_id });

const shiftFilters = {
  store_id: id.optional(),
  device_id,
  employee_id: id.optional().describe("the employee who opened it"),
  status: z.enum(["open", "closed"]).optional(),
  business_date: date.optional(),
  from_date: date.optional().describe("business dates, both inclusive"),
  to_date: date.optional(),
  difference: z.enum(["none", "any", "short", "over"]).optional().describe("counted cash against the expected cash"),
  from: time.optional().describe("opened at or after"),
  to: time.optional(),
};

export const ShiftQuery = z.strictObject({ ...paging, ...shiftFilters, sort: sortBy("opened_at", "cash_diff") });
export const ShiftTotalsQuery = z.strictObject(shiftFilters);

/** Sums over the closed shifts of a filter, late records included; satang. */
export const ShiftTotals = z
  .object({
    shifts_count: count,
    open_count: count.describe("shifts that are still open; the sums leave them out"),
    short_count: count,
    over_count: count,
    cash_expected: signedMoney,
    cash_counted: signedMoney,
    cash_diff: signedMoney,
    cash_short: signedMoney.describe("the sum of all shorts"),
    cash_over: signedMoney.describe("the sum of all overs"),
  })
  .meta({ id: "ShiftListTotals" });
