/** Reasons why a caller with a valid token is not served; `platform/http/auth.ts` maps each to an error. */

export type AdmissionReason =
  | "unknown"
  | "superseded"
  | "pending"
  | "suspended"
  | "revoked"
  | "binding_reused"
  | "app_too_old"
  | "rehearsed"
  | "rate_limited"
  | "pin_weak"
  | "bytes_spent"
  | "token_revoked"
  | "token_expired"
  | "tenant_suspended"
  | "tenant_closed"
  | "maintenance";

/** `retry_after_s`: the seconds to wait before a retry, for limits and maintenance. */
export interface AdmissionRefusal {
  reason: AdmissionReason;
  retry_after_s?: number;
  /** The version that the store requires, for an app that is too old. */
  min_app_version?: string;
}

export const TENANT_STATUSES = ["active", "suspended", "closed", "purged"] as const;
export type TenantStatus = (typeof TENANT_STATUSES)[number];

export const MAINTAINERS = ["tenant", "provider"] as const;
export type Maintainer = (typeof MAINTAINERS)[number];

/** The fields of a tenant that decide whether it is served; times are epoch ms. */
export interface TenantStanding {
  status: TenantStatus;
  maintenance_from: number | null;
  maintenance_until: number | null;
  /** The setter of the maintenance; null counts as the provider. */
  maintenance_by: Maintainer | null;
}

/**
 * The reason why a tenant's caller is not served at a moment of the world's clock, or null (rule T3). An owner can always
 * end a maintenance that the tenant set itself.
 */
export function decideTenant(tenant: TenantStanding, now: number, owner_undoes = false): AdmissionRefusal | null {
  if (tenant.status === "suspended") return { reason: "tenant_suspended" };
  if (tenant.status !== "active") return { reason: "tenant_closed" };
  const { maintenance_from, maintenance_until } = tenant;
  if (maintenance_until === null || now >= maintenance_until || now < (maintenance_from ?? 0)) return null;
  if (owner_undoes && tenant.maintenance_by === "tenant") return null;
  return { reason: "maintenance", retry_after_s: Math.ceil((maintenance_until - now) / 1000) };
}
