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
export { type CustomerData, newCustomer, recordCustomers } from "./service/many.ts";
export { phoneReaderOf } from "./service/phones.ts";
export { searchCustomers } from "./service/search.ts";
export { shownTo } from "./service/shown.ts";
export { type Customer, findCustomer, findCustomers, listCustomersAfter } from "./store/customers.ts";
export { tenantsWithCustomers, tenantsWithIdle } from "./store/forget.ts";
