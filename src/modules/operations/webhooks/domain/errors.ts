/** Errors of endpoints and deliveries. */

export { webhookErrors } from "../../../../shared/errors/operations.ts";
