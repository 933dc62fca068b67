/** Routes of customers. */

import { contract } from "../../../platform/http/contract.ts";
import { errors } from "../../../shared/errors.ts";
import { customerErrors } from "./domain.ts";
import * as customers from "./service/customers.ts";
import * as ledger from "./service/ledger.ts";
import { searchCustomers } from "./service/search.ts";
import { shownPage, shownTo } from "./service/shown.ts";
import * as wire from "./wire.ts";

const { erased, inactive, merged } = customerErrors;

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
    reply: wire.NotedCustomer,
    handle: ({ ctx, body }) => customers.createCustomer(ctx, body),
  }),
  contract({
    method: "get",
    path: "/customers",
    tag: "customers",
    summary: "List customers, latest first; contact data is masked without guests_write",
    permission: "guests_read",
    query: wire.CustomerQuery,
    reply: wire.Customer,
    list: true,
    handle: async ({ ctx, query }) => shownPage(ctx, await customers.listCustomers(ctx, query)),
  }),
  contract({
    method: "get",
    path: "/customers/search",
    tag: "customers",
    summary: "Find customers in use by whatever a guest says first; the best matches on one page",
    permission: "guests_read",
    query: wire.SearchQuery,
    reply: wire.Customer,
    list: true,
    handle: async ({ ctx, query }) => shownPage(ctx, await searchCustomers(ctx, query)),
  }),
  contract({
    method: "get",
    path: "/customers/top/spenders",
    tag: "customers",
    summary: "List the customers in use who spent most, most first, on one page",
    permission: "reports_view",
    query: wire.TopQuery,
    reply: wire.Customer,
    list: true,
    handle: async ({ ctx, query }) => shownPage(ctx, await customers.topSpenders(ctx, query.limit)),
  }),
  contract({
    method: "get",
    path: "/customers/:customer_id",
    tag: "customers",
    summary: "Read a customer, in use or not",
    permission: "guests_read",
    params: wire.CustomerParams,
    reply: wire.Customer,
    handle: async ({ ctx, params }) => shownTo(ctx, await customers.getCustomer(ctx, params.customer_id)),
  }),
  contract({
    method: "put",
    path: "/customers/:customer_id",
    tag: "customers",
    summary: "Put what is known of a customer in place of what was; a field that is not sent is empty",
    permission: "guests_write",
    idempotency: "natural",
    params: wire.CustomerParams,
    body: wire.CustomerReplacement,
    reply: wire.NotedCustomer,
    errors: [merged, erased, errors.conflict],
    handle: ({ ctx, params, body }) => customers.replaceCustomer(ctx, params.customer_id, body),
  }),
  contract({
    method: "delete",
    path: "/customers/:customer_id",
    tag: "customers",
    summary: "Take a customer out of use; sales go on naming it",
    permission: "guests_write",
    idempotency: "natural",
    params: wire.CustomerParams,
    reply: wire.Customer,
    handle: ({ ctx, params }) => customers.retireCustomer(ctx, params.customer_id),
  }),
  contract({
    method: "post",
    path: "/customers/:customer_id/merge",
    tag: "customers",
    summary: "Make a customer the same as another: spend, visits and points move there",
    permission: "guests_write",
    idempotency: "key",
    params: wire.CustomerParams,
    body: wire.MergeRequest,
    reply: wire.Customer,
    errors: [inactive, merged, erased, errors.conflict],
    handle: ({ ctx, params, body }) => customers.mergeCustomer(ctx, params.customer_id, body),
  }),
  contract({
    method: "get",
    path: "/customers/:customer_id/entries",
    tag: "customers",
    summary: "List what changed a customer's spend, visits and points, latest first",
    permission: "guests_read",
    params: wire.CustomerParams,
    query: wire.EntryQuery,
    reply: wire.CustomerEntry,
    list: true,
    handle: ({ ctx, params, query }) => ledger.listEntries(ctx, params.customer_id, query),
  }),
];
