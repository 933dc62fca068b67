export { customerIdsOfPhone, meetCustomer } from "./service.ts";
