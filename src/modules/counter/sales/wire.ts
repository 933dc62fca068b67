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
  sortBy,
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

/** The payment of a cart, for a sale and for a parked cart. */
export const checkout = {
  sale_id: id.optional(),
  payments: z.array(payment).max(20),
  expected_total: money.optional(),
  approval_token: z.string().min(1).max(200).optional(),
  reason_code: optionalText(50).describe("the reason of a price or discount by hand"),
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
        "may leave out at most one amount",
      )
      .optional()
      .describe("planned payments, for cash rounding and surcharges; one without an amount takes the rest"),
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
  base_price: money.optional().describe("the package's own price; absent in older sales"),
  unit_price: money,
  listed_price: money.optional().describe("the listed price, when the till used another"),
  price_source: z.object({ kind: z.enum(PRICE_SOURCES), id: id.nullable(), name: z.string().nullable() }).optional(),
  gross: money,
  discount_total: money,
  net: money,
  tax_total: money,
  total: money,
  paid_units: z
    .array(z.object({ qty: z.number().int(), total: money, tax_total: money }))
    .optional()
    .describe("satang paid for each unit; refunds use them and end at exactly zero"),
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
  .describe("promo codes without effect, and the reason");

export const Preview = z
  .object({
    lines: z.array(z.object(lineFields)),
    ...totals,
    applied,
    not_applied,
    payments: z.array(z.object({ method, amount: money, surcharge: money })),
    surcharge_total: money,
    amount_due: money.describe("grand_total plus surcharges"),
  })
  .meta({ id: "Preview" });

const SaleLine = z
  .object({
    line_no: z.number().int(),
    ...lineFields,
    ticket_ids: z.array(id),
    places: z.array(z.object({ package_id: id, slot_start: time, qty: z.number().int() })).optional(),
  })
  .meta({ id: "SaleLine" });

const SalePayment = z
  .object({
    payment_no: z.number().int(),
    method,
    amount: money,
    surcharge: money.describe("on top of amount"),
    amount_tendered: money,
    status: z.enum(PAYMENT_STATUSES),
    reference: z.string().nullable(),
  })
  .meta({ id: "SalePayment" });

const saleFields = {
  sale_id: id,
  receipt_no: z.string(),
  store_id: id,
  device_id: id,
  cashier_id: id,
  customer_id: id.nullable(),
  shift_id: id.nullable(),
  lines: z.array(SaleLine),
  ...totals,
  payment_method,
  payments: z.array(SalePayment),
  surcharge_total: money,
  surcharge_tax_total: money.describe("the tax inside surcharge_total"),
  taxes: taxes.describe("for goods and surcharges as sold, by rate; gross = net + tax_total"),
  amount_tendered: money,
  change: money,
  promo_codes: z.array(z.string()).nullable(),
  open_ticket_id: id.nullable().describe("the parked cart that became this sale"),
  refunded_total: money.describe("satang of grand_total that refunds returned or have set aside"),
  voided_at: time.nullable(),
  voided_by: id.nullable(),
  void_reason_code: z.string().nullable(),
  approver_id: id.nullable(),
  note: z.string().nullable(),
  sold_at: time,
  offline: z.boolean().describe("true: made while the till was offline and handed in later"),
  received_at: time.nullable(),
  late: z.boolean().describe("true: it joined its shift after the closing"),
  price_mismatch: z.object({ grand_total: money }).nullable().describe("the server's price, when it differs"),
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
          .describe("only for the till that sold, for 15 minutes, and for callers who may reprint tickets"),
      }),
    ),
  })
  .meta({ id: "Sale" });

export const SaleParams = z.object({ sale_id: id });

const saleFilter = {
  store_id: id.optional(),
  device_id: id.optional(),
  employee_id: id.optional(),
  shift_id: id.optional(),
  customer_id: id.optional(),
  package_id: id.optional().describe("a package in one of its lines"),
  method: method.optional().describe("the method of one of its payments"),
  status: z.enum(SALE_STATUSES).optional(),
  receipt_no: z
    .string()
    .min(1)
    .max(40)
    .optional()
    .describe("the receipt number; also finds sales with a suffix, as `D1X-7/2`"),
  from: time.optional(),
  to: time.optional(),
};

export const SaleQuery = z.strictObject({
  ...paging,
  ...saleFilter,
  sort: sortBy("sold_at", "grand_total", "discount_total", "refunded_total"),
});
export const SaleTotalsQuery = z.strictObject(saleFilter);

export const SaleTotals = z
  .object({
    totals: z
      .object({
        count: z.number().int().describe("with voided sales"),
        voided_count: z.number().int(),
        voided_total: money.describe("of voided sales, which other sums leave out"),
        ...totals,
        surcharge_total: money,
        refunded_total: money,
      })
      .nullable()
      .describe("null: more than most_sales of a store, seller or device"),
    most_sales: z.number().int(),
  })
  .meta({ id: "SaleTotals" });

export const VoidRequest = z
  .strictObject({
    reason_code: optionalText(50).describe("needed unless no reason is required"),
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
  from: time.optional().describe("issued at or after"),
  to: time.optional(),
});

/** A ticket of a sale; it always has a package, unlike a blank. */
const soldTicket = { ...wholeTicket, package_id: id };

/** A ticket, and the text that found it. */
export const FoundTicket = z
  .object({
    ...soldTicket,
    price: money.optional(),
    amounts_hidden,
    matched_by: z
      .enum(["qr_token", "ticket_id", "short_code", "foreign_code", "receipt_no", "phone", "replacement"])
      .nullable()
      .describe("replacement: it replaces a ticket that was found; null: the request had no search text"),
    receipt_no: z
      .string()
      .nullable()
      .describe("of its sale, for a search by receipt number; `D1X-7/2` is the second sale with D1X-7"),
  })
  .meta({ id: "FoundTicket" });

export const UnblockedTicket = z.object(soldTicket).meta({ id: "UnblockedTicket" });

export const UnblockRequest = z.strictObject({ reason: optionalText(200) }).meta({ id: "UnblockRequest" });
export const TicketParams = z.object({ ticket_id: id });
