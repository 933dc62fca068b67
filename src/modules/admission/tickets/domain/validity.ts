/** The window of a package's tickets: the narrowest of the windows that it sets (rules G8, S9). */

import { businessDayEnd, DAY_MS, MINUTE_MS } from "../../../../shared/time.ts";
import { KINDS } from "./kinds.ts";
import type { TicketType } from "./words.ts";

/** Tickets valid for longer are found by an index; the others by the time in their ids. */
export const LASTING_MS = 31 * DAY_MS;

/** The longest tolerance before and after a ticket's window. */
export const MAX_TOLERANCE_MS = DAY_MS;

export interface Validity {
  /** In units of 24 hours from the sale. */
  valid_for_days: number | null;
  /** First and last moment: epoch ms, inclusive. */
  valid_from: number | null;
  valid_to: number | null;
  /** True: until the end of the sale's business date. */
  same_business_day: boolean;
  /** Minutes after its end in which it still admits. */
  tolerance_after_min: number;
}

/**
 * The window of a ticket sold at a moment; both ends are inclusive epoch ms, and null means no end. `id_at`: the moment
 * in its id, which for a blank is the lot's.
 */
export function windowOf(
  validity: Validity,
  sold_at: number,
  store: { time_zone: string; cutoff_hour: number },
  id_at = sold_at,
): { valid_from: number; valid_to: number | null; lasting: boolean } {
  const ends = [
    validity.valid_for_days === null ? null : sold_at + validity.valid_for_days * DAY_MS,
    validity.same_business_day ? businessDayEnd(sold_at, store.time_zone, store.cutoff_hour) : null,
    validity.valid_to,
  ].filter((end) => end !== null);
  const valid_to = ends.length > 0 ? Math.min(...ends) : null;
  return {
    valid_from: Math.max(sold_at, validity.valid_from ?? sold_at),
    valid_to,
    lasting: isLasting(valid_to, validity, Math.min(sold_at, id_at)),
  };
}

/** The window of a ticket that was sold elsewhere: as it was sold, else as the package gives it from its first moment on. */
export function foreignWindow(
  validity: Validity,
  sold: { valid_from: number | null; valid_to: number | null },
  now: number,
  store: { time_zone: string; cutoff_hour: number },
): { valid_from: number; valid_to: number | null; lasting: boolean } {
  const window = windowOf(validity, sold.valid_from ?? now, store, now);
  const valid_from = sold.valid_from ?? window.valid_from;
  const valid_to = sold.valid_to ?? window.valid_to;
  return { valid_from, valid_to, lasting: isLasting(valid_to, validity, Math.min(valid_from, now)) };
}

/** True for a ticket that admits longer than `LASTING_MS` after its sale, and so is found by an index. */
function isLasting(
  valid_to: number | null,
  { tolerance_after_min }: Pick<Validity, "tolerance_after_min">,
  sold_at: number,
) {
  return valid_to === null || valid_to + tolerance_after_min * MINUTE_MS - sold_at > LASTING_MS;
}

/** The window of a ticket for one slot of the day, plus the play time: a guest may come at the slot's last moment. */
export function slotWindow(
  offer: { type: TicketType; quota_or_minutes: number; tolerance_after_min: number },
  slot: { start: number; end: number },
  sold_at: number,
  id_at = sold_at,
): { valid_from: number; valid_to: number; lasting: boolean } {
  const played_ms = KINDS[offer.type].plays_ms?.(offer.quota_or_minutes) ?? 0;
  const valid_to = slot.end - 1 + played_ms;
  return { valid_from: slot.start, valid_to, lasting: isLasting(valid_to, offer, Math.min(sold_at, id_at)) };
}
