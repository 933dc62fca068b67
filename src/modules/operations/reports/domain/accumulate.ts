/** Adds facts up to rows of the roll-ups: one for each hour and day, holder, kind and key (rule R3). */

import type { Addition } from "./facts.ts";
import { periodsOf, type StoreClock } from "./periods.ts";
import { addColumns, COLUMNS, hasHours, NOTHING, type SumRow } from "./sums.ts";

/** The rows of some facts by the clocks of their stores; rows without any amount are left out. */
export function accumulate(additions: readonly Addition[], clockOf: (store_id: string) => StoreClock): SumRow[] {
  const rows = new Map<string, SumRow>();
  const periods = new Map<string, { day: string; hour: string }>();
  for (const { kind, store_id, at, device_id, employee_id, key, ...columns } of additions) {
    const moment = `${store_id} ${at}`;
    const { day, hour } = periods.get(moment) ?? periodsOf(at, clockOf(store_id));
    periods.set(moment, { day, hour });
    const grains = hasHours(kind)
      ? ([
          ["hour", hour],
          ["day", day],
        ] as const)
      : ([["day", day]] as const);
    for (const [grain, period] of grains) {
      const place = { grain, kind, store_id, period, device_id, employee_id, key };
      const name = Object.values(place).join("\n");
      const sums = rows.get(name) ?? { ...place, ...NOTHING };
      rows.set(name, { ...place, ...addColumns(sums, columns) });
    }
  }
  return [...rows.values()].filter((row) => COLUMNS.some((name) => row[name] !== 0));
}
