/** The shapes of payments and payment types on the wire. */

import * as z from "zod";
import {
  amounts_hidden,
  id,
  money,
  optionalText,
  paging,
  sentMoney,
  signedMoney,
  text,
  time,
} from "../../../platform/http/fields.ts";
import { maskOf } from "../../../shared/hidden.ts";
import { MIXED } from "../../../shared/payment-method.ts";
import { PAYMENT_ID_PATTERN } from "./domain/later.ts";
import { PAYMENT_AMOUNTS, PAYMENT_STATUSES } from "./domain/life.ts";
import { REFERENCE_UNIQUENESS } from "./domain/references.ts";
import { ROUNDING, TENDER_KINDS } from "./domain/types.ts";

const count = z.number().int().min(0);

const payment_id = z
  .string()
  .regex(PAYMENT_ID_PATTERN, "must be a sale's id and the payment's number")
  .meta({ examples: ["01K3ZJ8Q4N7V0Y2B5C6D8E9FGH-2"] });

const kind = z.enum(TENDER_KINDS).describe("account: paid later; points: paid with a customer's points");

export const PaymentType = z
  .object({
    method: z.string(),
    kind,
    label_en: z.string(),
    label_th: z.string(),
    position: z.number().int(),
    surcharge_bps: count.describe("basis points of the amount, added on top"),
    surcharge_amount: money.describe("satang added on top of each payment"),
    requires_reference: z.boolean().describe("true: a payment needs a reference"),
    unique_reference: z
      .enum(REFERENCE_UNIQUENESS)
      .describe("a reference can be used once: in a business date, or ever"),
    active: z.boolean(),
  })
  .meta({ id: "PaymentType" });

const method = z
  .string()
  .regex(/^[a-z0-9_]{1,30}$/, "must be 1 to 30 of a-z, 0-9 and _")
  .meta({ examples: ["card"] });

const terms = {
  label_en: text(50),
  label_th: text(50),
  position: count.max(1000).optional(),
  surcharge_bps: count.max(10_000).optional(),
  surcharge_amount: sentMoney.optional(),
  requires_reference: z.boolean().optional(),
  unique_reference: z.enum(REFERENCE_UNIQUENESS).optional(),
  active: z.boolean().optional(),
};

export const NewPaymentType = z
  .strictObject({
    method: method
      .refine((word) => word !== MIXED, "is reserved for sales with several methods; choose another word")
      .refine((word) => word !== ROUNDING, "is reserved for the rounding of debts; choose another word"),
    kind: kind.optional(),
    ...terms,
  })
  .meta({ id: "NewPaymentType" });

/** The kind of a type never changes. */
export const PaymentTypeTerms = z.strictObject(terms).meta({ id: "PaymentTypeTerms" });

export const PaymentTypeParams = z.object({ method });

export const PaymentTypeQuery = z.strictObject({
  active: z.enum(["true", "false", "all"]).default("true").describe("values other than true need settings_write"),
});

export const Payment = z
  .object({
    payment_id,
    sale_id: id,
    payment_no: count,
    method: z.string(),
    amount: money.describe("satang that it settles"),
    surcharge: money.describe("satang on top of amount"),
    surcharge_tax_total: money
      .nullable()
      .describe("the tax inside surcharge; null for payments from before it was kept"),
    amount_tendered: money,
    change: money,
    reference: z.string().nullable(),
    status: z
      .enum(PAYMENT_STATUSES)
      .describe("an account is pending until it is fully settled; refunded: all of it went back"),
    settled: money.describe("of an account: satang that later payments settle, pending ones included"),
    due: money.describe("of an account: satang still owed"),
    refunded: money.describe("satang of amount that refunds returned or have set aside"),
    surcharge_refunded: money.describe("satang of surcharge that refunds and a void returned or have set aside"),
    settles_payment_id: payment_id.nullable().describe("the account payment that it settles"),
    store_id: id.nullable(),
    device_id: id.nullable(),
    actor_id: z.string().nullable(),
    shift_id: id.nullable(),
    paid_at: time,
  })
  .meta({ id: "Payment" });

/** A payment in a list. */
export const ListedPayment = Payment.partial(maskOf(PAYMENT_AMOUNTS))
  .extend({ amounts_hidden })
  .meta({ id: "ListedPayment" });

export const PaymentRequest = z
  .strictObject({
    sale_id: id,
    method,
    amount: sentMoney.min(1).describe("satang of the debt that it settles, without its surcharge"),
    amount_tendered: sentMoney.optional(),
    reference: optionalText(100),
    status: z.enum(["pending", "captured"]).optional().describe("default: captured"),
  })
  .meta({ id: "PaymentRequest" });

export const PaymentParams = z.object({ payment_id });

const span = { store_id: id.optional(), from: time.optional(), to: time.optional() };

export const PaymentQuery = z.strictObject({
  ...paging,
  ...span,
  device_id: id.optional(),
  method: method.optional(),
  status: z.enum(PAYMENT_STATUSES).optional(),
  sale_id: id.optional(),
  reference: text(100).optional().describe("case and spaces do not matter"),
});

export const StatsQuery = z.strictObject(span);

const sums = z.object({ count, amount: money, surcharge: money }).meta({ id: "PaymentSums" });

const stats = {
  count: count.describe("all attempts"),
  amount: money.describe("satang captured and not refunded"),
  surcharge: money,
  by_status: z.object({ pending: sums, captured: sums, failed: sums, refunded: sums }),
  success_bps: count.nullable().describe("basis points of attempts that were captured, later refunds included"),
};

export const PaymentSummary = z
  .object({
    methods: z.array(z.object({ method: z.string(), ...stats })),
    totals: z.object(stats).describe("all methods together; an account and its settling payments both count"),
  })
  .meta({ id: "PaymentSummary" });

export const CustomerParams = z.object({ customer_id: id });

export const PointsRequest = z
  .strictObject({
    points: z
      .number()
      .int()
      .min(-10_000_000)
      .max(10_000_000)
      .refine((points) => points !== 0, "must not be 0")
      .describe("points to give; negative to take"),
    reason: text(200),
    store_id: id.optional().describe("needed to give points in the console, by a person with several stores"),
    approval_token: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe("needed to give points; its subject is the customer, its amount their value in satang"),
  })
  .meta({ id: "PointsRequest" });

/** The customer's ledger entry for points by hand. */
export const GivenPoints = z
  .object({
    customer_id: id,
    entry_id: z.string(),
    kind: z.string(),
    at: time,
    sale_id: id.nullable(),
    spend: signedMoney,
    visits: z.number().int(),
    points: z.number().int(),
    reason: z.string().nullable(),
    actor_id: z.string().nullable(),
  })
  .meta({ id: "GivenPoints" });
