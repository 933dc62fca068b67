export { customerErrors, pointsFor } from "./domain.ts";
export { customerIdsOfPhone, meetCustomer } from "./service/customers.ts";
export { burnPoints, recordPurchase, unburnPoints } from "./service/ledger.ts";
