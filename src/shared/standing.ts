/** Why a caller is not served although its token is good; what each means on the wire says `platform/http/auth.ts`. */

export type AdmissionReason =
  | "unknown"
  | "superseded"
  | "pending"
  | "suspended"
  | "revoked"
  | "claim_reused"
  | "rate_limited"
  | "pin_weak"
  | "bytes_spent"
  | "tenant_suspended"
  | "tenant_closed"
  | "maintenance";

/** `retry_after_s`: after how many seconds it makes sense to ask again; of limits and maintenance. */
export interface AdmissionRefusal {
  reason: AdmissionReason;
  retry_after_s?: number;
}

export const TENANT_STATUSES = ["active", "suspended", "closed", "purged"] as const;
export type TenantStatus = (typeof TENANT_STATUSES)[number];

/** What of a tenant decides whether it is served; epoch ms. */
export interface TenantStanding {
  status: TenantStatus;
  maintenance_from: number | null;
  maintenance_until: number | null;
}

/** Why a tenant's caller is not served at a moment of the world's clock, or null (rule T3). */
export function decideTenant(tenant: TenantStanding, now: number): AdmissionRefusal | null {
  if (tenant.status === "suspended") return { reason: "tenant_suspended" };
  if (tenant.status !== "active") return { reason: "tenant_closed" };
  const { maintenance_from, maintenance_until } = tenant;
  if (maintenance_until === null || now >= maintenance_until || now < (maintenance_from ?? 0)) return null;
  return { reason: "maintenance", retry_after_s: Math.ceil((maintenance_until - now) / 1000) };
}
