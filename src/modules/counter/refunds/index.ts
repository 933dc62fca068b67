export { completedRefunds, getRefund, refundTotal } from "./service/read.ts";
export { listGuestRefunds, listRefundRows, type Refund } from "./store.ts";
