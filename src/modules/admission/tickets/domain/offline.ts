/** What a gate says while it cannot ask: the same decision, over its list (rules O1, O8, O10). */

import { decideScan } from "./admission.ts";
import type { FailReason, Scan, TicketTerms, Unit, Usage } from "./words.ts";

/** A store's word on admitting by the list: never, while it is younger than `list_max_age_s`, or always. */
export interface ListPolicy {
  admit_offline: "never" | "after_seconds" | "always";
  list_max_age_s: number;
}

/** A ticket as a gate's list tells it. */
export interface Listed {
  ticket: TicketTerms;
  usage: Usage;
}

export interface OfflineVerdict {
  result: "pass" | "fail";
  reason: FailReason | null;
  remaining: number;
  unit: Unit;
  /** The usage to keep for the next scan; null when the ticket is not on the list. */
  usage: Usage | null;
}

/**
 * Decides a scan by a gate's list. No list, a list that is too old and a ticket that is not on it are three answers
 * (rule O10). `synced_at`: when the list was last brought up to date, or null without one. A guest may always go out: whom
 * another gate let in since, or whose ticket ended inside, no list tells (rule G9).
 */
export function decideOffline(
  list: {
    synced_at: number | null;
    policy: ListPolicy;
    listed: Listed | undefined;
    revoked: boolean;
    /** Of what is revoked: it may be released. */
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
