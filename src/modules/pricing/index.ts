export { chargeAsPaid } from "./domain/as-paid.ts";
export { paidUnits } from "./domain/paid.ts";
export { priceCart } from "./domain/price.ts";
export { tellGuest } from "./domain/promo.ts";
export { refundOf } from "./domain/refund.ts";
export { taxInside } from "./domain/tax.ts";
export type { PricedCart, PricedLine, Tariff, TaxRate } from "./domain/words.ts";
export { giveBackUses, RULE_USED_UP, takeUses, tariffFor } from "./service/tariff.ts";
export { createDiscount, createTax, taxRates } from "./service/taxes.ts";
