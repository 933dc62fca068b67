export { paymentErrors } from "./domain/errors.ts";
export { PAYMENT_STATUSES, sumByMethod } from "./domain/life.ts";
export { type SettledPayment, type Settlement, type Tender, tendersOf } from "./domain/settle.ts";
export { laterSurcharges, surchargeShare, taxSurcharges } from "./domain/surcharges.ts";
export { CASH, ROUNDING } from "./domain/types.ts";
export { PAYMENT_CAPTURED, PAYMENT_CREATED, PAYMENT_FAILED } from "./events.ts";
export { changePayment, laterPayment, type StatusChange } from "./service/later.ts";
export { type PaymentView, present as presentPayment } from "./service/read.ts";
export { holdReferences, type ReferenceHold, requireReferences } from "./service/references.ts";
export {
  REMAINDER_TAKEN,
  type RefundablePayment,
  refundablePayments,
  returnToPayments,
  takeFromPayments,
  takeRefundOfDay,
} from "./service/refund.ts";
export {
  paymentsOf,
  previewPayments,
  REFERENCE_TAKEN,
  recordPayments,
  refundPayments,
  settleCharged,
  settleTenders,
} from "./service/sale.ts";
export { listPaymentTypes, recordPaymentTypes } from "./service/types.ts";
export { listPaymentRows } from "./store.ts";
