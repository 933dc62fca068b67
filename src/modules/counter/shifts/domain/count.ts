/** A drawer is counted by sum, by coin and note, or both; then both must agree, and no more is left than was counted (rule S5). */

import { accept, type Result, refuse } from "../../../../shared/result.ts";

/** So many coins or notes of one value, in satang. */
export interface Denomination {
  value: number;
  count: number;
}

/** What a cashier tells of a count; satang. */
export interface Count {
  cash_counted?: number;
  denominations?: readonly Denomination[];
  /** Of the counted cash, what stays in the drawer for the next shift; all of it unless given. */
  cash_left?: number;
}

export interface Counted {
  cash_counted: number;
  denominations: Denomination[] | null;
  cash_left: number;
}

/** Parked carts that a closing left for the next shift. */
export interface CarriedOver {
  count: number;
  grand_total: number;
}

/** The count, or the field that makes it none. */
export function decideCount(count: Count): Result<Counted, { path: string; message: string }> {
  const { denominations } = count;
  const sum = denominations?.reduce((so_far, { value, count }) => so_far + value * count, 0);
  const cash_counted = count.cash_counted ?? sum;
  if (cash_counted === undefined)
    return refuse({ path: "cash_counted", message: "say what was counted, as a sum or as denominations" });
  const twice = denominations?.findIndex(({ value }, index) =>
    denominations.some((d, i) => i < index && d.value === value),
  );
  if (twice !== undefined && twice >= 0)
    return refuse({ path: `denominations.${twice}.value`, message: "name each value once" });
  if (sum !== undefined && sum !== cash_counted)
    return refuse({ path: "denominations", message: `add up to ${sum} satang, which is not cash_counted` });
  const cash_left = count.cash_left ?? cash_counted;
  if (cash_left > cash_counted)
    return refuse({ path: "cash_left", message: `must not be more than the ${cash_counted} satang counted` });
  return accept({ cash_counted, denominations: denominations ? [...denominations] : null, cash_left });
}

/** What the next opening of a drawer finds in it: what its last closing left. Closings from before that was kept left all. */
export function leftBy(closed: { cash_left: number | null; cash_counted: number | null } | undefined): number | null {
  return closed?.cash_left ?? closed?.cash_counted ?? null;
}

/** What an opening found beyond what the last closing left; null for a first shift. */
export function openingDiff({
  cash_open,
  cash_open_expected,
}: {
  cash_open: number;
  cash_open_expected: number | null;
}) {
  return cash_open_expected === null ? null : cash_open - cash_open_expected;
}
