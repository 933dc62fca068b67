/** What the world hears of timecards. */

export const PUNCHED = {
  clock_in: "timecard.clock_in",
  clock_out: "timecard.clock_out",
  break_start: "timecard.break_start",
  break_end: "timecard.break_end",
} as const;

/** A card was put right afterwards, or put in for one that was forgotten. */
export const CARD_CORRECTED = "timecard.corrected";
export const CARD_ADDED = "timecard.added";
