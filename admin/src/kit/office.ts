/** The office that a page stands in: the person, their stores, the chosen store, and the clock of its business day. */
import { createContext, useContext } from "react";
import type { OwnEmployee, Permission, Store } from "#client";
import { businessDay, type Day } from "./days.ts";
import type { Era, Locale } from "./format.ts";
import type { PageEntry } from "./pages.ts";
import type { Language } from "./text.ts";

export interface Office {
  me: OwnEmployee;
  stores: readonly Store[];
  /** The chosen store; null for all stores. */
  store: Store | null;
  language: Language;
  era: Era;
}

export const OfficeContext = createContext<Office | null>(null);

export interface OfficeView extends Office {
  /** The chosen store's id, for a query: undefined for all stores. */
  store_id: string | undefined;
  time_zone: string;
  /** The business date now, at the chosen store or the first one. */
  today: Day;
  locale: Locale;
  /** Whether the person has the permission at the chosen store, or at any store. */
  can: (permission: Permission, store_id?: string) => boolean;
  /** Whether the person sees an entry of the menu or of the search. */
  mayOpen: (entry: Pick<PageEntry, "permission" | "everywhere">) => boolean;
  /** A store's name by its id. */
  storeName: (store_id: string | null) => string;
}

function useKnown(): Office {
  const office = useContext(OfficeContext);
  if (!office) throw new Error("useOffice is called outside the office: put the page below officeRoute.");
  return office;
}

const homeOf = ({ store, stores }: Office) => store ?? stores[0];
const localeOf = (office: Office): Locale => ({
  language: office.language,
  era: office.era,
  time_zone: homeOf(office)?.time_zone ?? "Asia/Bangkok",
});

/** How the person reads dates. A table asks once a cell, so this reckons nothing. */
export function useLocale(): Locale {
  return localeOf(useKnown());
}

export function useOffice(): OfficeView {
  const office = useKnown();
  const { me, stores, store } = office;
  const locale = localeOf(office);
  const can = (permission: Permission, store_id = store?.store_id) =>
    me.stores.some((held) => (!store_id || held.store_id === store_id) && held.permissions.includes(permission));
  return {
    ...office,
    store_id: store?.store_id,
    time_zone: locale.time_zone,
    today: businessDay(Date.now(), locale.time_zone, homeOf(office)?.cutoff_hour ?? 0),
    locale,
    can,
    mayOpen: ({ permission, everywhere }) =>
      !permission ||
      [permission].flat().some((each) => (everywhere ? me.everywhere.includes(each) : can(each, undefined))),
    storeName: (store_id) => stores.find((known) => known.store_id === store_id)?.name ?? "—",
  };
}
