/** Filters of an endpoint: names of events, a star for a part of a name, and other systems' names (rules E2, E3). */

export const MOST_FILTERS = 50;
export const MOST_ENDPOINTS = 20;

/** Other systems' names, each with the names of our events. */
export type Aliases = ReadonlyMap<string, readonly string[]>;

/** Whether a filter has the form of an event's name, in which a star stands for one or more last parts. */
export function isFilter(text: string): boolean {
  return text === "*" || /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*(\.\*)?$/.test(text);
}

/** Whether a filter names at least one of these events. */
export function namesSome(filter: string, types: readonly string[], aliases: Aliases): boolean {
  return types.some((type) => matches(filter, type, aliases));
}

/** Whether one of the filters names an event. */
export function isWanted(filters: readonly string[], type: string, aliases: Aliases): boolean {
  return filters.some((filter) => matches(filter, type, aliases));
}

function matches(filter: string, type: string, aliases: Aliases): boolean {
  if (filter === "*" || filter === type) return true;
  const names = [type, ...aliasesOf(type, aliases)];
  return filter.endsWith(".*") ? names.some((name) => name.startsWith(filter.slice(0, -1))) : names.includes(filter);
}

/** The other names of an event. */
export function aliasesOf(type: string, aliases: Aliases): string[] {
  return [...aliases].filter(([, types]) => types.includes(type)).map(([alias]) => alias);
}
