/** The shapes of refunds on the wire. */

import * as z from "zod";
import {
  amounts_hidden,
  exactlyOneOf,
  id,
  money,
  optionalText,
  paging,
  sentMoney,
  signedMoney,
  taxes,
  time,
} from "../../../platform/http/fields.ts";
import { maskOf } from "../../../shared/hidden.ts";
import { TICKET_STATUSES } from "../../admission/tickets/index.ts";
import { Payment } from "../payments/wire.ts";
import { SURCHARGE_POLICIES } from "./domain/surcharges.ts";
import { CANCELLED_REASONS, REFUND_AMOUNTS, REFUND_STATUSES, TENDER_REFUSALS } from "./domain/words.ts";

const count = z.number().int().min(0);

const terms = {
  amount: sentMoney.min(1).optional().describe("satang; with tickets or lines it must equal their price"),
  method: z.string().min(1).max(30).optional().describe("only to this method; default: all methods, cash last"),
  reason_code: optionalText(50).describe("needed unless no reason is required"),
  reason_text: optionalText(200),
  approval_token: z.string().min(1).max(200).optional(),
};

export const RefundRequest = z
  .strictObject({
    sale_id: id,
    ticket_ids: z.array(id).min(1).max(1000).optional(),
    lines: z
      .array(z.strictObject({ line_no: z.number().int().min(1), qty: z.number().int().min(1).max(1000) }))
      .min(1)
      .max(200)
      .optional()
      .describe("units of lines without tickets"),
    places: z
      .array(z.strictObject({ ticket_id: id, places: z.number().int().min(1).max(10_000) }))
      .min(1)
      .max(200)
      .optional()
      .describe("places of party tickets; the tickets keep the places that are left"),
    goodwill: z
      .literal(true)
      .optional()
      .describe("true: refunds used tickets once nothing else is left; always needs a reason and an approval"),
    ...terms,
  })
  .refine(
    ({ goodwill, amount, ticket_ids, lines, places }) =>
      !goodwill || (amount !== undefined && !ticket_ids && !lines && !places),
    { path: ["goodwill"], message: "needs an amount, and no ticket_ids, lines or places" },
  )
  .describe(
    "without ticket_ids, lines, places and amount it refunds all that is left; an amount is spread over units, lowest line first",
  )
  .meta({ id: "RefundRequest" });

const named = z.string().trim().min(1).max(1_000);

export const TicketRefundRequest = z
  .strictObject({ ticket_id: id.optional(), short_code: named.optional(), qr_token: named.optional(), ...terms })
  .refine(
    ({ ticket_id, short_code, qr_token }) =>
      [ticket_id, short_code, qr_token].filter((name) => name !== undefined).length === 1,
    { path: ["ticket_id"], message: "send exactly one of ticket_id, short_code and qr_token" },
  )
  .meta({ id: "TicketRefundRequest", ...exactlyOneOf("ticket_id", "short_code", "qr_token") });

export const Refund = z
  .object({
    refund_id: id,
    sale_id: id,
    slip_no: z.string().nullable().describe("the number of its slip; set when it is completed"),
    store_id: id,
    device_id: id.nullable(),
    shift_id: id.nullable().describe("the shift that records it; cash always has one"),
    customer_id: id.nullable(),
    amount: money.describe("satang that the guest gets: lines and rounding"),
    tax_total: money.describe("the tax inside amount"),
    taxes: taxes.nullable().describe("for all that goes back, surcharges included; null for older refunds"),
    rounding: signedMoney.describe(
      "cash rounding that goes back; negative when whole coins leave it to the last refund",
    ),
    surcharge_total: money.describe("surcharges that go back on top of amount"),
    payments: z.array(
      z.object({
        payment_no: count,
        method: z.string(),
        amount: money,
        surcharge: money.optional().describe("the payment's surcharge that goes back on top of amount"),
        points: count.optional().describe("the points that went back"),
      }),
    ),
    lines: z.array(
      z.object({
        line_no: count,
        qty: count.describe("units that ended"),
        amount: money,
        tax_total: money,
        ticket_ids: z.array(id).describe("tickets that ended"),
        parts: z
          .array(
            z.object({
              ticket_id: id.nullable(),
              amount: money,
              places: count.optional().describe("places of a party; the ticket keeps the rest"),
            }),
          )
          .optional()
          .describe("amounts refunded of units that stay"),
        goodwill: z.literal(true).optional().describe("satang beyond the prices of units"),
      }),
    ),
    ticket_ids: z.array(id),
    status: z.enum(REFUND_STATUSES).describe("pending: its money is set aside, and its tickets are being ended"),
    reason_code: z.string().nullable(),
    reason_text: z.string().nullable(),
    requested_by: id,
    approved_by: id.nullable(),
    approval_id: id.nullable(),
    created_at: time,
    completed_at: time.nullable(),
    cancelled_reason: z.enum(CANCELLED_REASONS).nullable(),
  })
  .meta({ id: "Refund" });

/** A refund in a list. */
export const ListedRefund = Refund.partial(maskOf(REFUND_AMOUNTS))
  .extend({ amounts_hidden })
  .meta({ id: "ListedRefund" });

export const RefundParams = z.object({ refund_id: id });
export const SaleParams = z.object({ sale_id: id });

export const RefundQuery = z.strictObject({
  ...paging,
  sale_id: id.optional(),
  store_id: id.optional(),
  device_id: id.optional(),
  employee_id: id.optional().describe("the employee who requested it"),
  status: z.enum(REFUND_STATUSES).optional(),
  from: time.optional(),
  to: time.optional(),
});

export const Refundable = z
  .object({
    sale_id: id,
    store_id: id,
    grand_total: money,
    refunded_total: money.describe("satang refunded or set aside"),
    amount_left: money,
    amount_here: money.describe("the part to refund from here"),
    surcharge_left: money.describe("its grant must cover both"),
    surcharges: z.enum(SURCHARGE_POLICIES),
    refused: z.enum(["sale_voided", "too_late"]).nullable().describe("why nothing can be refunded"),
    used_tickets: z.enum(["never", "with_approval"]).describe("the setting for used tickets"),
    lines: z.array(
      z.object({
        line_no: count,
        package_id: id,
        name: z.string(),
        qty_paid: count.describe("tickets, or units of a line without tickets"),
        qty_left: count,
        amount_paid: money,
        amount_left: money,
        units: z.array(money).describe("the amount left of each unit without a ticket, in the order of refunds"),
        tickets: z
          .array(
            z.object({
              ticket_id: id,
              package_id: id,
              status: z.enum(TICKET_STATUSES),
              used: z.boolean(),
              amount_left: money,
              places_left: count.nullable().describe("places of a party not refunded, used ones included"),
            }),
          )
          .describe("tickets left; a reissued ticket appears as its replacement"),
      }),
    ),
    payments: z.array(
      z.object({
        payment_no: count,
        method: z.string(),
        amount: money,
        refunded: money,
        left: money,
        owed: z.boolean().describe("true: not paid yet; a refund reduces the debt"),
        refused: z.enum(TENDER_REFUSALS).nullable().describe("why none goes back here"),
      }),
    ),
  })
  .meta({ id: "Refundable" });

export { PaymentParams } from "../payments/wire.ts";

export const PaymentChange = z
  .strictObject({
    status: z.enum(["captured", "failed", "refunded"]),
    reference: optionalText(100),
    reason: optionalText(200),
    reason_code: optionalText(50).describe("needed when money goes back, as in a refund"),
    approval_token: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe("needed when money goes back; its subject is the sale"),
  })
  .meta({ id: "PaymentChange" });

/** A payment after its change of status. */
export const ChangedPayment = z.object(Payment.shape).meta({ id: "ChangedPayment" });
