export { paymentErrors, type SettledPayment, type Settlement, sumByMethod, type Tender } from "./domain.ts";
export { createPaymentTypes, listPaymentTypes, paymentsOf, recordPayments, settleTenders } from "./service.ts";
