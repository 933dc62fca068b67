export { type Cart, cartErrors, cartMark, givenByHand, overriddenBy, problemWithPrice } from "./domain.ts";
export { type CartFacts, gatherCart, priceItems, type Tenders } from "./service.ts";
