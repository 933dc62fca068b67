/** What a payment type is, and what paying by it costs on top. */

import { percentOf } from "../../../../shared/money.ts";

export const CASH = "cash";

/** What no coin can pay of a debt that is paid in cash, let go: it is no money, and no park's payment type (rule P7). */
export const ROUNDING = "rounding";

/** What a payment type is: money, a promise to pay later, or a customer's points. */
export const TENDER_KINDS = ["tender", "account", "points"] as const;
export type TenderKind = (typeof TENDER_KINDS)[number];

/** A payment type as far as money minds; `surcharge_bps` is a share of what the payment settles, the amount is satang. */
export interface PaymentType {
  method: string;
  kind: TenderKind;
  surcharge_bps: number;
  surcharge_amount: number;
}

/** What an outage brought and the park does not know: money all the same, and nothing on top. */
export function unknownTender(method: string): PaymentType {
  return { method, kind: "tender", surcharge_bps: 0, surcharge_amount: 0 };
}

/** Satang on top of what a payment settles; nothing on top of nothing. */
export function surchargeOf({ surcharge_bps, surcharge_amount }: PaymentType, amount: number): number {
  return amount === 0 ? 0 : percentOf(amount, surcharge_bps) + surcharge_amount;
}
