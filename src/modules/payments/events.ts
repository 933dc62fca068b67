/** What the world hears of payments and payment types. */

export const PAYMENT_CREATED = "payment.created";
export const PAYMENT_CAPTURED = "payment.captured";
export const PAYMENT_FAILED = "payment.failed";
export const PAYMENT_TYPES_CREATED = "payment_types.created";
export const PAYMENT_TYPE_CREATED = "payment_type.created";
export const PAYMENT_TYPE_CHANGED = "payment_type.changed";
