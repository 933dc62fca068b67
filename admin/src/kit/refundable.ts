/** The sum that a grant for a refund must allow: the refunded amount, and the surcharges that go back on top. Satang. */
import type { Refundable } from "#client";

type Left = Pick<Refundable, "amount_left" | "surcharge_left" | "surcharges">;

/**
 * The refund of all that is left returns all surcharges. A part returns its share where the park's policy is in proportion;
 * only the server knows the share, so the grant allows the most that it may be.
 */
export function sumToApprove(amount: number, { amount_left, surcharge_left, surcharges }: Left): number {
  return amount === amount_left || surcharges === "proportional" ? amount + surcharge_left : amount;
}
