/** Limits of a lot: its size, and the time for selling its blanks (rule O8). */

export const MAX_LOT = 500;
export const MAX_LOT_PACKAGES = 100;

/** The time in which a till may sell a lot's blanks before it is online again. */
export const LOT_LIFE_MS = 7 * 86_400_000;
