export { listRefundRows } from "./store.ts";
