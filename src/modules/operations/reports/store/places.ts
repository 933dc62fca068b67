/** Reads and statements: the place in the events, and the rebuild. A trigger lets one writer at a time move the place. */

import type { Env } from "../../../../env.ts";
import { type Database, EVERY_TENANT, openDatabase } from "../../../../platform/db/session.ts";
import { insert, type Statement, sql } from "../../../../platform/db/sql.ts";
import { report_places, report_rebuilds } from "../tables.ts";

export type Place = typeof report_places.$inferSelect;
export type Rebuild = typeof report_rebuilds.$inferSelect;

export function findPlace(db: Database): Promise<Place | undefined> {
  return db.rowOf(report_places, sql`SELECT * FROM report_places WHERE tenant_id = ${db.tenant_id}`);
}

/** The tenants that have a place, each with whether its rebuild runs. */
export async function listPlaced(env: Env): Promise<Map<string, boolean>> {
  const rows = await openDatabase(env, EVERY_TENANT).all<{ tenant_id: string; running: number }>(
    sql`SELECT p.tenant_id, EXISTS (
          SELECT 1 FROM report_rebuilds r WHERE r.tenant_id = p.tenant_id AND r.finished_at IS NULL) AS running
        FROM report_places p ORDER BY p.tenant_id`,
  );
  return new Map(rows.map(({ tenant_id, running }) => [tenant_id, running === 1]));
}

export function findRebuild(db: Database): Promise<Rebuild | undefined> {
  return db.rowOf(report_rebuilds, sql`SELECT * FROM report_rebuilds WHERE tenant_id = ${db.tenant_id}`);
}

/** Moves the place from the version that was read; its key or a trigger aborts the batch when another was faster. */
export function movePlace(before: Place | undefined, after: Omit<Place, "version">): Statement {
  if (!before) return insert(report_places, { ...after, version: 1 });
  return sql`UPDATE report_places SET sequence = ${after.sequence}, generation = ${after.generation},
               version = ${before.version + 1} WHERE tenant_id = ${after.tenant_id}`;
}

/** Whether a failed batch lost its place to another writer. */
export function lostPlace(error: unknown): boolean {
  return /E_REPORT_PLACE|report_places\.tenant_id/.test(String(error));
}

export function upsertRebuild(row: Rebuild): Statement {
  return sql`${insert(report_rebuilds, row)} ON CONFLICT (tenant_id) DO UPDATE SET generation = excluded.generation,
    sequence = excluded.sequence, source = excluded.source, after = excluded.after, rows_done = excluded.rows_done,
    started_by = excluded.started_by, started_at = excluded.started_at, finished_at = excluded.finished_at`;
}
