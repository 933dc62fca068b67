export { REFUND_CREATED } from "./events.ts";
export { completedRefunds, getRefund, refundTotal } from "./service/read.ts";
export { listGuestRefunds, listKeyedRefunds, listRefundRows, type Refund } from "./store.ts";
