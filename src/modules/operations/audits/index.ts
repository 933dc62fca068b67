export { listAudits } from "./service/explore.ts";
export { findAuditEnds, findHash, listOfCustomers } from "./store/rows.ts";
