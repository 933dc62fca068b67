/** Facts of the tenant that every caller's object needs, read with the caller's own facts. */

import { type ByteLimits, byteLimitsOf, type Counter, type Limits, limitsOf } from "../../shared/rates.ts";
import type { TenantStanding } from "../../shared/standing.ts";
import { type Statement, sql } from "./sql.ts";

export interface TenantFacts {
  /** The shift of the tenant's clock, in seconds. */
  clock_offset_s: number;
  tenant: TenantStanding & { kind: "park" | "provider" };
  /** Calls per hour. */
  limits: Limits;
  /** Bytes per day. */
  byte_limits: ByteLimits;
}

export interface TenantRow {
  clock_offset_s: number;
  tenant: string;
  limits: string;
}

/** Columns for a query in which `t` is the tenant's row. */
export const TENANT_COLUMNS: Statement = sql`t.clock_offset_s,
  json_object('status', t.status, 'maintenance_from', t.maintenance_from,
    'maintenance_until', t.maintenance_until, 'maintenance_by', t.maintenance_by, 'kind', t.kind) AS tenant,
  (SELECT json_group_object(key, json(value)) FROM settings
   WHERE tenant_id = t.tenant_id AND store_id = '' AND key LIKE 'limits.%') AS limits`;

export function tenantFactsOf({ clock_offset_s, tenant, limits }: TenantRow, counter: Counter): TenantFacts {
  const values = JSON.parse(limits);
  return {
    clock_offset_s,
    tenant: JSON.parse(tenant),
    limits: limitsOf(counter, values),
    byte_limits: byteLimitsOf(values),
  };
}
