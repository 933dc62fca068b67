/** What a refund is made of, and how it ends (rule A4). */

export const REFUND_STATUSES = ["pending", "completed", "cancelled"] as const;
export type RefundStatus = (typeof REFUND_STATUSES)[number];

/** Why a refund was given up, and everything put back. */
export const CANCELLED_REASONS = ["ticket_used", "shift_closed"] as const;
export type CancelledReason = (typeof CANCELLED_REASONS)[number];

/** What a list does not tell of a refund while its shift is counted blind (rule S5). */
export const REFUND_AMOUNTS = [
  ...(["amount", "tax_total", "taxes", "rounding", "surcharge_total", "payments", "lines"] as const),
] as const;

/** So many units of a line that end, and the satang that go back of it: for them, for `parts`, or out of goodwill. */
export interface RefundLine {
  line_no: number;
  qty: number;
  amount: number;
  tax_total: number;
  ticket_ids: string[];
  /** What went back of the price of units that stay; one of a line without tickets has no name. */
  parts?: RefundPart[];
  /** No unit stands for it. */
  goodwill?: true;
}

export interface RefundPart {
  ticket_id: string | null;
  /** Satang. */
  amount: number;
  /** How many places of a party it is for. */
  places?: number;
}

/**
 * What goes back by which of the sale's payments, in satang; `surcharge` is what of its surcharge goes back on top, `points`
 * are those of a payment in points.
 */
export interface RefundPayment {
  payment_no: number;
  method: string;
  amount: number;
  surcharge?: number;
  points?: number;
}
