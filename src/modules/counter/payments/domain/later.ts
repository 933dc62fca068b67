/** Decides later payments: an account is never settled by more than it owes, and nobody changes it by hand. */

import { accept, type Result, refuse } from "../../../../shared/result.ts";
import { negateTaxes, sumTaxes } from "../../../../shared/taxes.ts";
import { isAccount, mayBecome, owedOn, type PaymentState, type PaymentStatus } from "./life.ts";
import { surchargeShare, type TaxedSurcharge } from "./surcharges.ts";
import { CASH, ROUNDING, TENDERS, type TenderKind } from "./types.ts";

/** Chooses the account of a sale that a sum (satang) settles: the first one with a debt. */
export function chooseAccount<Payment extends PaymentState>(
  payments: readonly Payment[],
  amount: number,
): Result<Payment, { reason: "no_account" } | { reason: "overpaid"; due: number }> {
  const accounts = payments.filter(isAccount);
  const account = accounts.find((each) => owedOn(each) > 0) ?? accounts[0];
  if (!account) return refuse({ reason: "no_account" });
  const due = owedOn(account);
  return amount > due ? refuse({ reason: "overpaid", due }) : accept(account);
}

/**
 * Rounds a cash payment of a debt down to whole coins. When it pays the whole debt, the remainder is `rounding`; otherwise
 * the remainder stays owed. Satang; `coin` 0 rounds nothing. Refuses less than one coin of a larger debt.
 */
export function inWholeCoins(
  amount: number,
  { coin, pays_all }: { coin: number; pays_all: boolean },
): Result<{ whole: number; rounding: number }, { coin: number }> {
  const rest = coin === 0 ? 0 : amount % coin;
  const whole = amount - rest;
  if (pays_all) return accept({ whole, rounding: rest });
  return whole === 0 ? refuse({ coin }) : accept({ whole, rounding: 0 });
}

/** The effects of a status change: on the drawer, and on the account that the payment settles. */
export interface Step {
  /** 1 when money comes, -1 when it goes, 0 when none moves. */
  moves: 1 | 0 | -1;
  /** The debt is owed again. */
  gives_back: boolean;
}

/**
 * Decides a status change by hand. Refuses a step that the status does not allow. Accounts, points and partly refunded
 * payments allow no step by hand. Only a void or a refund undoes a payment that was captured with its sale.
 */
export function decideStep(
  payment: PaymentState,
  kind: TenderKind,
  to: PaymentStatus,
): Result<Step, { status: PaymentStatus; wanted: PaymentStatus }> {
  const { status, settles_no, refunded } = payment;
  const came_with_sale = status === "captured" && settles_no === null;
  const by_hand = TENDERS[kind].is_money && !isAccount(payment) && refunded === 0 && !came_with_sale;
  if (!by_hand || !mayBecome(status, to)) return refuse({ status, wanted: to });
  const moves = to === "captured" ? 1 : status === "captured" ? -1 : 0;
  return accept({ moves, gives_back: to !== "captured" });
}

/**
 * The drawer entry of a later payment as its money comes (1) or goes (-1); it is not a sale (rule S4). `rounding` is the
 * part of the debt that no coin paid.
 */
export function entryOf(payment: PaidSum, moves: 1 | -1, rounding = 0) {
  const { method, amount, surcharge } = payment;
  const brought = moves * (amount + surcharge);
  const let_go = moves * rounding;
  const surcharges = sumTaxes([surchargeShare(payment, surcharge)]);
  return {
    kind: "payment" as const,
    total: moves * amount + let_go,
    cash: method === CASH ? brought : 0,
    gross: 0,
    discount_total: 0,
    tax_total: 0,
    rounding: 0,
    surcharge_total: moves * surcharge,
    taxes: moves === 1 ? surcharges : negateTaxes(surcharges),
    by_method: let_go === 0 ? { [method]: brought } : { [method]: brought, [ROUNDING]: let_go },
  };
}

interface PaidSum extends TaxedSurcharge {
  method: string;
  amount: number;
}

/** A payment's id: its sale's id and its number within the sale. */
export function paymentIdOf(sale_id: string, payment_no: number): string {
  return `${sale_id}-${payment_no}`;
}

export const PAYMENT_ID_PATTERN = /^[0-7][0-9A-HJKMNP-TV-Z]{25}-[1-9]\d{0,5}$/;

/** Splits an id that matches `PAYMENT_ID_PATTERN`. */
export function readPaymentId(payment_id: string): { sale_id: string; payment_no: number } {
  const [sale_id = "", payment_no] = payment_id.split("-");
  return { sale_id, payment_no: Number(payment_no) };
}
