export { applyOfflineSale, type OfflineSale } from "./service/offline.ts";
export { getSale } from "./service/read.ts";
