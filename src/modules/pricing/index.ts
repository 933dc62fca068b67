export { chargeAsPaid, type PricedCart, type PricedLine, priceCart } from "./domain.ts";
export { createDiscount, createTax, taxRates } from "./service.ts";
