/** Statements of PIN resets. */

import type { Database } from "../../../../platform/db/session.ts";
import { insert, type Statement, sql } from "../../../../platform/db/sql.ts";
import { pin_resets } from "../tables.ts";

export function upsertPinReset(row: typeof pin_resets.$inferInsert): Statement {
  return sql`${insert(pin_resets, row)} ON CONFLICT (tenant_id, employee_id) DO UPDATE
    SET pin_hash = excluded.pin_hash, asked_by = excluded.asked_by, asked_at = excluded.asked_at,
      in_force_at = excluded.in_force_at`;
}

/** Makes the waiting PIN the person's PIN, and ends their tokens; the trigger on a new PIN deletes the waiting one. */
export function takePinReset(db: Database, employee_id: string): Statement {
  const waiting = sql`FROM pin_resets WHERE tenant_id = ${db.tenant_id} AND employee_id = ${employee_id}`;
  return sql`UPDATE employees SET pin_hash = (SELECT pin_hash ${waiting}), epoch = epoch + 1, version = version + 1
             WHERE tenant_id = ${db.tenant_id} AND employee_id = ${employee_id} AND EXISTS (SELECT 1 ${waiting})`;
}

export function deletePinReset(db: Database, employee_id: string): Statement {
  return sql`DELETE FROM pin_resets WHERE tenant_id = ${db.tenant_id} AND employee_id = ${employee_id}`;
}
