/** The audit event of usage. */

export const USAGE_INCREMENTED = "usage.incremented";
