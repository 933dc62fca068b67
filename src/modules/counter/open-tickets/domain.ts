/** Open tickets: a parked cart is open until it is sold, cancelled or expired, and changes one version at a time (rule S6). */

import { MINUTE_MS } from "../../../shared/time.ts";

export { openTicketErrors } from "../../../shared/errors/counter.ts";

export const OPEN_TICKET_STATUSES = ["open", "checked_out", "cancelled", "expired"] as const;
export type OpenTicketStatus = (typeof OPEN_TICKET_STATUSES)[number];

/** A line of a cart as the till sent it. */
export interface ParkedItem {
  package_id: string;
  qty: number;
  /** Epoch ms, for a package with places per slot. */
  slot_start?: number;
  discount?: { kind: "percent" | "amount"; value: number; reason_code?: string };
  /** Satang for one unit: a price given at the till that replaces the package's price. */
  override_price?: number;
}

/** The parked carts that a closing leaves for the next shift; satang as they were last priced (rule S5). */
export interface CarriedCarts {
  count: number;
  grand_total: number;
}

/** The moment at which a cart that was parked or changed at `now` expires, in epoch ms. */
export function expiryOf(now: number, expire_after_min: number): number {
  return now + expire_after_min * MINUTE_MS;
}

/** A parked cart's status at `now`: from `expires_at` on it is expired, even before the job has written that. */
export function statusAt(parked: { status: OpenTicketStatus; expires_at: number }, now: number): OpenTicketStatus {
  return parked.status === "open" && parked.expires_at <= now ? "expired" : parked.status;
}
