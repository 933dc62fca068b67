export { CLOCK_MOVED } from "./events.ts";
export {
  type Clock,
  createStore,
  createTenant,
  everyStoreFor,
  getClock,
  getStore,
  getTenant,
  openTenant,
  setClock,
  storeNamed,
  storesNamed,
} from "./service.ts";
export { newTicketKeyVersion } from "./store.ts";
