/** Limits of a lot: its size, and how long its blanks may be sold (rule O8). */

export const MAX_LOT = 500;
export const MAX_LOT_PACKAGES = 100;

/** How long a till may sell a lot's blanks before it is online again. */
export const LOT_LIFE_MS = 7 * 86_400_000;
