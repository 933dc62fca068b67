/** What kinds of tenants there are, and what may become of one that stands so (rule T3). */

import type { Maintainer, TenantStanding, TenantStatus } from "../../../shared/standing.ts";
import { DAY_MS } from "../../../shared/time.ts";

export { tenantErrors } from "../../../shared/errors/access.ts";

export const TENANT_KINDS = ["park", "provider"] as const;
export const TENANT_MODES = ["live", "sandbox"] as const;

/** When a store is open on a weekday, 1 for Monday; local times as HH:MM, and `closes` may lie after midnight. */
export interface OpeningHours {
  weekday: number;
  opens: string;
  closes: string;
}

/** The payment types that a store takes, of those of its tenant. */
export function takenAt<Type extends { method: string }>(
  { supported_tenders }: { supported_tenders: readonly string[] | null },
  types: readonly Type[],
): Type[] {
  return types.filter(({ method }) => supported_tenders?.includes(method) ?? true);
}

const ACTS = {
  suspend: { from: ["active"], to: "suspended" },
  resume: { from: ["suspended"], to: "active" },
  close: { from: ["active", "suspended"], to: "closed" },
  restore: { from: ["closed"], to: "active" },
} as const satisfies Record<string, { from: readonly TenantStatus[]; to: TenantStatus }>;

export type StandingAct = keyof typeof ACTS;

/** How long the records of a closed tenant are kept, so that it can be restored. */
const PURGE_AFTER_MS = 90 * DAY_MS;

interface Standing {
  status: TenantStatus;
  closed_at: number | null;
  purge_at: number | null;
}

/** How a tenant stands after an act; `already` when it does so before, `unfit` when the act does not follow. */
export function decideStanding(status: TenantStatus, act: StandingAct, now: number): Standing | "already" | "unfit" {
  const { from, to } = ACTS[act];
  if (status === to) return "already";
  if (!(from as readonly TenantStatus[]).includes(status)) return "unfit";
  const closed_at = to === "closed" ? now : null;
  return { status: to, closed_at, purge_at: closed_at === null ? null : closed_at + PURGE_AFTER_MS };
}

/** When a tenant is not served, epoch ms; without `from` at once. */
export interface Window {
  from?: number;
  until: number;
  note?: string;
}

/** How far ahead a tenant's own maintenance may end; the provider's may last longer. */
const OWN_MAINTENANCE_MS = DAY_MS;

/** What is wrong with a window, as a field and a sentence; null when nothing is. */
export function problemWithWindow(
  { from, until }: Window,
  by: Maintainer,
  now: number,
): { path: string; message: string } | null {
  if (until <= now) return { path: "until", message: "must lie ahead" };
  if (by === "tenant" && until > now + OWN_MAINTENANCE_MS)
    return { path: "until", message: "must lie at most 24 hours ahead" };
  return from !== undefined && from >= until ? { path: "from", message: "must lie before until" } : null;
}

/** Whether a window is there that the provider set and that is not over: the tenant leaves it as it is. */
export function isProvidersWindow(
  { maintenance_until, maintenance_by }: Pick<TenantStanding, "maintenance_until" | "maintenance_by">,
  now: number,
): boolean {
  return maintenance_until !== null && maintenance_until > now && maintenance_by !== "tenant";
}
