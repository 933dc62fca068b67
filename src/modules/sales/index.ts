export { applyOfflineSale, type OfflineSale } from "./service/offline.ts";
