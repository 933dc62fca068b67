/** What the catalog tells the modules above it. */

export const PACKAGE_CREATED = "package.created";
export const PACKAGE_CHANGED = "package.changed";
/** A zone is another one now; gates' objects and lists follow it. */
export const ZONE_CHANGED = "zone.changed";
