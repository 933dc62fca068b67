export { createStore, createTenant, getStore, getTenant, storeNamed, storesNamed } from "./service.ts";
export type { Store } from "./store.ts";
