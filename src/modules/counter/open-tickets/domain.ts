/** An open ticket is a parked cart: it is open until it is sold, cancelled or expired, and changes one version at a time (rule S6). */

import { MINUTE_MS } from "../../../shared/time.ts";

export { openTicketErrors } from "../../../shared/errors/counter.ts";

export const OPEN_TICKET_STATUSES = ["open", "checked_out", "cancelled", "expired"] as const;
export type OpenTicketStatus = (typeof OPEN_TICKET_STATUSES)[number];

/** A line of a cart as the till sent it. */
export interface ParkedItem {
  package_id: string;
  qty: number;
  /** Epoch ms, of a package with places per slot. */
  slot_start?: number;
  discount?: { kind: "percent" | "amount"; value: number; reason_code?: string };
  /** Satang for one, said at the till in place of its price. */
  override_price?: number;
}

/** Parked carts that a closing of a drawer leaves for the next shift; satang as they were priced last (rule S5). */
export interface CarriedOver {
  count: number;
  grand_total: number;
}

/** When a cart that was parked or changed at a moment expires, in epoch ms. */
export function expiryOf(now: number, expire_after_min: number): number {
  return now + expire_after_min * MINUTE_MS;
}

/** What a parked cart is at a moment: past its time it is expired, whether or not the sweep has been there. */
export function statusAt(parked: { status: OpenTicketStatus; expires_at: number }, now: number): OpenTicketStatus {
  return parked.status === "open" && parked.expires_at <= now ? "expired" : parked.status;
}
