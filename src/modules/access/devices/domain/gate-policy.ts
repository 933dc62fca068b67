/** The policy of a store's gates while they are offline (rules O1, O8, O10). */

/** Whether a gate admits by its list while offline: never, until the list is too old, or always. */
export const OFFLINE_POLICIES = ["never", "after_seconds", "always"] as const;
export type OfflinePolicy = (typeof OFFLINE_POLICIES)[number];

/** What a gate does with a blank ticket whose sale is not handed in yet (rule O8). */
export const UNBOUND_POLICIES = ["admit_and_flag", "refuse"] as const;
export type UnboundPolicy = (typeof UNBOUND_POLICIES)[number];

export interface GatePolicy {
  admit_offline: OfflinePolicy;
  /** The highest age of a list in use; with `after_seconds` only. */
  list_max_age_s: number;
  unbound_lots: UnboundPolicy;
  /** Dotted numbers; older devices get the command to update. */
  min_app_version: string | null;
}

/** The policy of a store that set none: four hours without the server, blanks admitted. */
export const DEFAULT_POLICY: GatePolicy = {
  admit_offline: "after_seconds",
  list_max_age_s: 14_400,
  unbound_lots: "admit_and_flag",
  min_app_version: null,
};

/** The policy in force. If no lot was ever reserved, no blank is valid, whatever the policy says (rule O8). */
export function policyInForce(kept: GatePolicy, has_reserved: boolean): GatePolicy {
  return has_reserved ? kept : { ...kept, unbound_lots: "refuse" };
}

const ALWAYS_MS = 7 * 86_400_000;

/** Until when a list that is read now may be used. */
export function listExpiresAt({ admit_offline, list_max_age_s }: GatePolicy, now: number): number {
  if (admit_offline === "never") return now;
  return now + (admit_offline === "always" ? ALWAYS_MS : list_max_age_s * 1000);
}
