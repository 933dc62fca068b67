/** What the catalog tells the modules above it. */

export const PACKAGE_CREATED = "package.created";
export const PACKAGE_CHANGED = "package.changed";
