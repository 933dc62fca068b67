/** Sums drawer entries: the expected cash is float plus cash of all entries, to the satang, in any order (rules S4, S5). */

import { negateTaxes, sumTaxes, type TaxShare, taxShare } from "../../../../shared/taxes.ts";
import { type Entry, type EntryKind, type MovementKind, taxesOf } from "./entries.ts";

/** Sums over the entries of a shift; satang, and counts. */
export interface ShiftTotals {
  /** All sales, voided ones included; every other sum of sales excludes voided ones. */
  sales_count: number;
  voids_count: number;
  voids_total: number;
  refunds_count: number;
  refunds_total: number;
  /** The tax inside refunds_total. */
  refunds_tax_total: number;
  /** Later payments for sales on account; they are not sales. */
  payments_count: number;
  payments_total: number;
  gross: number;
  discount_total: number;
  /**
   * The net of sales and surcharges, after voids and refunds:
   * sales_total - refunds_total + surcharge_total = net + tax_total + rounding_total (rule R2).
   */
  net: number;
  tax_total: number;
  rounding_total: number;
  /** The same by rate, without the rounding. */
  taxes: TaxShare[];
  sales_total: number;
  surcharge_total: number;
  /** The tax inside surcharge_total. */
  surcharge_tax_total: number;
  cash_sales: number;
  cash_refunds: number;
  cash_payments: number;
  /** Cash that was moved by hand into the drawer and out of it; `movements` has the kinds. */
  cash_in: number;
  cash_out: number;
  movements: Record<MovementKind, number>;
  adjustments_count: number;
  /** The sum of approved corrections to the expected cash. */
  cash_adjusted: number;
  no_sale_count: number;
  /** Reprints of tickets. */
  reprints_count: number;
  /** The sum of each method, surcharges included, less refunds. */
  by_method: Record<string, number>;
}

/** The expected and the counted cash of a drawer; all satang. */
export interface ShiftCount {
  cash_open: number;
  cash_expected: number;
  cash_counted: number;
  /** Counted minus expected: above zero is over, below is short. */
  cash_diff: number;
}

/** Sums of a shift's late entries, beside the snapshot, with the cash that the drawer should have held (rule O7). */
export interface LateTotals {
  entries_count: number;
  totals: ShiftTotals;
  cash_expected: number;
  /** Null where nobody counted the drawer. */
  cash_diff: number | null;
}

function nothing(): ShiftTotals {
  return {
    sales_count: 0,
    voids_count: 0,
    voids_total: 0,
    refunds_count: 0,
    refunds_total: 0,
    refunds_tax_total: 0,
    payments_count: 0,
    payments_total: 0,
    gross: 0,
    discount_total: 0,
    net: 0,
    tax_total: 0,
    rounding_total: 0,
    taxes: [],
    sales_total: 0,
    surcharge_total: 0,
    surcharge_tax_total: 0,
    cash_sales: 0,
    cash_refunds: 0,
    cash_payments: 0,
    cash_in: 0,
    cash_out: 0,
    movements: { paid_in: 0, paid_out: 0, drop: 0, pickup: 0 },
    adjustments_count: 0,
    cash_adjusted: 0,
    no_sale_count: 0,
    reprints_count: 0,
    by_method: {},
  };
}

type Tally = (totals: ShiftTotals, entry: Entry) => void;

const addSale: Tally = (totals, entry) => {
  totals.gross += entry.gross;
  totals.discount_total += entry.discount_total;
  totals.rounding_total += entry.rounding;
  totals.sales_total += entry.total;
  totals.surcharge_total += entry.surcharge_total;
  totals.cash_sales += entry.cash;
};

const moveCash: Tally = (totals, { kind, cash }) => {
  totals.cash_in += Math.max(0, cash);
  totals.cash_out += Math.max(0, -cash);
  totals.movements[kind as MovementKind] += Math.abs(cash);
};

const TALLY: Record<EntryKind, Tally> = {
  sale(totals, entry) {
    totals.sales_count += 1;
    addSale(totals, entry);
  },
  void(totals, entry) {
    totals.voids_count += 1;
    totals.voids_total -= entry.total;
    addSale(totals, entry);
  },
  refund(totals, entry) {
    totals.refunds_count += 1;
    totals.refunds_total -= entry.total;
    totals.refunds_tax_total -= entry.tax_total;
    totals.rounding_total += entry.rounding;
    totals.surcharge_total += entry.surcharge_total;
    totals.cash_refunds -= entry.cash;
  },
  payment(totals, entry) {
    totals.payments_count += 1;
    totals.payments_total += entry.total;
    totals.surcharge_total += entry.surcharge_total;
    totals.cash_payments += entry.cash;
  },
  paid_in: moveCash,
  paid_out: moveCash,
  drop: moveCash,
  pickup: moveCash,
  adjustment(totals, entry) {
    totals.adjustments_count += 1;
    totals.cash_adjusted += entry.cash;
  },
  no_sale(totals) {
    totals.no_sale_count += 1;
  },
  reprint(totals) {
    totals.reprints_count += 1;
  },
};

export function totalTakings(entries: readonly Entry[]): ShiftTotals {
  const totals = nothing();
  for (const entry of entries) {
    TALLY[entry.kind](totals, entry);
    for (const [method, amount] of Object.entries(entry.by_method))
      totals.by_method[method] = (totals.by_method[method] ?? 0) + amount;
  }
  const goods_tax = entries.reduce((sum, { tax_total }) => sum + tax_total, 0);
  totals.taxes = sumTaxes(entries.flatMap(taxesOf));
  totals.net = totals.taxes.reduce((sum, { net }) => sum + net, 0);
  totals.tax_total = totals.taxes.reduce((sum, { tax_total }) => sum + tax_total, 0);
  totals.surcharge_tax_total = totals.tax_total - goods_tax;
  return totals;
}

/**
 * Completes the totals of a snapshot from before all of them were kept. The kinds of its cash movements are not known.
 * Its tax is that of its sales, before refunds and without surcharges; the rates are not known.
 */
export function completeTotals<Snapshot extends Partial<ShiftTotals>>(kept: Snapshot): Snapshot & ShiftTotals {
  const { sales_total = 0, rounding_total = 0, tax_total = 0 } = kept;
  const goods = taxShare(null, sales_total - rounding_total, tax_total);
  const movements = { ...nothing().movements, paid_in: kept.cash_in ?? 0, paid_out: kept.cash_out ?? 0 };
  return { ...nothing(), movements, taxes: sumTaxes([goods]), net: goods.net, ...kept };
}

type Sum = number | Record<string, number> | TaxShare[];
type Sums<Names extends object> = { [Name in keyof Names]: Sum };

/** Adds sums name by name, also names that only one of the two has; `times` -1 subtracts. */
export function addSums<Names extends object>(to: Names & Sums<Names>, from: Names & Sums<Names>, times: 1 | -1 = 1) {
  const added = Object.entries<Sum>(from).map(([name, value]) => {
    const so_far = (to as Record<string, Sum>)[name];
    if (typeof value === "number") return [name, Number(so_far ?? 0) + times * value];
    if (Array.isArray(value))
      return [name, sumTaxes([...((so_far as TaxShare[]) ?? []), ...(times === 1 ? value : negateTaxes(value))])];
    const sums = { ...(so_far as Record<string, number>) };
    for (const [key, amount] of Object.entries(value)) sums[key] = (sums[key] ?? 0) + times * amount;
    return [name, sums];
  });
  return Object.fromEntries(added) as Names;
}

/** Adds the totals of several shifts. */
export function sumTotals(all: readonly ShiftTotals[]): ShiftTotals {
  return all.reduce<ShiftTotals>((sum, totals) => addSums(sum, totals), nothing());
}

/** The expected cash of a drawer, part by part; the parts add up to `expectCash` (rule S4). */
export function reconcile(cash_open: number, totals: ShiftTotals) {
  const { paid_in, paid_out, drop, pickup } = totals.movements;
  return [
    { part: "cash_open", cash: cash_open },
    { part: "cash_sales", cash: totals.cash_sales },
    { part: "cash_payments", cash: totals.cash_payments },
    { part: "cash_refunds", cash: -totals.cash_refunds },
    { part: "paid_in", cash: paid_in },
    { part: "paid_out", cash: -paid_out },
    { part: "drop", cash: -drop },
    { part: "pickup", cash: -pickup },
    { part: "adjustments", cash: totals.cash_adjusted },
  ];
}

/** The expected cash: float, cash of sales and payments less refunds, movements and corrections (rule S4). */
export function expectCash(cash_open: number, totals: ShiftTotals): number {
  return reconcile(cash_open, totals).reduce((sum, { cash }) => sum + cash, 0);
}

export function countDrawer(cash_open: number, totals: ShiftTotals, cash_counted: number): ShiftCount {
  const cash_expected = expectCash(cash_open, totals);
  return { cash_open, cash_expected, cash_counted, cash_diff: cash_counted - cash_expected };
}

/** The sums that late entries add to a closed shift; null when there are none. */
export function countLate(
  closed: { cash_expected: number | null; cash_counted: number | null },
  entries: readonly Entry[],
): LateTotals | null {
  if (entries.length === 0) return null;
  const totals = totalTakings(entries);
  const { cash_expected, cash_diff } = countDrawer(closed.cash_expected ?? 0, totals, closed.cash_counted ?? 0);
  const diff = closed.cash_counted === null ? null : cash_diff;
  return { entries_count: entries.length, totals, cash_expected, cash_diff: diff };
}
