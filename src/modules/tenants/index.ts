export {
  decideStanding,
  problemWithWindow,
  type StandingAct,
  TENANT_KINDS,
  TENANT_MODES,
  tenantErrors,
  type Window,
} from "./domain.ts";
export { CLOCK_MOVED, STORE_EVENTS, TENANT_EVENTS } from "./events.ts";
export {
  type Clock,
  createStore,
  createTenant,
  everyStoreFor,
  getClock,
  getStore,
  getTenant,
  type NewTenant,
  openTenant,
  openTenantUnproven,
  recordsNamed,
  setClock,
  storeNamed,
  storesNamed,
  tenantAtWork,
} from "./service.ts";
export {
  findFirstProvider,
  findPark,
  findTenant,
  firstProviderOnly,
  listParkRows,
  listPurgeable,
  newTicketKeyVersion,
  type ParkFilter,
  type Tenant,
  updateTenant,
} from "./store.ts";
