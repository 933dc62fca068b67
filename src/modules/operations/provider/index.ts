export { planProvider } from "./service/bootstrap.ts";
export { planPark } from "./service/provision.ts";
