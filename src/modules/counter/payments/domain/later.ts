/** What is paid after the sale: a payment on account is never settled by more than it owes, nor touched by hand. */

import { accept, type Result, refuse } from "../../../../shared/result.ts";
import { negateTaxes, sumTaxes } from "../../../../shared/taxes.ts";
import { isAccount, mayBecome, owedOn, type PaymentStatus, type Standing } from "./life.ts";
import { surchargeShare, type TaxedSurcharge } from "./surcharges.ts";
import { CASH, ROUNDING, type TenderKind } from "./types.ts";

/** The account of a sale that a sum (satang) is to settle: the first that still owes something. */
export function chooseAccount<Payment extends Standing>(
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
 * A debt is paid in whole coins, rounded down; `rounding` is what no coin can pay of a debt that is paid to its end. Of
 * another it stays owed. Satang; `coin` 0 rounds nothing. Refused where less than one coin is left.
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

/** What a step of a payment does: to the drawer's entries, and to the account that it settles. */
export interface Step {
  /** 1 when its money comes, -1 when it goes again, 0 when none moves. */
  moves: 1 | 0 | -1;
  /** The debt is owed again. */
  gives_back: boolean;
}

/**
 * Decides a step by hand. Refused: one that the status does not lead to, any of an account or of points, and any of a
 * payment that a refund took something of. What a sale was paid with at once is undone by a void or a refund alone.
 */
export function decideStep(
  payment: Standing,
  kind: TenderKind,
  to: PaymentStatus,
): Result<Step, { status: PaymentStatus; wanted: PaymentStatus }> {
  const { status, settles_no, refunded } = payment;
  const came_with_sale = status === "captured" && settles_no === null;
  const by_hand = kind === "tender" && !isAccount(payment) && refunded === 0 && !came_with_sale;
  if (!by_hand || !mayBecome(status, to)) return refuse({ status, wanted: to });
  const moves = to === "captured" ? 1 : status === "captured" ? -1 : 0;
  return accept({ moves, gives_back: to !== "captured" });
}

/**
 * What the money of a payment does to a drawer as it comes (1) or goes (-1): it is no sale any more (rule S4). `rounding` is
 * what was let go with it.
 */
export function entryOf(payment: Money, moves: 1 | -1, rounding = 0) {
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

interface Money extends TaxedSurcharge {
  method: string;
  amount: number;
}

/** A payment's id is its sale's, and its number within it. */
export function paymentIdOf(sale_id: string, payment_no: number): string {
  return `${sale_id}-${payment_no}`;
}

export const PAYMENT_ID_PATTERN = /^[0-7][0-9A-HJKMNP-TV-Z]{25}-[1-9]\d{0,5}$/;

/** The parts of an id that has the pattern. */
export function readPaymentId(payment_id: string): { sale_id: string; payment_no: number } {
  const [sale_id = "", payment_no] = payment_id.split("-");
  return { sale_id, payment_no: Number(payment_no) };
}
