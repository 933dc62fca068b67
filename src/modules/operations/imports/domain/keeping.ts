/** The times for which the files of an import stay, and the tries of a page (rules M4, M5). */

import { DAY_MS } from "../../../../shared/time.ts";

/** A file that nobody starts. */
export const DRAFT_MS = DAY_MS;
/** The refused rows of an import that ended, for correction; and all files of one that stopped, for another start. */
export const ENDED_MS = 7 * DAY_MS;

/** A page that failed so often stops its import. */
export const MOST_TRIES = 8;
