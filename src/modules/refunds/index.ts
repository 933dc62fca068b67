export { completedRefunds, getRefund, refundTotal } from "./service/read.ts";
export { listRefundRows, type Refund } from "./store.ts";
