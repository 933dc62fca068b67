export { type Cart, cartErrors, cartMark, discountByHand, overriddenBy, problemWithPrice } from "./domain.ts";
export { type CartFacts, priceItems, readCart, type Tenders } from "./service.ts";
