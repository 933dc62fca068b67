/** What the audit tells of usage. */

export const USAGE_INCREMENTED = "usage.incremented";
