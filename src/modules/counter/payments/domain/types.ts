/** The kinds of payment types with what each means, and their surcharges; no other file distinguishes kinds. */

import { percentOf } from "../../../../shared/money.ts";

export const CASH = "cash";

/** The method of a debt's rounding, which no coin can pay; it is neither money nor a payment type of a park (rule P7). */
export const ROUNDING = "rounding";

/** The kinds of payment types: money, a promise to pay later, or a customer's points. */
export const TENDER_KINDS = ["tender", "account", "points"] as const;
export type TenderKind = (typeof TENDER_KINDS)[number];

interface KindOfTender {
  /** The status of a payment that is made with its sale. */
  status: "captured" | "pending";
  /** Money moves: it pays debts, its status changes by hand, and other than cash it may have a surcharge and a reference. */
  is_money: boolean;
  /** The customer's points pay it. */
  takes_points: boolean;
}

export const TENDERS: Record<TenderKind, KindOfTender> = {
  tender: { status: "captured", is_money: true, takes_points: false },
  account: { status: "pending", is_money: false, takes_points: false },
  points: { status: "captured", is_money: false, takes_points: true },
};

/** The fields of a payment type that pricing needs; `surcharge_bps` is a share of the settled sum, the amount is satang. */
export interface PaymentType {
  method: string;
  kind: TenderKind;
  surcharge_bps: number;
  surcharge_amount: number;
}

/** The type of an unknown method in a sale of an outage: money without a surcharge. */
export function unknownTender(method: string): PaymentType {
  return { method, kind: "tender", surcharge_bps: 0, surcharge_amount: 0 };
}

/** The surcharge in satang on top of a settled sum; 0 for a sum of 0. */
export function surchargeOf({ surcharge_bps, surcharge_amount }: PaymentType, amount: number): number {
  return amount === 0 ? 0 : percentOf(amount, surcharge_bps) + surcharge_amount;
}
