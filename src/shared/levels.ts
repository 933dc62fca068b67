/** What differs between parks is set for the whole tenant or for one store, whose own word goes first (rule T7). */

export const LEVELS = ["tenant", "store"] as const;
export type Level = (typeof LEVELS)[number];

/** Where what holds comes from. */
export const SOURCES = ["default", ...LEVELS] as const;
export type Source = (typeof SOURCES)[number];

/** Stands for the store's id in a row of the whole tenant. */
export const TENANT_LEVEL = "";

export function levelOf(store_id: string): Level {
  return store_id === TENANT_LEVEL ? "tenant" : "store";
}
