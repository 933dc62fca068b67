/** What can be wrong with taxes, price lists and rules, in words that say what to do (rules P2, P3). */

export { pricingErrors } from "../../../../shared/errors/offer.ts";
