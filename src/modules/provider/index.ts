export { createProvider } from "./service/bootstrap.ts";
export { equipPark } from "./service/provision.ts";
