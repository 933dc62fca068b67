/** Events of payments and payment types. */

import * as z from "zod";
import { defineEvent, id, money, SAMPLE, time } from "../../../platform/events/define.ts";
import { PAYMENT_STATUSES } from "./domain/life.ts";
import { REFERENCE_UNIQUENESS } from "./domain/references.ts";
import { TENDER_KINDS } from "./domain/types.ts";

const count = z.number().int();
const payment_id = z.string().describe("the sale's id and the payment's number");
const status = z.enum(PAYMENT_STATUSES);
/** Absent in events from before it was kept, and where no money moved. */
const entry = z.object({ shift_id: id, entry_id: id }).optional().describe("the drawer entry of money that moved");
const sale_id = SAMPLE.id;

/** Later payments only; `sale.created` has the payments of the sale itself. */
export const PAYMENT_CREATED = defineEvent(
  "payment.created",
  "A payment for a sale on account was captured, or is pending",
  z.object({
    payment_id,
    sale_id: id,
    payment_no: count,
    method: z.string(),
    amount: money,
    surcharge: money.describe("on top of amount"),
    surcharge_tax_total: money.nullable(),
    surcharge_rate_bps: count.nullable(),
    amount_tendered: money,
    change: money,
    reference: z.string().nullable(),
    status,
    settled: money,
    due: money,
    refunded: money,
    surcharge_refunded: money,
    settles_no: count.nullable(),
    settles_payment_id: payment_id.nullable().describe("the account payment that it settles"),
    store_id: id.nullable(),
    device_id: id.nullable(),
    actor_id: z.string().nullable(),
    shift_id: id.nullable(),
    paid_at: time,
    entry,
  }),
  {
    ...{ payment_id: `${sale_id}-2`, sale_id, payment_no: 2, method: "cash", amount: 35_000, surcharge: 0 },
    ...{ surcharge_tax_total: 0, surcharge_rate_bps: 0, amount_tendered: 50_000, change: 15_000, reference: null },
    ...{ status: "captured", settled: 0, due: 0, refunded: 0, surcharge_refunded: 0 },
    ...{ settles_no: 1, settles_payment_id: `${sale_id}-1`, store_id: SAMPLE.store_id, device_id: SAMPLE.device_id },
    ...{ actor_id: SAMPLE.employee_id, shift_id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FG6", paid_at: SAMPLE.at },
  },
);

const changed = z.object({ status: status.optional(), reference: z.string().nullable().optional() });
const Step = z.object({
  payment_id,
  sale_id: id,
  method: z.string(),
  amount: money,
  surcharge: money,
  before: changed,
  after: changed,
  reason: z.string().optional(),
  reason_code: z.string().optional(),
  entry,
});
const step = { payment_id: `${sale_id}-2`, sale_id, method: "qr", amount: 35_000, surcharge: 0 };

export const PAYMENT_CAPTURED = defineEvent("payment.captured", "A pending payment was captured", Step, {
  ...step,
  ...{ before: { status: "pending" }, after: { status: "captured" } },
});
export const PAYMENT_FAILED = defineEvent("payment.failed", "A payment failed", Step, {
  ...step,
  ...{ before: { status: "pending" }, after: { status: "failed" }, reason: "declined" },
});

/** Audit only. */
export const PAYMENT_TYPES_CREATED = "payment_types.created";

const type = {
  label_en: z.string(),
  label_th: z.string(),
  position: count,
  kind: z.enum(TENDER_KINDS),
  surcharge_bps: count,
  surcharge_amount: money,
  requires_reference: z.boolean(),
  unique_reference: z.enum(REFERENCE_UNIQUENESS),
  active: z.boolean(),
};

export const PAYMENT_TYPE_CREATED = defineEvent(
  "payment_type.created",
  "A payment type was created",
  z.object({ method: z.string(), ...type }),
  {
    ...{ method: "voucher", label_en: "Voucher", label_th: "บัตรกำนัล", position: 6, kind: "tender" },
    ...{ surcharge_bps: 0, surcharge_amount: 0, requires_reference: true, unique_reference: "ever", active: true },
  },
);

const some = z.object(type).partial();

export const PAYMENT_TYPE_CHANGED = defineEvent(
  "payment_type.changed",
  "A payment type was changed or deactivated",
  z.object({ method: z.string(), before: some, after: some }),
  { method: "voucher", before: { active: true }, after: { active: false } },
);
