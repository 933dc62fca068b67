export { CUSTOMER_CHANGED, customerErrors, pointsFor } from "./domain.ts";
export { customerIdsOfPhone, isCustomer, requireCustomer } from "./service/customers.ts";
export { eraseGuests, guestOf, idleGuests, wholeLedger } from "./service/forget.ts";
export {
  adjustPoints,
  burnPoints,
  pointsBurnt,
  recordPurchase,
  recordRefund,
  unburnPoints,
} from "./service/ledger.ts";
export { tenantsWithCustomers, tenantsWithIdle } from "./store/forget.ts";
