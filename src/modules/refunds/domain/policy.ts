/** Whether a park refunds a sale at all, and its used tickets (rule A4). */

import { defineErrors } from "../../../shared/errors.ts";
import { DAY_MS } from "../../../shared/time.ts";

/** Why a sale is not refunded, whatever is asked of it; null when it may be. `within_days` 0 has no end. */
export function refusalOf(
  sale: { sold_at: number; voided_at: number | null },
  { within_days, now }: { within_days: number; now: number },
): "sale_voided" | "too_late" | null {
  if (sale.voided_at !== null) return "sale_voided";
  return within_days > 0 && now - sale.sold_at > within_days * DAY_MS ? "too_late" : null;
}

/** Whether a park gives so many satang out of goodwill for a sale of which `given` went back so before. */
export function mayGiveGoodwill(amount: number, given: number, max_amount: number): boolean {
  return given + amount <= max_amount;
}

/** Whether used tickets may be refunded: by policy, and then with a grant alone. */
export function mayRefundUsed(used_tickets: "never" | "with_approval", approved: boolean): boolean {
  return used_tickets === "with_approval" && approved;
}

export const refundErrors = defineErrors({
  over_refund: {
    code: "E_OVER_REFUND",
    status: 409,
    message: "Less than this is left to give back; details say what. GET /sales/{sale_id}/refundable tells all of it.",
  },
  tender: {
    code: "E_REFUND_TENDER",
    status: 409,
    message:
      "Money goes back to the tenders that brought it, and these have less left than that; details.left says how much.",
  },
  sale_voided: {
    code: "E_SALE_VOIDED",
    status: 409,
    message: "This sale was voided, and its money went back with that.",
  },
  too_late: {
    code: "E_REFUND_LATE",
    status: 409,
    message:
      "The park refunds sales for a number of days only, and this one is older; details.within_days says how many.",
  },
  ticket_used: {
    code: "E_TICKET_USED",
    status: 409,
    message:
      "A ticket was used, and the park does not refund it, or only with an approval. Name the others in ticket_ids.",
  },
  goodwill: {
    code: "E_GOODWILL",
    status: 409,
    message:
      "This is more goodwill than one sale may give. details.max_amount is the most, details.given is what it gave, in satang.",
  },
  coin: {
    code: "E_REFUND_COIN",
    status: 409,
    message: "Cash goes back in whole coins, and this is less than one. Ask for details.coin satang or more.",
  },
  parties: {
    code: "E_REFUND_PLACES",
    status: 409,
    message: "Places of this ticket went back too often. Give back all that it has left, by ticket_ids.",
  },
  shift_closed: {
    code: "E_SHIFT_CLOSED",
    status: 409,
    message: "The shift was closed before the refund was done, and nothing was given back. Open one and refund anew.",
  },
  raced: {
    code: "E_CONFLICT",
    status: 409,
    message: "Others refund this sale at the same moment. Look what is left, then try again.",
  },
});
