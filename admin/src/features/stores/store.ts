/** The form of a store: what a person edits, and the request that it becomes. */
import type { OpeningHours, Store, StoreRequest } from "#client";

export interface Draft {
  name: string;
  address: string;
  phone: string;
  country: string;
  time_zone: string;
  cutoff_hour: number | null;
  hours: OpeningHours[];
  /** Null: all ways to pay. */
  tenders: string[] | null;
  active: boolean;
}

export function draftOf(store: Store): Draft {
  const { name, country, time_zone, cutoff_hour, active } = store;
  return {
    ...{ name, country, time_zone, cutoff_hour, active },
    address: store.address ?? "",
    phone: store.phone ?? "",
    hours: inOrder(store.opening_hours ?? []),
    tenders: store.supported_tenders,
  };
}

export function requestOf(draft: Draft): StoreRequest {
  const { country, time_zone, cutoff_hour, active, hours, tenders } = draft;
  return {
    ...{ country, time_zone, active },
    ...(cutoff_hour !== null && { cutoff_hour }),
    name: draft.name.trim(),
    address: draft.address.trim() || null,
    phone: draft.phone.trim() || null,
    opening_hours: hours.length > 0 ? hours : null,
    supported_tenders: tenders,
  };
}

/** By weekday, then by the time of opening; an error's path counts in this order. */
export function inOrder(hours: readonly OpeningHours[]): OpeningHours[] {
  return hours.toSorted((a, b) => a.weekday - b.weekday || (a.opens < b.opens ? -1 : Number(a.opens > b.opens)));
}

/** An hour of the day as a clock shows it. */
export function hourOf(hour: number | null): string {
  return hour === null ? "—" : `${String(hour).padStart(2, "0")}:00`;
}

const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];

/** Countries by name, in a language. */
export function countriesIn(language: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(language, { type: "region", fallback: "none" });
  return LETTERS.flatMap((first) => LETTERS.map((second) => first + second))
    .flatMap((value) => {
      const label = NO_COUNTRIES.has(value) ? undefined : names.of(value);
      return label ? [{ value, label }] : [];
    })
    .toSorted((a, b) => a.label.localeCompare(b.label, language));
}

/** Names of unions, outlying areas and countries that are gone. */
const NO_COUNTRIES = new Set(
  "AN AQ BU BV CP CQ CS CT DD DG DY EA EU EZ FQ FX GS HM HV IC JT MI NH NQ NT PC PN PU PZ QO QU RH SU TF TP UM UN VD WK XA XB YD YU ZR ZZ".split(
    " ",
  ),
);
