export { judgePerson } from "./service/named.ts";
export { auditRefusal, provePin } from "./service/proof.ts";
