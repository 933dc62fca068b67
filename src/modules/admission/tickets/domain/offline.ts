/** Decides a scan at an offline gate: the same decision, by the gate's list (rules O1, O8, O10). */

import { decideScan } from "./admission.ts";
import type { FailReason, Scan, TicketTerms, Unit, Usage } from "./words.ts";

/** The store's setting for admission by the list: never, while it is younger than `list_max_age_s`, or always. */
export interface ListPolicy {
  admit_offline: "never" | "after_seconds" | "always";
  list_max_age_s: number;
}

/** A ticket's terms and state on a gate's list. */
export interface ListState {
  ticket: TicketTerms;
  usage: Usage;
}

export interface OfflineVerdict {
  result: "pass" | "fail";
  reason: FailReason | null;
  remaining: number;
  unit: Unit;
  /** The state to keep for the next scan; null when the ticket is not on the list. */
  usage: Usage | null;
}

/**
 * Decides a scan by a gate's list. A missing list, an old list and an unlisted ticket give three different reasons
 * (rule O10). `synced_at`: the last update of the list; null without a list. A guest may always go out: the list cannot
 * show who came in by another gate since, or whose ticket ended while inside (rule G9).
 */
export function decideOffline(
  list: {
    synced_at: number | null;
    policy: ListPolicy;
    listed: ListState | undefined;
    revoked: boolean;
    /** True for a revoked ticket that may be released again. */
    blocked?: boolean;
  },
  scan: Scan,
): OfflineVerdict {
  const { listed, revoked, blocked, synced_at, policy } = list;
  const refuse = (reason: FailReason): OfflineVerdict => ({
    result: "fail",
    reason,
    remaining: 0,
    unit: "uses",
    usage: null,
  });
  if (scan.direction === "exit")
    return listed
      ? decideScan(listed.ticket, listed.usage, scan)
      : { ...refuse("not_listed"), result: "pass", reason: null };
  if (synced_at === null) return refuse("no_list");
  if (revoked) return refuse(blocked ? "blocked" : "revoked");
  if (isTooOld(policy, scan.now - synced_at)) return refuse("stale_list");
  return listed ? decideScan(listed.ticket, listed.usage, scan) : refuse("not_listed");
}

function isTooOld({ admit_offline, list_max_age_s }: ListPolicy, age_ms: number): boolean {
  if (admit_offline === "always") return false;
  return admit_offline === "never" || age_ms > list_max_age_s * 1000;
}
