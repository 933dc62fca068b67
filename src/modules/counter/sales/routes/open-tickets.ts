/** Routes of parked carts that price or sell the cart. */

import { contract } from "../../../../platform/http/contract.ts";
import { errors } from "../../../../shared/errors.ts";
import { openTicketErrors } from "../../open-tickets/index.ts";
import { cartErrors, sellErrors } from "../routes.ts";
import { checkOut, park, repark, resume } from "../service/open-tickets.ts";
import * as wire from "../wire/open-tickets.ts";
import { Sale } from "../wire.ts";

export const routes = [
  contract({
    method: "post",
    path: "/open_tickets",
    tag: "open tickets",
    summary: "Park a cart",
    permission: "sell",
    idempotency: "key",
    body: wire.ParkRequest,
    status: 201,
    reply: wire.OpenTicket,
    errors: cartErrors,
    handle: ({ ctx, body }) => park(ctx, body),
  }),
  contract({
    method: "get",
    path: "/open_tickets/:open_ticket_id",
    tag: "open tickets",
    summary: "Read a parked cart with its present price",
    permission: "sell",
    params: wire.OpenTicketParams,
    reply: wire.ResumedTicket,
    handle: ({ ctx, params }) => resume(ctx, params.open_ticket_id),
  }),
  contract({
    method: "put",
    path: "/open_tickets/:open_ticket_id",
    tag: "open tickets",
    summary: "Replace a parked cart",
    description: "Needs the version that you read.",
    permission: "sell",
    idempotency: "key",
    params: wire.OpenTicketParams,
    body: wire.ReparkRequest,
    reply: wire.OpenTicket,
    errors: [...cartErrors, errors.stale_version, openTicketErrors.closed],
    handle: ({ ctx, params, body }) => repark(ctx, params.open_ticket_id, body),
  }),
  contract({
    method: "post",
    path: "/open_tickets/:open_ticket_id/checkout",
    tag: "open tickets",
    summary: "Sell a parked cart, once",
    description: "It becomes a sale with its payments and tickets.",
    permission: "sell",
    vital: true,
    idempotency: "required",
    params: wire.OpenTicketParams,
    body: wire.CheckoutRequest,
    status: 201,
    reply: Sale,
    errors: [...sellErrors, errors.stale_version, openTicketErrors.closed],
    handle: ({ ctx, params, body }) => checkOut(ctx, params.open_ticket_id, body),
  }),
];
