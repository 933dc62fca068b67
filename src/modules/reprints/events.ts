/** What the world hears of reprints. */

export const REPRINT_CREATED = "reprint.created";
