/** Decides counts of drawers: sum and denominations agree, and no more cash is left than was counted (rule S5). */

import { accept, type Result, refuse } from "../../../../shared/result.ts";

/** A number of coins or notes of one value, in satang. */
export interface Denomination {
  value: number;
  count: number;
}

/** A count as the cashier sends it; satang. */
export interface Count {
  cash_counted?: number;
  denominations?: readonly Denomination[];
  /** The part of the counted cash that stays in the drawer for the next shift; by default all of it. */
  cash_left?: number;
}

/** A count that is complete and consistent; satang. */
export interface CompleteCount {
  cash_counted: number;
  denominations: Denomination[] | null;
  cash_left: number;
}

/** Parked carts that a closing left for the next shift. */
export interface CarriedCarts {
  count: number;
  grand_total: number;
}

/** Completes a count, or names the field that is wrong. */
export function decideCount(count: Count): Result<CompleteCount, { path: string; message: string }> {
  const { denominations } = count;
  const sum = denominations?.reduce((so_far, { value, count }) => so_far + value * count, 0);
  const cash_counted = count.cash_counted ?? sum;
  if (cash_counted === undefined)
    return refuse({ path: "cash_counted", message: "is missing: send cash_counted or denominations" });
  const twice = denominations?.findIndex(({ value }, index) =>
    denominations.some((d, i) => i < index && d.value === value),
  );
  if (twice !== undefined && twice >= 0)
    return refuse({ path: `denominations.${twice}.value`, message: "is listed twice: list each value once" });
  if (sum !== undefined && sum !== cash_counted)
    return refuse({ path: "denominations", message: `add up to ${sum} satang, not to cash_counted: count again` });
  const cash_left = count.cash_left ?? cash_counted;
  if (cash_left > cash_counted)
    return refuse({ path: "cash_left", message: `must not be more than the ${cash_counted} satang counted` });
  return accept({ cash_counted, denominations: denominations ? [...denominations] : null, cash_left });
}

/** The cash that a closing left for the next opening. A closing from before `cash_left` was kept left all its cash. */
export function leftBy(closed: { cash_left: number | null; cash_counted: number | null } | undefined): number | null {
  return closed?.cash_left ?? closed?.cash_counted ?? null;
}

/** The float minus the cash that the last closing left; null for a first shift. */
export function openingDiff({
  cash_open,
  cash_open_expected,
}: {
  cash_open: number;
  cash_open_expected: number | null;
}) {
  return cash_open_expected === null ? null : cash_open - cash_open_expected;
}
