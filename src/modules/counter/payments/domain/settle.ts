/** Settles sales: payments cover the total and their surcharges exactly; only excess cash is allowed, as change (rule S2). */

import { accept, type Result, refuse } from "../../../../shared/result.ts";
import type { PaymentStatus } from "./life.ts";
import { CASH, type PaymentType, surchargeOf, TENDERS, unknownTender } from "./types.ts";

/** A payment as the till sends it; satang. `amount` is the sum that it settles, without its surcharge. */
export interface Tender {
  method: string;
  amount: number;
  amount_tendered?: number;
  reference?: string;
}

/** A payment as it is stored: `amount` is settled, `surcharge` comes on top, `amount_tendered` was handed over. */
export interface SettledPayment {
  payment_no: number;
  method: string;
  amount: number;
  surcharge: number;
  amount_tendered: number;
  reference: string | null;
  status: PaymentStatus;
}

/** `change` is `amount_tendered` less the total and `surcharge_total`; `points_amount` is the sum that points settle. */
export interface Settlement {
  payments: SettledPayment[];
  amount_tendered: number;
  change: number;
  surcharge_total: number;
  points_amount: number;
}

export type SettlementRefusal =
  | { reason: "method"; index: number }
  | { reason: "tendered"; index: number; due: number }
  | { reason: "short"; due: number; paid: number }
  | { reason: "over"; due: number; paid: number };

/** Settles a total with tenders of known types. Cash beyond the total is change; any other method must be exact. */
export function settle(
  total: number,
  tenders: readonly Tender[],
  types: readonly PaymentType[],
): Result<Settlement, SettlementRefusal> {
  const known = byMethod(types);
  const strange = tenders.findIndex(({ method }) => !known.has(method));
  if (strange >= 0) return refuse({ reason: "method", index: strange });
  return cover(total, tenders, known, (_, kept, type) => surchargeOf(type, kept));
}

/**
 * Settles a sale of an outage: unknown methods are money, and the charged surcharges stay, whatever the types say now. It
 * refuses only payments that contradict the total or themselves (rule O7).
 */
export function settleAsCharged(
  total: number,
  tenders: readonly Tender[],
  types: readonly PaymentType[],
): Result<Settlement, SettlementRefusal> {
  return cover(total, tenders, byMethod(types), ({ method, amount, amount_tendered }, kept, type) => {
    const due = surchargeOf(type, kept);
    if (amount_tendered === undefined) return due;
    const on_top = Math.max(0, amount_tendered - amount);
    return method === CASH ? Math.min(due, on_top) : on_top;
  });
}

function cover(
  total: number,
  tenders: readonly Tender[],
  known: ReadonlyMap<string, PaymentType>,
  surchargeFor: (tender: Tender, kept: number, type: PaymentType) => number,
): Result<Settlement, SettlementRefusal> {
  const paid = sumOf(tenders, ({ amount }) => amount);
  if (paid < total) return refuse({ reason: "short", due: total, paid });
  const kept = keep(total, tenders);
  if (sumOf(kept, (amount) => amount) > total) return refuse({ reason: "over", due: total, paid });

  const payments: SettledPayment[] = [];
  let points_amount = 0;
  for (const [index, tender] of tenders.entries()) {
    const { method, reference = null } = tender;
    const type = known.get(method) ?? unknownTender(method);
    const amount = kept[index] ?? 0;
    const surcharge = surchargeFor(tender, amount, type);
    const due = tender.amount + surcharge;
    const { amount_tendered = due } = tender;
    if (amount_tendered < due || (method !== CASH && amount_tendered !== due))
      return refuse({ reason: "tendered", index, due });
    const { status, takes_points } = TENDERS[type.kind];
    payments.push({ payment_no: index + 1, method, amount, surcharge, amount_tendered, reference, status });
    if (takes_points) points_amount += amount;
  }
  const amount_tendered = sumOf(payments, (payment) => payment.amount_tendered);
  const surcharge_total = sumOf(payments, ({ surcharge }) => surcharge);
  return accept({
    payments,
    amount_tendered,
    change: amount_tendered - total - surcharge_total,
    surcharge_total,
    points_amount,
  });
}

/** The sum that each tender settles: an excess over the total is taken off the cash tenders, in their order. */
function keep(total: number, tenders: readonly { method: string; amount: number }[]): number[] {
  let excess = Math.max(0, sumOf(tenders, ({ amount }) => amount) - total);
  return tenders.map(({ method, amount }) => {
    const back = method === CASH ? Math.min(excess, amount) : 0;
    excess -= back;
    return amount - back;
  });
}

/** A tender in a preview; without an amount it settles the rest. */
export interface PreviewTender {
  method: string;
  amount?: number;
}

/**
 * Prepares cash rounding: whether cash settles the rest, and the sum that the other tenders settle (rule P7). Cash is not
 * rounded if the park does not take it, or if another tender without an amount leaves no rest.
 */
export function tendersOf(
  tenders: readonly PreviewTender[],
  types: readonly Pick<PaymentType, "method">[],
): { cash: boolean; non_cash: number } {
  const others = tenders.filter(({ method }) => method !== CASH);
  const cash = types.some(({ method }) => method === CASH) && others.length < tenders.length;
  const leaves = others.every(({ amount }) => amount !== undefined);
  return { cash: cash && leaves, non_cash: sumOf(others, ({ amount = 0 }) => amount) };
}

/** Previews tenders with their surcharges; `amount_due` is the total with all surcharges. Refuses an unknown method. */
export function askTenders(
  total: number,
  asked: readonly PreviewTender[],
  types: readonly PaymentType[],
): Result<PreviewedPayments, { reason: "method"; index: number }> {
  const known = byMethod(types);
  const strange = asked.findIndex(({ method }) => !known.has(method));
  if (strange >= 0) return refuse({ reason: "method", index: strange });
  const left = Math.max(0, total - sumOf(asked, ({ amount = 0 }) => amount));
  const tenders = asked.map(({ method, amount = left }) => ({ method, amount }));
  const kept = keep(total, tenders);
  const payments = tenders.map(({ method }, index) => {
    const amount = kept[index] ?? 0;
    return { method, amount, surcharge: surchargeOf(known.get(method) ?? unknownTender(method), amount) };
  });
  const surcharge_total = sumOf(payments, ({ surcharge }) => surcharge);
  return accept({ payments, surcharge_total, amount_due: total + surcharge_total });
}

export interface PreviewedPayments {
  payments: { method: string; amount: number; surcharge: number }[];
  surcharge_total: number;
  amount_due: number;
}

function byMethod(types: readonly PaymentType[]): ReadonlyMap<string, PaymentType> {
  return new Map(types.map((type) => [type.method, type]));
}

function sumOf<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}
