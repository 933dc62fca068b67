/** Levels of settings: a value is set for the whole tenant or for one store, and the store's value wins (rule T7). */

export const LEVELS = ["tenant", "store"] as const;
export type Level = (typeof LEVELS)[number];

/** The source of the value in force. */
export const SOURCES = ["default", ...LEVELS] as const;
export type Source = (typeof SOURCES)[number];

/** The store id of a row for the whole tenant. */
export const TENANT_LEVEL = "";

export function levelOf(store_id: string): Level {
  return store_id === TENANT_LEVEL ? "tenant" : "store";
}
