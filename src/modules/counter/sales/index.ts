export { saleErrors } from "./domain.ts";
export { ticketsSoldTo } from "./fragments.ts";
export { findNamedSales } from "./service/find-sales.ts";
export { forgetSaleNotes, salesOfCustomers } from "./service/guests.ts";
export { applyOfflineSale, type OfflineSale } from "./service/offline.ts";
export { getSale, readSale, requireSale, requireSaleRead } from "./service/read.ts";
export { returnToSale, takeFromSale } from "./service/refund.ts";
export { insertSpans } from "./store/list.ts";
export { type Sale, sumSales } from "./store.ts";
