/** Decides how a tenant's standing may change (rule T3), and what a maintenance window may be. */

import type { Maintainer, TenantStanding, TenantStatus } from "../../../shared/standing.ts";
import { DAY_MS } from "../../../shared/time.ts";

export { tenantErrors } from "../../../shared/errors/access.ts";

export const TENANT_KINDS = ["park", "provider"] as const;
export const TENANT_MODES = ["live", "sandbox"] as const;

/** A store's opening on a weekday, 1 for Monday; local times as HH:MM, and `closes` may be after midnight. */
export interface OpeningHours {
  weekday: number;
  opens: string;
  closes: string;
}

/** The payment types that a store accepts, out of its tenant's. */
export function acceptedAt<Type extends { method: string }>(
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

/** A tenant's standing after an act; `already`: it has that standing; `unfit`: its status does not allow the act. */
export function decideStanding(status: TenantStatus, act: StandingAct, now: number): Standing | "already" | "unfit" {
  const { from, to } = ACTS[act];
  if (status === to) return "already";
  if (!(from as readonly TenantStatus[]).includes(status)) return "unfit";
  const closed_at = to === "closed" ? now : null;
  return { status: to, closed_at, purge_at: closed_at === null ? null : closed_at + PURGE_AFTER_MS };
}

/** A maintenance window in epoch ms; without `from` it begins at once. */
export interface Window {
  from?: number;
  until: number;
  note?: string;
}

/** How far ahead a tenant's own window may end; the provider's may last longer. */
const OWN_MAINTENANCE_MS = DAY_MS;

/** The fault of a window, as a field and a sentence; null for none. */
export function problemWithWindow(
  { from, until }: Window,
  by: Maintainer,
  now: number,
): { path: string; message: string } | null {
  if (until <= now) return { path: "until", message: "must be in the future" };
  if (by === "tenant" && until > now + OWN_MAINTENANCE_MS)
    return { path: "until", message: "must be at most 24 hours ahead" };
  return from !== undefined && from >= until ? { path: "from", message: "must be before until" } : null;
}

/** Whether the provider set a window that is not over: the tenant cannot change it. */
export function isProvidersWindow(
  { maintenance_until, maintenance_by }: Pick<TenantStanding, "maintenance_until" | "maintenance_by">,
  now: number,
): boolean {
  return maintenance_until !== null && maintenance_until > now && maintenance_by !== "tenant";
}
