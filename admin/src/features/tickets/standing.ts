/** The status of a ticket as a gate would decide now. An active ticket past its end is shown as expired. */
import type { Ticket } from "#client";

export type Standing = Pick<Ticket, "status" | "valid_to" | "remaining">;

export type Shown = Ticket["status"] | "used_up";

export function shownStatus({ status, valid_to, remaining }: Standing, now = Date.now()): Shown {
  if (status !== "active") return status;
  if (valid_to !== null && Date.parse(valid_to) < now) return "expired";
  return remaining <= 0 ? "used_up" : status;
}
