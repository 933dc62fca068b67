/** Routes of carts and sales. */

import { contract } from "../../platform/http/contract.ts";
import { approvalErrors } from "../approvals/index.ts";
import { paymentErrors } from "../payments/index.ts";
import { shiftErrors } from "../shifts/index.ts";
import { SHORT_CODE_TAKEN } from "../tickets/index.ts";
import { saleErrors } from "./domain.ts";
import { findTickets } from "./service/find-tickets.ts";
import { previewCart } from "./service/preview.ts";
import { getSale, listSales } from "./service/read.ts";
import { createSale } from "./service/sell.ts";
import * as wire from "./wire.ts";

export const routes = [
  contract({
    method: "post",
    path: "/pricing/preview",
    tag: "sales",
    summary: "Price a cart and explain the price; nothing is sold",
    permission: "authenticated",
    idempotency: "natural",
    body: wire.PreviewRequest,
    reply: wire.Preview,
    errors: [saleErrors.package_unavailable, saleErrors.too_many_tickets],
    handle: ({ ctx, body }) => previewCart(ctx, body),
  }),
  contract({
    method: "post",
    path: "/sales",
    tag: "sales",
    summary: "Sell a cart: sale, payments and tickets in one act",
    permission: "sell",
    idempotency: "required",
    body: wire.SaleRequest,
    status: 201,
    reply: wire.Sale,
    errors: [
      saleErrors.device_required,
      saleErrors.package_unavailable,
      saleErrors.too_many_tickets,
      saleErrors.price_changed,
      saleErrors.sale_exists,
      shiftErrors.shift_closed,
      paymentErrors.payment,
      approvalErrors.required,
      SHORT_CODE_TAKEN,
    ],
    handle: ({ ctx, body }) => createSale(ctx, body),
  }),
  contract({
    method: "get",
    path: "/sales",
    tag: "sales",
    summary: "List sales, latest first",
    permission: "sell",
    query: wire.SaleQuery,
    reply: wire.SaleSummary,
    list: true,
    handle: ({ ctx, query }) => listSales(ctx, query),
  }),
  contract({
    method: "get",
    path: "/sales/:sale_id",
    tag: "sales",
    summary: "Read a sale with its payments and tickets",
    permission: "sell",
    params: wire.SaleParams,
    reply: wire.Sale,
    handle: ({ ctx, params }) => getSale(ctx, params.sale_id),
  }),
  contract({
    method: "get",
    path: "/tickets",
    tag: "tickets",
    summary: "Find tickets by code, id, receipt or telephone number, or list them, latest first",
    permission: "authenticated",
    query: wire.TicketQuery,
    reply: wire.FoundTicket,
    list: true,
    handle: ({ ctx, query }) => findTickets(ctx, query),
  }),
];
