export { createStore, createTenant, getStore, getTenant } from "./service.ts";
export type { Store } from "./store.ts";
