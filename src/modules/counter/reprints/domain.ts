/** Decides whether a ticket may be printed again: only a ticket that still admits may (rule A5). */

/** The fields of a ticket that decide a reprint; `valid_to` is its last valid moment (epoch ms), `remaining` is in its unit. */
export interface Printable {
  status: string;
  valid_to: number | null;
  remaining: number;
}

/** The reason that forbids a reprint: the ticket's status, `expired` or `used_up`; null when it may be printed again. */
export function refuseReprint({ status, valid_to, remaining }: Printable, now: number): string | null {
  if (status !== "active") return status;
  if (valid_to !== null && now > valid_to) return "expired";
  return remaining === 0 ? "used_up" : null;
}
