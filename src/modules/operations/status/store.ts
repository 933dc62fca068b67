/** Reads and statements of the announced state, which belongs to no tenant. */

import { type Database, EVERY_TENANT } from "../../../platform/db/session.ts";
import { type Statement, sql } from "../../../platform/db/sql.ts";
import type { Announcement } from "./domain.ts";
import { system_states } from "./tables.ts";

export async function findAnnouncement(db: Database): Promise<Announcement | null> {
  const [row] = await db.rowsOf(system_states, sql`SELECT * FROM system_states WHERE tenant_id = ${EVERY_TENANT}`);
  return (row as Announcement | undefined) ?? null;
}

export function upsertAnnouncement({ state, message_en, message_th, set_at, ends_at }: Announcement): Statement {
  return sql`INSERT INTO system_states (tenant_id, state, message_en, message_th, set_at, ends_at)
    VALUES (${EVERY_TENANT}, ${state}, ${message_en}, ${message_th}, ${set_at}, ${ends_at})
    ON CONFLICT (tenant_id) DO UPDATE SET state = excluded.state, message_en = excluded.message_en,
      message_th = excluded.message_th, set_at = excluded.set_at, ends_at = excluded.ends_at`;
}
