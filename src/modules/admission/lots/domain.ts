/** How large a lot may be, and how long its blanks are sold (rule O8). */

export const MAX_LOT = 500;
export const MAX_LOT_PACKAGES = 100;

/** For so long a till may sell a lot's blanks before it is online again. */
export const LOT_LIFE_MS = 7 * 86_400_000;
