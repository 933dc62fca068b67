/** Decides whether a park refunds a sale at all, and its used tickets (rule A4). */

import { DAY_MS } from "../../../../shared/time.ts";

export { refundErrors } from "../../../../shared/errors/counter.ts";

/** Why no part of a sale may be refunded; null when it may be. `within_days` 0 means no time limit. */
export function refusalOf(
  sale: { sold_at: number; voided_at: number | null },
  { within_days, now }: { within_days: number; now: number },
): "sale_voided" | "too_late" | null {
  if (sale.voided_at !== null) return "sale_voided";
  return within_days > 0 && now - sale.sold_at > within_days * DAY_MS ? "too_late" : null;
}

/** Whether a park gives `amount` satang as goodwill for a sale that already got `given` satang as goodwill. */
export function mayGiveGoodwill(amount: number, given: number, max_amount: number): boolean {
  return given + amount <= max_amount;
}

/** Whether used tickets may be refunded: the policy allows it, and the refund has a grant. */
export function mayRefundUsed(used_tickets: "never" | "with_approval", approved: boolean): boolean {
  return used_tickets === "with_approval" && approved;
}
