/** Findings of Fraud Watch: their kinds, and their ids, which name kind, date, store and holder (rule R4). */

export const FINDING_KINDS = [
  ...(["reprints", "refunds", "voids", "discounts", "annuls"] as const),
  ...(["after_hours", "duplicates", "conflicts", "flagged_sales"] as const),
] as const;

export type FindingKind = (typeof FINDING_KINDS)[number];

export const HOLDER_KINDS = ["employee", "device", "store"] as const;

export type HolderKind = (typeof HOLDER_KINDS)[number];

/** The facts that name a finding. */
export interface FindingName {
  kind: FindingKind;
  date: string;
  store_id: string;
  holder_kind: HolderKind;
  holder_id: string;
}

/** The form of an id; a kind that does not exist has no finding. */
export const FINDING_ID = /^[a-z_]{1,20}\.\d{4}-\d\d-\d\d\.\w{26}\.(?:employee|device|store)\.\w{1,40}$/;

export function findingId({ kind, date, store_id, holder_kind, holder_id }: FindingName): string {
  return [kind, date, store_id, holder_kind, holder_id].join(".");
}

/** The facts in a finding's id, which has the form of `FINDING_ID`. */
export function readFindingId(finding_id: string): FindingName {
  const [kind, date = "", store_id = "", holder_kind, holder_id = ""] = finding_id.split(".");
  return { kind: kind as FindingKind, date, store_id, holder_kind: holder_kind as HolderKind, holder_id };
}
