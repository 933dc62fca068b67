export { completedRefunds, getRefund, refundTotal } from "./service/read.ts";
export { listRefundRows } from "./store.ts";
