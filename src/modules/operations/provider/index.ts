export { planProvider } from "./service/bootstrap.ts";
export { providerOnly, requireParkTenant } from "./service/named.ts";
export { planPark } from "./service/provision.ts";
export { contextOf } from "./service/standing.ts";
