/** Rules of reading events: filters by type, the bounds of a request, and what is no longer kept. */

/** The most filters of one request. */
export const MOST_FILTERS = 50;
/** The longest wait of one request. */
export const MOST_WAIT_S = 25;
/** How often a waiting request looks: each look is one query of one row, and a second more is no harm to an integrator. */
export const LOOK_MS = 1_000;
/** The most requests of one tenant that wait at once, over all its people. */
export const MOST_WAITING = 10;
/** The most events that one request reads past, however few of them it returns. */
export const SCANNED_EVENTS = 20_000;
/** An event was committed at most this long after the time in its id. */
export const COMMIT_LAG_MS = 60_000;

/** Whether a filter has a possible form: a type, or the first parts of types with a star: `sale.*`, `*`. */
export function isFilter(filter: string): boolean {
  return filter === "*" || /^[a-z\d_]+(\.[a-z\d_]+)*(\.\*)?$/.test(filter);
}

/** The filters of a list with commas. */
export function filtersIn(list: string): string[] {
  return list.split(",");
}

/** The types that a filter names. */
export function typesOf(filter: string, types: readonly string[]): string[] {
  if (filter === "*") return [...types];
  if (filter.endsWith(".*")) return types.filter((type) => type.startsWith(filter.slice(0, -1)));
  return types.filter((type) => type === filter);
}

/** The place of a request: the last event that it has, and whether events after that are no longer kept. */
export interface Start {
  after: number;
  missing: boolean;
}

/**
 * Decides where a request begins: after the event that it names, else with the oldest event. `oldest` is 0 for a tenant
 * without events.
 */
export function decideStart(after: number | undefined, oldest: number): Start {
  const before_oldest = Math.max(0, oldest - 1);
  if (after === undefined) return { after: before_oldest, missing: false };
  return { after: Math.max(after, before_oldest), missing: after < before_oldest };
}
