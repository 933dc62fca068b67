/** Errors of the catalog; each says what to change. */

export { catalogErrors } from "../../../../shared/errors/offer.ts";
