/** Routes of parked carts as they are kept. */

import { contract } from "../../../platform/http/contract.ts";
import { errors } from "../../../shared/errors.ts";
import { openTicketErrors } from "./domain.ts";
import { cancelCart, listOpenTickets } from "./service.ts";
import * as wire from "./wire.ts";

export const routes = [
  contract({
    method: "get",
    path: "/open_tickets",
    tag: "open tickets",
    summary: "List parked carts, latest first",
    permission: "sell",
    query: wire.OpenTicketQuery,
    reply: wire.OpenTicket,
    list: true,
    handle: ({ ctx, query }) => listOpenTickets(ctx, query),
  }),
  contract({
    method: "delete",
    path: "/open_tickets/:open_ticket_id",
    tag: "open tickets",
    summary: "Cancel a parked cart",
    permission: "sell",
    idempotency: "natural",
    params: wire.OpenTicketParams,
    reply: wire.OpenTicket,
    errors: [errors.stale_version, openTicketErrors.closed],
    handle: ({ ctx, params }) => cancelCart(ctx, params.open_ticket_id),
  }),
];
