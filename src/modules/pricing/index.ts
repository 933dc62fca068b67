export { type ManualDiscount, type PricedCart, type PricedLine, priceCart, TAX_MODES, type TaxRate } from "./domain.ts";
export { createDiscount, createTax, taxRates } from "./service.ts";
