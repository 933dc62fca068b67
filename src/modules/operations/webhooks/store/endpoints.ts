/** Reads and statements of endpoints. */

import type { Env } from "../../../../env.ts";
import { newestSequence } from "../../../../platform/db/outbox.ts";
import { type Database, EVERY_TENANT, openDatabase } from "../../../../platform/db/session.ts";
import { insert, type Statement, sql } from "../../../../platform/db/sql.ts";
import { SPAN } from "../domain/runs.ts";
import { webhooks } from "../tables.ts";

export type Endpoint = typeof webhooks.$inferSelect;

/** The tenant's endpoints in the order of their ids; they are few. */
export function listEndpoints(db: Database): Promise<Endpoint[]> {
  return db.rowsOf(webhooks, sql`SELECT * FROM webhooks WHERE tenant_id = ${db.tenant_id} ORDER BY webhook_id`);
}

export function findEndpoint(db: Database, webhook_id: string): Promise<Endpoint | undefined> {
  return db.rowOf(
    webhooks,
    sql`SELECT * FROM webhooks WHERE tenant_id = ${db.tenant_id} AND webhook_id = ${webhook_id}`,
  );
}

/** Whether the tenant has an enabled endpoint. */
export async function hasEndpoints(db: Database): Promise<boolean> {
  const rows = await db.all(
    sql`SELECT 1 FROM webhooks WHERE tenant_id = ${db.tenant_id} AND status = 'enabled' LIMIT 1`,
  );
  return rows.length > 0;
}

/** Inserts an endpoint, which gets events from the next one on. */
export function insertEndpoint(row: Omit<Endpoint, "from_sequence">): Statement {
  const newest = newestSequence(row.tenant_id);
  return insert(webhooks, { ...row, from_sequence: sql`SELECT COALESCE(${newest}, 0)` });
}

/**
 * The place of an endpoint whose fields change: `newest` begins with the next event, and `recorded` continues after the
 * events that the same commit records (`recordFresh`).
 */
export type PlaceChange = "same" | "recorded" | "newest";

/** Writes an endpoint's fields; a trigger aborts the batch after a faster change. */
export function updateEndpoint(row: Endpoint, place: PlaceChange = "same"): Statement {
  const newest = sql`COALESCE(${newestSequence(row.tenant_id)}, 0)`;
  const from = {
    same: sql`from_sequence`,
    recorded: sql`MAX(from_sequence, MIN(${newest}, from_sequence + ${SPAN}))`,
    newest,
  }[place];
  return sql`UPDATE webhooks SET url = ${row.url}, events = ${row.events}, description = ${row.description},
      status = ${row.status}, disabled_reason = ${row.disabled_reason}, sealed_secret = ${row.sealed_secret},
      sealed_previous = ${row.sealed_previous}, previous_until = ${row.previous_until}, from_sequence = ${from},
      updated_at = ${row.updated_at}, version = ${row.version + 1}
    WHERE tenant_id = ${row.tenant_id} AND webhook_id = ${row.webhook_id}`;
}

export function deleteEndpoint(tenant_id: string, webhook_id: string): Statement {
  return sql`DELETE FROM webhooks WHERE tenant_id = ${tenant_id} AND webhook_id = ${webhook_id}`;
}

/** Endpoints of all tenants whose secrets one of these master keys seals. */
export function listSealedBy(env: Env, master_ids: readonly string[], limit: number): Promise<Endpoint[]> {
  return openDatabase(env, EVERY_TENANT).rowsOf(
    webhooks,
    sql`SELECT * FROM webhooks WHERE substr(sealed_secret, 1, instr(sealed_secret, '.') - 1)
          IN (SELECT value FROM json_each(${master_ids})) ORDER BY tenant_id, webhook_id LIMIT ${limit}`,
  );
}
