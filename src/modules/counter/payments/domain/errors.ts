/** Errors of payments and payment types. */

export { paymentErrors } from "../../../../shared/errors/counter.ts";
