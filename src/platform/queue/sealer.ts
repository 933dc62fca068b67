/** Wakes the audit's sealer: after a commit, the tenant's sealer soon links the new rows (rule U2). */

import type { Env } from "../../env.ts";
import type { Finding, Head } from "../../shared/chain.ts";
import { logTrouble } from "../log/log.ts";

/** The state of a sealer: how far the chain is linked, and where it was found broken, if anywhere. */
export interface SealerState {
  head: Head;
  broken: Finding | null;
}

/** When each tenant's sealer runs next, epoch ms. It links all that is committed before then. */
const runs_at = new Map<string, number>();
/** Tenants whose sealer is being woken: since when (epoch ms), and whether another commit came meanwhile. */
const asking = new Map<string, { since: number; again: boolean }>();
/** A caller that wakes for longer than this may have been ended silently. */
const ASKED_FOR_MS = 5_000;
const TENANTS_KNOWN = 10_000;

/**
 * Makes sure that the tenant's sealer runs after this moment. Most calls find that it will, and send nothing. The next
 * wake-up, or the sweep of every minute, repairs a lost one.
 */
export async function wakeSealer(env: Env, tenant_id: string): Promise<void> {
  const other = asking.get(tenant_id);
  const now = Date.now();
  if (other && now - other.since < ASKED_FOR_MS) {
    other.again = true;
    return;
  }
  if (now < (runs_at.get(tenant_id) ?? 0)) return;
  const asked = { since: now, again: false };
  asking.set(tenant_id, asked);
  try {
    if (runs_at.size >= TENANTS_KNOWN) runs_at.clear();
    runs_at.set(tenant_id, await env.TENANT.getByName(tenant_id).wake(tenant_id));
  } catch (error) {
    logTrouble("warn", "sealer not woken", error, { tenant_id });
    asked.again = false;
  } finally {
    if (asking.get(tenant_id) === asked) asking.delete(tenant_id);
  }
  if (asked.again) await wakeSealer(env, tenant_id);
}

/**
 * Links everything that is committed so far. `newest` is the newest committed row, if it was just read: when it is the
 * sealer's head, nothing is left to link and no query is sent. Error: E_UNAVAILABLE.
 */
export async function linkNow(
  env: Env,
  tenant_id: string,
  newest?: { sequence: number; hash: string | null },
): Promise<SealerState> {
  const { sequence, hash } = newest ?? { hash: null };
  const linked = sequence === undefined || hash === null ? undefined : { sequence, hash };
  return await env.TENANT.getByName(tenant_id).seal(tenant_id, linked);
}
