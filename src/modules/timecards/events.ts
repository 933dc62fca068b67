/** What the world hears of timecards. */

export const PUNCHED = {
  clock_in: "timecard.clock_in",
  clock_out: "timecard.clock_out",
  break_start: "timecard.break_start",
  break_end: "timecard.break_end",
} as const;
