/** The page's period in the address: from, to, grouping and comparison. Without them the period is today. */
import { type Days, daysOf, isDay, type Preset, presetOf, shiftDays } from "./days.ts";
import { useOffice } from "./office.ts";
import { useUrl } from "./url.ts";

export const GROUPS = ["hour", "day", "week", "month", "quarter", "year"] as const;
export type Group = (typeof GROUPS)[number];
export const COMPARES = ["none", "previous", "weekdays"] as const;
export type Compare = (typeof COMPARES)[number];

export interface Period extends Days {
  preset: Preset | undefined;
  group_by: Group;
  compare: Compare;
  set: (days: Days) => void;
  /** Moves to the period before (-1) or after (1). */
  shift: (steps: number) => void;
  setGroup: (group_by: Group) => void;
  setCompare: (compare: Compare) => void;
}

/** The period of the page. `initial` is what an address without a period means. */
export function usePeriod(initial: Preset = "today"): Period {
  const { today } = useOffice();
  const [search, change] = useUrl();
  const named = { from: search.from, to: search.to };
  const days: Days =
    isDay(named.from) && isDay(named.to) && named.from <= named.to
      ? { from: named.from, to: named.to }
      : daysOf(initial, today);
  const group_by = GROUPS.find((group) => group === search.group_by) ?? (days.from === days.to ? "hour" : "day");
  const set = ({ from, to }: Days) => change({ from, to, group_by: undefined }, { push: true });
  return {
    ...days,
    preset: presetOf(days, today),
    group_by,
    compare: COMPARES.find((compare) => compare === search.compare) ?? "none",
    set,
    shift: (steps) => set(shiftDays(days, steps)),
    setGroup: (group) => change({ group_by: group }),
    setCompare: (compare) => change({ compare: compare === "none" ? undefined : compare }),
  };
}
