/** The shapes of carts and sales on the wire. */

import * as z from "zod";
import {
  amounts_hidden,
  id,
  money,
  optionalText,
  paging,
  payment_method,
  sentMoney,
  signedMoney,
  taxes,
  time,
} from "../../../platform/http/fields.ts";
import { maskOf } from "../../../shared/hidden.ts";
import { TICKET_STATUSES } from "../../admission/tickets/index.ts";
import { issuedTicket, wholeTicket } from "../../admission/tickets/wire.ts";
import { items, promo_codes } from "../../offer/carts/wire.ts";
import { PRICE_SOURCES } from "../../offer/pricing/index.ts";
import { PAYMENT_STATUSES } from "../payments/index.ts";
import { SALE_AMOUNTS, SALE_STATUSES } from "./domain.ts";

const method = z.string().min(1).max(30);

/** A payment of a sale as a till sends it. */
export const payment = z.strictObject({
  method,
  amount: sentMoney,
  amount_tendered: sentMoney.optional(),
  reference: optionalText(100),
});

/** How a cart is paid; of a sale and of a parked cart alike. */
export const checkout = {
  sale_id: id.optional(),
  payments: z.array(payment).max(20),
  expected_total: money.optional(),
  approval_token: z.string().min(1).max(200).optional(),
  reason_code: optionalText(50).describe("why there is a price or a discount by hand"),
  note: optionalText(500),
};

export const PreviewRequest = z
  .strictObject({
    store_id: id.optional(),
    items,
    promo_codes,
    customer_id: id.optional(),
    payments: z
      .array(z.strictObject({ method, amount: sentMoney.optional() }))
      .max(20)
      .refine(
        (payments) => payments.filter(({ amount }) => amount === undefined).length <= 1,
        "may leave out one amount",
      )
      .optional()
      .describe("how it will be paid: for cash rounding and surcharges; one without an amount takes what is left"),
    at: time.optional(),
  })
  .meta({ id: "PreviewRequest" });

export const SaleRequest = z
  .strictObject({
    items,
    promo_codes,
    customer_id: id.optional(),
    ...checkout,
  })
  .meta({ id: "SaleRequest" });

const applied = z.array(z.object({ rule_id: id.optional(), name: z.string(), amount: money }));

const lineFields = {
  package_id: id,
  name: z.string(),
  qty: z.number().int(),
  base_price: money.optional().describe("the package's own price; absent in sales from before it was kept"),
  unit_price: money,
  listed_price: money.optional().describe("the park's price, where the till said another; absent otherwise"),
  price_source: z.object({ kind: z.enum(PRICE_SOURCES), id: id.nullable(), name: z.string().nullable() }).optional(),
  gross: money,
  discount_total: money,
  net: money,
  tax_total: money,
  total: money,
  paid_units: z
    .array(z.object({ qty: z.number().int(), total: money, tax_total: money }))
    .optional()
    .describe("what was paid for each unit, so that refunds end at exactly zero"),
  applied,
};

const totals = {
  subtotal: money,
  discount_total: money,
  tax_total: money,
  rounding: signedMoney,
  grand_total: money,
};

const not_applied = z
  .array(
    z.object({
      code: z.string(),
      reason: z.string(),
      error_code: z
        .string()
        .optional()
        .describe("E_NON_STACKABLE, or E_CUSTOMER_REQUIRED where it is capped by customer"),
    }),
  )
  .describe("promo codes that gave nothing, and why");

export const Preview = z
  .object({
    lines: z.array(z.object(lineFields)),
    ...totals,
    applied,
    not_applied,
    payments: z.array(z.object({ method, amount: money, surcharge: money })),
    surcharge_total: money,
    amount_due: money.describe("grand_total and the surcharges"),
  })
  .meta({ id: "Preview" });

const saleFields = {
  sale_id: id,
  receipt_no: z.string(),
  store_id: id,
  device_id: id,
  cashier_id: id,
  customer_id: id.nullable(),
  shift_id: id.nullable(),
  lines: z.array(
    z.object({
      line_no: z.number().int(),
      ...lineFields,
      ticket_ids: z.array(id),
      places: z.array(z.object({ package_id: id, slot_start: time, qty: z.number().int() })).optional(),
    }),
  ),
  ...totals,
  payment_method,
  payments: z.array(
    z.object({
      payment_no: z.number().int(),
      method,
      amount: money,
      surcharge: money.describe("on top of amount"),
      amount_tendered: money,
      status: z.enum(PAYMENT_STATUSES),
      reference: z.string().nullable(),
    }),
  ),
  surcharge_total: money,
  surcharge_tax_total: money.describe("the tax inside surcharge_total"),
  taxes: taxes.describe("of goods and surcharges as they were sold, by rate; gross is net and tax_total together"),
  amount_tendered: money,
  change: money,
  promo_codes: z.array(z.string()).nullable(),
  open_ticket_id: id.nullable().describe("the parked cart that it was"),
  refunded_total: money.describe("what was given back of grand_total, or is about to be"),
  voided_at: time.nullable(),
  voided_by: id.nullable(),
  void_reason_code: z.string().nullable(),
  approver_id: id.nullable(),
  note: z.string().nullable(),
  sold_at: time,
  offline: z.boolean().describe("rung up while the till was offline, and handed in later"),
  received_at: time.nullable(),
  late: z.boolean().describe("it joined its shift after the closing"),
  price_mismatch: z.object({ grand_total: money }).nullable().describe("what the server would have asked instead"),
  held_at: time.nullable().describe("when the sale was held; its tickets admit nobody until it is released"),
  released_at: time.nullable(),
  released_by: id.nullable(),
};

export const SaleSummary = z
  .object(saleFields)
  .partial(maskOf(SALE_AMOUNTS))
  .extend({ amounts_hidden })
  .meta({ id: "SaleSummary" });

export const Sale = z
  .object({
    ...saleFields,
    not_applied,
    tickets: z.array(
      z.object({
        ticket_id: id,
        line_no: z.number().int(),
        ...issuedTicket,
        short_code: z.string().nullable(),
        qr_token: z
          .string()
          .nullable()
          .describe("codes are told to the till that sold, for 15 minutes, and to who may print tickets again"),
      }),
    ),
  })
  .meta({ id: "Sale" });

export const SaleParams = z.object({ sale_id: id });

export const SaleQuery = z.strictObject({
  ...paging,
  store_id: id.optional(),
  device_id: id.optional(),
  employee_id: id.optional(),
  shift_id: id.optional(),
  customer_id: id.optional(),
  package_id: id.optional().describe("in one of its lines"),
  method: method.optional().describe("among its payments"),
  status: z.enum(SALE_STATUSES).optional(),
  receipt_no: z.string().min(1).max(40).optional().describe("every sale that bears it, also those of `D1X-7/2`"),
  from: time.optional(),
  to: time.optional(),
});

export const VoidRequest = z
  .strictObject({
    reason_code: optionalText(50).describe("needed unless the park asks for none"),
    reason_text: optionalText(200),
    approval_token: z.string().min(1).max(200).optional(),
  })
  .meta({ id: "VoidRequest" });

export const ReleaseRequest = z.strictObject({ note: optionalText(200) }).meta({ id: "ReleaseRequest" });

export const TicketQuery = z.strictObject({
  ...paging,
  q: z.string().optional().describe("QR payload, ticket id, short code, receipt number or telephone number"),
  store_id: id.optional(),
  status: z.enum(TICKET_STATUSES).optional(),
  package_id: id.optional(),
  from: time.optional().describe("issued then or later"),
  to: time.optional(),
});

/** A ticket of a sale; unlike a blank it always has a package. */
const soldTicket = { ...wholeTicket, package_id: id };

/** A ticket, and by what it was found. */
export const FoundTicket = z
  .object({
    ...soldTicket,
    price: money.optional(),
    amounts_hidden,
    matched_by: z
      .enum(["qr_token", "ticket_id", "short_code", "receipt_no", "phone", "replacement"])
      .nullable()
      .describe("replacement: issued in place of one that was found; null: nothing was asked for by name"),
    receipt_no: z
      .string()
      .nullable()
      .describe("of its sale, where a receipt's number was asked for; `D1X-7/2` is the second sale that bears D1X-7"),
  })
  .meta({ id: "FoundTicket" });

export const UnblockedTicket = z.object(soldTicket).meta({ id: "UnblockedTicket" });

export const UnblockRequest = z.strictObject({ reason: optionalText(200) }).meta({ id: "UnblockRequest" });
export const TicketParams = z.object({ ticket_id: id });
