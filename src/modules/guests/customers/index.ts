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
export { searchCustomers } from "./service/search.ts";
export { shownTo } from "./service/shown.ts";
export { findCustomer } from "./store/customers.ts";
export { tenantsWithCustomers, tenantsWithIdle } from "./store/forget.ts";
