/** Every refusal of the catalog says what to change. */

export { catalogErrors } from "../../../../shared/errors/offer.ts";
