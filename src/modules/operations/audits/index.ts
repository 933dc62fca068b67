export { findAuditEnds, findHash, listOfCustomers } from "./store/rows.ts";
