/** The statuses and parts of a refund (rule A4). */

export const REFUND_STATUSES = ["pending", "completed", "cancelled"] as const;
export type RefundStatus = (typeof REFUND_STATUSES)[number];

/** The reasons for which a refund is cancelled and its tickets and money are released. */
export const CANCELLED_REASONS = ["ticket_used", "shift_closed"] as const;
export type CancelledReason = (typeof CANCELLED_REASONS)[number];

/** The reasons why no money goes back by a payment from the caller's place: no device, or a device without an open shift. */
export const TENDER_REFUSALS = ["no_till", "no_open_shift"] as const;
export type TenderRefusal = (typeof TENDER_REFUSALS)[number];

/** The fields of a refund that a list hides while its shift is counted blind (rule S5). */
export const REFUND_AMOUNTS = [
  ...(["amount", "tax_total", "taxes", "rounding", "surcharge_total", "payments", "lines"] as const),
] as const;

/** The units of a line that end, and the satang refunded of the line: for these units, for `parts`, or as goodwill. */
export interface RefundLine {
  line_no: number;
  qty: number;
  amount: number;
  tax_total: number;
  ticket_ids: string[];
  /** The refunded parts of units that stay; a part without a ticket has a null `ticket_id`. */
  parts?: RefundPart[];
  /** The amount belongs to no unit. */
  goodwill?: true;
}

export interface RefundPart {
  ticket_id: string | null;
  /** Satang. */
  amount: number;
  /** The number of places of a party that it is for. */
  places?: number;
}

/**
 * The part of a refund that goes to one of the sale's payments, in satang. `surcharge` is the part of that payment's
 * surcharge on top; `points` are the returned points of a payment in points.
 */
export interface RefundPayment {
  payment_no: number;
  method: string;
  amount: number;
  surcharge?: number;
  points?: number;
}
