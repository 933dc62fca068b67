/** A shift is a cashier's session on one drawer; closing it counts the cash against what it must hold (rules S4, S5). */

import { defineErrors } from "../../shared/errors.ts";

/** What a sale brought into a shift. */
export interface Taking {
  entry_id: string;
  kind: "sale";
  /** Satang the guest paid. */
  total: number;
  /** Satang that stayed in the drawer: cash less change. */
  cash: number;
  gross: number;
  discount_total: number;
  tax_total: number;
  by_method: Record<string, number>;
}

export interface ShiftTotals {
  sales_count: number;
  gross: number;
  discount_total: number;
  tax_total: number;
  sales_total: number;
  cash_sales: number;
  by_method: Record<string, number>;
}

/** What the drawer must hold and what was found; all satang. */
export interface ShiftCount {
  cash_open: number;
  cash_expected: number;
  cash_counted: number;
  /** Counted minus expected: above zero is over, below is short. */
  cash_diff: number;
}

export function totalTakings(takings: readonly Taking[]): ShiftTotals {
  const totals: ShiftTotals = {
    sales_count: 0,
    gross: 0,
    discount_total: 0,
    tax_total: 0,
    sales_total: 0,
    cash_sales: 0,
    by_method: {},
  };
  for (const taking of takings) {
    totals.sales_count += 1;
    totals.gross += taking.gross;
    totals.discount_total += taking.discount_total;
    totals.tax_total += taking.tax_total;
    totals.sales_total += taking.total;
    totals.cash_sales += taking.cash;
    for (const [method, amount] of Object.entries(taking.by_method))
      totals.by_method[method] = (totals.by_method[method] ?? 0) + amount;
  }
  return totals;
}

export function countDrawer(cash_open: number, totals: ShiftTotals, cash_counted: number): ShiftCount {
  const cash_expected = cash_open + totals.cash_sales;
  return { cash_open, cash_expected, cash_counted, cash_diff: cash_counted - cash_expected };
}

export const shiftErrors = defineErrors({
  shift_closed: {
    code: "E_SHIFT_CLOSED",
    status: 409,
    message: "This drawer has no open shift. Open one, then try again.",
  },
  shift_open: {
    code: "E_SHIFT_OPEN",
    status: 409,
    message: "This drawer already has an open shift. Close it first.",
  },
  shift_busy: {
    code: "E_CONFLICT",
    status: 409,
    message: "Sales keep arriving while this shift is being closed. Try again in a moment.",
  },
});
