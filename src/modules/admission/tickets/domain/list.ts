/** The entry of a ticket on a gate's list (rule O1). */

import type { Days, Pass, Presence, TicketType } from "./words.ts";

/** An entry of the allow-list; `h` is a hash of the printed code, so a stolen list has no usable code. */
export interface ListEntry {
  h: string;
  /** The hash of its code of another system; absent for a ticket that was sold here (rule M8). */
  foreign_h?: string;
  type: TicketType;
  quota_or_minutes: number;
  used: number;
  valid_from: number;
  valid_to: number | null;
  /** The id of one of the page's terms. */
  terms: string;
  first_pass: Pass | null;
  last_pass_at: number | null;
  presence: Presence[];
  /** Null unless the ticket's terms limit the uses of a date, or the dates. */
  days: Days | null;
  /** A blank whose sale is not handed in yet: admitted, and flagged (rule O8). */
  unbound: boolean;
}
