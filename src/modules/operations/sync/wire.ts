/** The shapes of a batch and of each operation; a malformed operation is refused alone (rule O3). */

import * as z from "zod";
import {
  BOUNDED_JSON,
  deviceTime,
  exactlyOneOf,
  id,
  json,
  money,
  optionalText,
  percent,
  SHOWN_AS,
  sentMoney,
  text,
  time,
} from "../../../platform/http/fields.ts";
import { inPascalCase } from "../../../shared/names.ts";
import { hasOneCode, oneCode } from "../../admission/scans/wire.ts";
import { payment } from "../../counter/sales/wire.ts";
import { denominations } from "../../counter/shifts/wire.ts";
import { item, promo_codes } from "../../offer/carts/wire.ts";
import { answers } from "../../offer/catalog/wire/gate-terms.ts";
import { BUDGET, OP_TYPES, type Op, type OpType } from "./domain.ts";

export const BATCH_BYTES = 4 * 1024 * 1024;
/** The most bytes of a report's details. The audit row keeps details that are too large as a hash and a size. */
const DETAILS_BYTES = 64 * 1024;

/** Read in the operation's turn, so that one operation cannot spoil the batch; `openOp` bounds its bytes. */
const anything = z.unknown();
BOUNDED_JSON.add(anything, { max_bytes: BUDGET.op_bytes });
const unread = anything.transform((raw) => () => raw);

export const SyncRequest = z
  .strictObject({ sent_at: deviceTime, ops: z.array(unread).min(1).max(BUDGET.ops) })
  .meta({ id: "SyncRequest" });

/** The number of operations in a raw body, at least one; a body that is no batch counts as one call. */
export function countOps(body: unknown): number {
  const ops = (body as { ops?: unknown } | null)?.ops;
  return Array.isArray(ops) ? Math.max(1, Math.min(ops.length, BUDGET.ops)) : 1;
}

export const OpEnvelope = z.strictObject({
  op_id: id,
  type: z.enum(OP_TYPES),
  ts: deviceTime,
  // An unreadable time counts as no time.
  at: deviceTime.optional().catch(undefined),
  payload: unread,
});

const employee_id = id.optional();

const redemption = z
  .strictObject({
    scan_id: id.optional(),
    qr_token: z.string().min(1).optional(),
    short_code: z.string().min(1).optional(),
    direction: z.enum(["entry", "exit"]).optional(),
    party: z.number().int().min(1).max(1000).optional(),
    zone_id: id.optional(),
    // Unreadable answers count as not answered: the guest is already inside (rule O7).
    answers: answers.optional().catch(undefined),
    result: z.enum(["pass", "fail"]).describe("the gate's decision"),
    reason: optionalText(40).describe("the reason of the refusal"),
  })
  .refine(hasOneCode, oneCode)
  .meta(exactlyOneOf("qr_token", "short_code"));

const sale = z.strictObject({
  sale_id: id.optional(),
  receipt_no: text(40),
  cashier_id: employee_id,
  shift_id: id.optional(),
  items: z
    .array(
      // A discount of another kind or above the limit of a till was given anyway.
      item.extend({
        discount: z
          .strictObject({
            kind: z.enum(["percent", "amount"]),
            value: sentMoney.min(1),
            reason_code: optionalText(50),
          })
          .optional(),
      }),
    )
    .min(1)
    .max(1_000),
  promo_codes,
  payments: z.array(payment.extend({ method: text(30) })).max(100),
  totals: z.strictObject({
    subtotal: money.optional(),
    discount_total: money.optional(),
    tax_total: money.optional(),
    grand_total: sentMoney,
  }),
  tickets: z
    .array(z.strictObject({ line_no: z.number().int().min(1), package_id: id, ticket_ids: z.array(id).max(1000) }))
    .max(1000)
    .optional()
    .describe("blanks of lots, by line"),
  customer_id: id.optional(),
  note: optionalText(500),
});

const PAYLOADS = {
  redemption,
  sale,
  audit: z.strictObject({
    event: text(80),
    subject_id: id.optional(),
    details: json(DETAILS_BYTES).optional(),
  }),
  shift_open: z.strictObject({ shift_id: id.optional(), cash_open: sentMoney, employee_id }),
  shift_close: z.strictObject({
    shift_id: id.optional(),
    cash_counted: sentMoney.optional(),
    denominations,
    cash_left: sentMoney.optional(),
    note: optionalText(500),
    employee_id,
  }),
  movement: z.strictObject({
    kind: z.enum(["paid_in", "paid_out", "drop", "pickup"]),
    amount: sentMoney.min(1),
    reason: text(200),
    shift_id: id.optional(),
    employee_id,
  }),
  timecard: z.strictObject({
    employee_id: id,
    action: z.enum(["clock_in", "clock_out", "break_start", "break_end"]),
  }),
  heartbeat: z.strictObject({
    app_version: optionalText(50),
    battery: percent.optional(),
    queue_depth: z.number().int().min(0).optional(),
    list_cursor: z.string().max(500).optional(),
  }),
} satisfies { [Type in OpType]: z.ZodType<Op<Type>["payload"]> };

/** The shapes that a device should send; differences are repaired, or the operation is refused alone (rules O3, O7). */
const shownOps = OP_TYPES.map((type) => {
  const payload: z.ZodType = PAYLOADS[type];
  return z
    .strictObject({ ...OpEnvelope.shape, type: z.literal(type), payload })
    .meta({ id: `${inPascalCase(type)}Op` });
});
const [firstOp, ...otherOps] = shownOps;
if (firstOp) SHOWN_AS.set(unread, z.discriminatedUnion("type", [firstOp, ...otherOps]).meta({ id: "SyncOp" }));

/** Without a readable direction or party a scan would change its meaning. */
export const NEVER_DROPPED: readonly string[] = ["direction", "party"];

export function payloadOf(type: OpType): z.ZodType {
  return PAYLOADS[type];
}

export const SyncReply = z
  .object({
    results: z.array(
      z.object({
        op_id: z.string().nullable(),
        status: z.enum(["applied", "duplicate", "conflict", "rejected"]),
        code: z.string().optional(),
        message: z.string().optional(),
        details: z.record(z.string(), z.unknown()).optional(),
        retry: z.boolean().optional(),
        data: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
    clock_offset_ms: z.number().int(),
    server_time: time,
  })
  .meta({ id: "SyncReply" });

export const SkewQuery = z.strictObject({ client_time: deviceTime });
export const Skew = z.object({ server_time: time, offset_ms: z.number().int() }).meta({ id: "Skew" });
