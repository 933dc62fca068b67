/** Routes of stores. */

import { storeFor } from "../../../platform/http/context.ts";
import { contract } from "../../../platform/http/contract.ts";
import { tenantErrors } from "./domain.ts";
import { changeStore, getStore, listStores } from "./service.ts";
import { Store, StoreParams, StoreRequest } from "./wire.ts";

export const routes = [
  contract({
    method: "get",
    path: "/stores",
    tag: "stores",
    summary: "List the stores you work in",
    permission: "authenticated",
    reply: Store,
    list: true,
    handle: async ({ ctx }) => ({ items: await listStores(ctx), next_cursor: null, has_more: false }),
  }),
  contract({
    method: "get",
    path: "/stores/:store_id",
    tag: "stores",
    summary: "Read a store",
    permission: "authenticated",
    params: StoreParams,
    reply: Store,
    handle: async ({ ctx, params }) => {
      const store = await getStore(ctx, params.store_id);
      storeFor(ctx, null, store.store_id);
      return store;
    },
  }),
  contract({
    method: "patch",
    path: "/stores/:store_id",
    tag: "stores",
    summary: "Change a store",
    description: "Time zone and cut-off hour can change only before the store is used.",
    permission: "settings_write",
    idempotency: "key",
    params: StoreParams,
    body: StoreRequest,
    reply: Store,
    errors: [tenantErrors.store_in_use, tenantErrors.store_open],
    handle: ({ ctx, params, body }) => changeStore(ctx, params.store_id, body),
  }),
];
