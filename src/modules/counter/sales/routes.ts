/** Routes of carts and sales. */

import { contract } from "../../../platform/http/contract.ts";
import { taxColumns } from "../../../platform/http/fields.ts";
import { errors } from "../../../shared/errors.ts";
import { ticketErrors } from "../../admission/tickets/index.ts";
import { customerErrors } from "../../guests/customers/index.ts";
import { approvalErrors } from "../../offer/approvals/index.ts";
import { cartErrors as carts } from "../../offer/carts/index.ts";
import { catalogErrors } from "../../offer/catalog/index.ts";
import { RULE_USED_UP } from "../../offer/pricing/index.ts";
import { paymentErrors } from "../payments/index.ts";
import { saleErrors } from "./domain.ts";
import { findTickets } from "./service/find-tickets.ts";
import { previewCart } from "./service/preview.ts";
import { listSales, readSale, totalSales } from "./service/read.ts";
import { releaseSale, unblockTicket } from "./service/release.ts";
import { createSale } from "./service/sell.ts";
import { voidSale } from "./service/void.ts";
import * as wire from "./wire.ts";

/** Errors of pricing a cart. */
export const cartErrors = [
  carts.package_unavailable,
  carts.too_many_tickets,
  carts.open_price,
  saleErrors.slot,
  saleErrors.total_too_large,
];

/** Errors of selling a cart. */
export const sellErrors = [
  ...cartErrors,
  errors.device_required,
  saleErrors.kiosk_off,
  saleErrors.price_changed,
  errors.duplicate,
  errors.busy,
  customerErrors.required,
  errors.shift_closed,
  paymentErrors.payment,
  paymentErrors.reference_used,
  approvalErrors.required,
  approvalErrors.reason_required,
  approvalErrors.reason_unknown,
  catalogErrors.sold_out,
  customerErrors.points_short,
  RULE_USED_UP.refusal,
];

/** One CSV line for each sale; sums in satang. */
const CSV_COLUMNS = [
  ...["receipt_no", "sold_at", "sale_id", "store_id", "device_id", "cashier_id", "shift_id", "customer_id"],
  ...["subtotal", "discount_total", "tax_total", "rounding", "grand_total", "surcharge_total", "surcharge_tax_total"],
  ...["payment_method", "amount_tendered", "change", "offline", "late", "refunded_total", "voided_at", "note"],
  ...taxColumns("taxes"),
  "taxes",
];

export const routes = [
  contract({
    method: "post",
    path: "/pricing/preview",
    tag: "sales",
    summary: "Price a cart and explain the price",
    description: "Nothing is sold.",
    permission: "authenticated",
    rate: "preview",
    idempotency: "natural",
    body: wire.PreviewRequest,
    reply: wire.Preview,
    errors: [...cartErrors, paymentErrors.payment],
    handle: ({ ctx, body }) => previewCart(ctx, body),
  }),
  contract({
    method: "post",
    path: "/sales",
    tag: "sales",
    summary: "Sell a cart",
    description: "The sale, its payments and its tickets are recorded together.",
    permission: "sell",
    vital: true,
    idempotency: "required",
    body: wire.SaleRequest,
    status: 201,
    reply: wire.Sale,
    errors: sellErrors,
    handle: ({ ctx, body }) => createSale(ctx, body),
  }),
  contract({
    method: "get",
    path: "/sales",
    tag: "sales",
    summary: "List sales, latest first",
    permission: "sales_read",
    own_records: true,
    query: wire.SaleQuery,
    reply: wire.SaleSummary,
    list: true,
    csv: CSV_COLUMNS,
    handle: ({ ctx, query }) => listSales(ctx, query),
  }),
  contract({
    method: "get",
    path: "/sales/totals",
    tag: "sales",
    summary: "Sum up the sales of a filter",
    permission: "sales_read",
    own_records: true,
    query: wire.SaleTotalsQuery,
    reply: wire.SaleTotals,
    errors: [errors.amounts_hidden],
    handle: ({ ctx, query }) => totalSales(ctx, query),
  }),
  contract({
    method: "get",
    path: "/sales/:sale_id",
    tag: "sales",
    summary: "Read a sale with its payments and tickets",
    permission: "sales_read",
    own_records: true,
    params: wire.SaleParams,
    reply: wire.Sale,
    handle: ({ ctx, params }) => readSale(ctx, params.sale_id),
  }),
  contract({
    method: "post",
    path: "/sales/:sale_id/void",
    tag: "sales",
    summary: "Void a sale in its own shift, once",
    description: "Its tickets end and its money goes back.",
    permission: "sell",
    people_only: true,
    idempotency: "key",
    params: wire.SaleParams,
    body: wire.VoidRequest,
    reply: wire.Sale,
    errors: [
      saleErrors.ticket_used,
      saleErrors.sale_refunded,
      saleErrors.void_closed,
      paymentErrors.payments_changed,
      approvalErrors.required,
      approvalErrors.reason_required,
      approvalErrors.reason_unknown,
      ticketErrors.ticket_state,
    ],
    handle: ({ ctx, params, body }) => voidSale(ctx, params.sale_id, body),
  }),
  contract({
    method: "post",
    path: "/sales/:sale_id/release",
    tag: "sales",
    summary: "Release a held sale, so that its tickets admit",
    permission: "approve",
    // A sale is released once, however often the request comes.
    idempotency: "natural",
    params: wire.SaleParams,
    body: wire.ReleaseRequest,
    reply: wire.Sale,
    errors: [saleErrors.release, saleErrors.release_own],
    handle: ({ ctx, params, body }) => releaseSale(ctx, params.sale_id, body),
  }),
  contract({
    method: "post",
    path: "/tickets/:ticket_id/unblock",
    tag: "tickets",
    summary: "Unblock a ticket",
    description: "A ticket that waits with its sale is released with the sale.",
    permission: "void",
    // The ticket's object makes a change once, however often the request comes.
    idempotency: "natural",
    params: wire.TicketParams,
    body: wire.UnblockRequest,
    reply: wire.UnblockedTicket,
    errors: [saleErrors.held, ticketErrors.ticket_state],
    handle: ({ ctx, params, body }) => unblockTicket(ctx, params.ticket_id, body.reason),
  }),
  contract({
    method: "get",
    path: "/tickets",
    tag: "tickets",
    summary: "Find or list tickets, latest first",
    description: "A search takes a code, an id, a receipt number or a telephone number.",
    permission: "authenticated",
    query: wire.TicketQuery,
    reply: wire.FoundTicket,
    list: true,
    handle: ({ ctx, query }) => findTickets(ctx, query),
  }),
];
