export { type Cart, cartErrors, cartMark, givenByHand } from "./domain.ts";
export { type CartFacts, gatherCart, priceItems, type Tenders } from "./service.ts";
