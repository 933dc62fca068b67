/** Errors of taxes, price lists and rules, each with its remedy (rules P2, P3). */

export { pricingErrors } from "../../../../shared/errors/offer.ts";
