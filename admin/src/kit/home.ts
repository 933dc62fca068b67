/** The store whose items a page shows: the chosen one, else the first, because lists of items are those of one store. */
import type { Store } from "#client";
import { useOffice } from "./office.ts";

export function useHomeStore(): { home: Store | undefined; at: { store_id?: string } } {
  const { store, stores } = useOffice();
  const home = store ?? stores[0];
  return { home, at: home ? { store_id: home.store_id } : {} };
}
