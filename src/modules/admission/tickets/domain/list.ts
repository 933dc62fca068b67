/** What a gate's list tells of a ticket (rule O1). */

import type { Days, Pass, Presence, TicketType } from "./words.ts";

/** An entry of the allow-list; `h` hashes the code as printed, so that a stolen list yields no usable code. */
export interface ListEntry {
  h: string;
  type: TicketType;
  quota_or_minutes: number;
  used: number;
  valid_from: number;
  valid_to: number | null;
  /** Names one of the page's terms. */
  terms: string;
  first_pass: Pass | null;
  last_pass_at: number | null;
  presence: Presence[];
  /** Of a ticket whose terms bound the uses of a date, or the dates; else null. */
  days: Days | null;
  /** A blank whose sale has not been handed in: admitted, and flagged (rule O8). */
  unbound: boolean;
}
