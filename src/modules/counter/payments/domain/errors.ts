/** What can be wrong with payments and payment types. */

export { paymentErrors } from "../../../../shared/errors/counter.ts";
