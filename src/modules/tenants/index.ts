export { createStore, createTenant, getStore, getTenant, storeNamed, storesNamed } from "./service.ts";
