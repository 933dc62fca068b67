/** The filter of a list of rows: moments of the page's days, the store, and values of the address. */
import { useOffice } from "#kit/office.ts";
import { usePeriod } from "#kit/period.ts";
import { useTimes } from "#kit/times.ts";
import { useFilters } from "#kit/url.ts";

/** `names` are those of the API's query. The file's name has the days. */
export function useRowFilter<Query extends object>(
  list: string,
  names: readonly (keyof Query & string)[],
): { filter: Query; file: string } {
  const { store_id } = useOffice();
  const period = usePeriod("last_7_days");
  const times = useTimes(period);
  const [values] = useFilters(names);
  return {
    filter: { ...(store_id && { store_id }), ...times, ...values } as Query,
    file: `${list}-${period.from}-${period.to}`,
  };
}
