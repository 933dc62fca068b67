/** The shapes of refunds on the wire. */

import * as z from "zod";
import {
  amounts_hidden,
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
import { CANCELLED_REASONS, REFUND_AMOUNTS, REFUND_STATUSES } from "./domain/words.ts";

const count = z.number().int().min(0);

const terms = {
  amount: sentMoney.min(1).optional().describe("satang; beside tickets or lines no other than what they cost"),
  method: z.string().min(1).max(30).optional().describe("only to this tender; unless given, cash goes back last"),
  reason_code: optionalText(50).describe("needed unless the park asks for none"),
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
      .describe("units of lines that brought no tickets"),
    places: z
      .array(z.strictObject({ ticket_id: id, places: z.number().int().min(1).max(10_000) }))
      .min(1)
      .max(200)
      .optional()
      .describe("of party tickets, which go on with the places that are left"),
    goodwill: z
      .literal(true)
      .optional()
      .describe("pays for used tickets once nothing else is left; always needs a reason and an approval"),
    ...terms,
  })
  .refine(
    ({ goodwill, amount, ticket_ids, lines, places }) =>
      !goodwill || (amount !== undefined && !ticket_ids && !lines && !places),
    { path: ["goodwill"], message: "needs an amount, and no ticket_ids, lines or places" },
  )
  .describe(
    "without ticket_ids, lines, places and amount it gives back all that is left; an amount goes to units, lowest line first",
  )
  .meta({ id: "RefundRequest" });

const named = z.string().trim().min(1).max(1_000);

export const TicketRefundRequest = z
  .strictObject({ ticket_id: id.optional(), short_code: named.optional(), qr_token: named.optional(), ...terms })
  .refine(
    ({ ticket_id, short_code, qr_token }) =>
      [ticket_id, short_code, qr_token].filter((name) => name !== undefined).length === 1,
    { path: ["ticket_id"], message: "name the ticket by one of ticket_id, short_code and qr_token" },
  )
  .meta({ id: "TicketRefundRequest" });

export const Refund = z
  .object({
    refund_id: id,
    sale_id: id,
    slip_no: z.string().nullable().describe("the number of its slip, given when it is completed"),
    store_id: id,
    device_id: id.nullable(),
    shift_id: id.nullable().describe("the shift that it is entered in; cash always has one"),
    customer_id: id.nullable(),
    amount: money.describe("what the guest gets: the lines and the rounding"),
    tax_total: money.describe("the tax inside amount"),
    taxes: taxes.nullable().describe("of all that goes back, surcharges among it; null for older refunds"),
    rounding: signedMoney.describe(
      "of the rounding of cash: what went back with this; below zero where cash in whole coins leaves it to the last refund",
    ),
    surcharge_total: money.describe("what of surcharges goes back on top of amount"),
    payments: z.array(
      z.object({
        payment_no: count,
        method: z.string(),
        amount: money,
        surcharge: money.optional().describe("what goes back of the payment's surcharge, on top of amount"),
        points: count.optional().describe("of a payment in points, how many went back"),
      }),
    ),
    lines: z.array(
      z.object({
        line_no: count,
        qty: count.describe("units that ended"),
        amount: money,
        tax_total: money,
        ticket_ids: z.array(id).describe("that ended"),
        parts: z
          .array(
            z.object({
              ticket_id: id.nullable(),
              amount: money,
              places: count.optional().describe("of a party that goes on with the rest"),
            }),
          )
          .optional()
          .describe("what went back of units that stay"),
        goodwill: z.literal(true).optional().describe("money beyond the prices of units"),
      }),
    ),
    ticket_ids: z.array(id),
    status: z.enum(REFUND_STATUSES).describe("pending: its money is set aside and its tickets are being told"),
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

/** A refund as lists tell it. */
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
  employee_id: id.optional().describe("who asked for it"),
  status: z.enum(REFUND_STATUSES).optional(),
  from: time.optional(),
  to: time.optional(),
});

export const Refundable = z
  .object({
    sale_id: id,
    store_id: id,
    grand_total: money,
    refunded_total: money.describe("what was given back, or is about to be"),
    amount_left: money,
    surcharge_left: money.describe("goes back on top with the refund that takes the rest: a grant is for both"),
    refused: z
      .enum(["sale_voided", "too_late"])
      .nullable()
      .describe("why nothing of it is given back, whatever is left"),
    used_tickets: z.enum(["never", "with_approval"]).describe("what the park does about tickets that were used"),
    lines: z.array(
      z.object({
        line_no: count,
        package_id: id,
        name: z.string(),
        qty_paid: count.describe("tickets, or, of a line without any, units"),
        qty_left: count,
        amount_paid: money,
        amount_left: money,
        tickets: z
          .array(
            z.object({
              ticket_id: id,
              package_id: id,
              status: z.enum(TICKET_STATUSES),
              used: z.boolean(),
              places_left: count.nullable().describe("of a party, how many did not go back, used ones among them"),
            }),
          )
          .describe("that are left; of one that was reissued the one in its place"),
      }),
    ),
    payments: z.array(
      z.object({
        payment_no: count,
        method: z.string(),
        amount: money,
        refunded: money,
        left: money,
        owed: z.boolean().describe("not paid yet: a refund takes it off what is owed"),
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
    reason_code: optionalText(50).describe("needed when money goes back, as for a refund"),
    approval_token: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe("needed when money goes back; its subject is the sale"),
  })
  .meta({ id: "PaymentChange" });

/** A payment as it stands after its step. */
export const ChangedPayment = z.object(Payment.shape).meta({ id: "ChangedPayment" });
