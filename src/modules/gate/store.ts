/** Reads and statements of gates' policies. */

import type { Database } from "../../platform/db/session.ts";
import { type Statement, sql } from "../../platform/db/sql.ts";
import { gate_policies } from "./tables.ts";

export type GatePolicyRow = typeof gate_policies.$inferSelect;

export function findPolicy(db: Database, store_id: string): Promise<GatePolicyRow | undefined> {
  return db.rowOf(
    gate_policies,
    sql`SELECT * FROM gate_policies WHERE tenant_id = ${db.tenant_id} AND store_id = ${store_id}`,
  );
}

export function upsertPolicy(row: GatePolicyRow): Statement {
  const { tenant_id, store_id, admit_offline, list_max_age_s, unbound_lots, min_app_version, updated_at } = row;
  return sql`INSERT INTO gate_policies
      (tenant_id, store_id, admit_offline, list_max_age_s, unbound_lots, min_app_version, updated_at)
    VALUES (${tenant_id}, ${store_id}, ${admit_offline}, ${list_max_age_s}, ${unbound_lots}, ${min_app_version},
      ${updated_at})
    ON CONFLICT (tenant_id, store_id) DO UPDATE SET admit_offline = excluded.admit_offline,
      list_max_age_s = excluded.list_max_age_s, unbound_lots = excluded.unbound_lots,
      min_app_version = excluded.min_app_version, updated_at = excluded.updated_at`;
}
