/** Routes of customers. */

import { contract } from "../../platform/http/contract.ts";
import * as service from "./service.ts";
import * as wire from "./wire.ts";

export const routes = [
  contract({
    method: "post",
    path: "/customers",
    tag: "customers",
    summary: "Note a guest's name and number",
    permission: "sell",
    idempotency: "key",
    body: wire.CustomerRequest,
    status: 201,
    reply: wire.Customer,
    handle: ({ ctx, body }) => service.createCustomer(ctx, body),
  }),
  contract({
    method: "get",
    path: "/customers",
    tag: "customers",
    summary: "Find customers by a part of the name or the beginning of the number, latest first",
    permission: "sell",
    query: wire.CustomerQuery,
    reply: wire.Customer,
    list: true,
    handle: ({ ctx, query }) => service.listCustomers(ctx, query),
  }),
  contract({
    method: "get",
    path: "/customers/:customer_id",
    tag: "customers",
    summary: "Read a customer",
    permission: "sell",
    params: wire.CustomerParams,
    reply: wire.Customer,
    handle: ({ ctx, params }) => service.getCustomer(ctx, params.customer_id),
  }),
  contract({
    method: "put",
    path: "/customers/:customer_id",
    tag: "customers",
    summary: "Put what is known of a customer in place of what was; a field that is not sent is empty",
    permission: "sell",
    idempotency: "natural",
    params: wire.CustomerParams,
    body: wire.CustomerRequest,
    reply: wire.Customer,
    handle: ({ ctx, params, body }) => service.replaceCustomer(ctx, params.customer_id, body),
  }),
];
