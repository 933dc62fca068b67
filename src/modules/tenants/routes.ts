/** Routes of stores. */

import { storeFor } from "../../platform/http/context.ts";
import { contract } from "../../platform/http/contract.ts";
import { getStore, listStores } from "./service.ts";
import { Store, StoreParams } from "./wire.ts";

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
];
