/** Reads and statements of grants and their one use. */

import type { Database } from "../../../platform/db/session.ts";
import { insert, type Statement, sql } from "../../../platform/db/sql.ts";
import { approval_uses, approvals } from "../tables.ts";

export type Grant = typeof approvals.$inferSelect & { used_for: string | null };

/** A grant, with what it was used up for. */
export async function findGrant(db: Database, approval_id: string): Promise<Grant | undefined> {
  const [grant] = await db.all<Grant>(
    sql`SELECT a.*, u.subject_id AS used_for FROM approvals a
        LEFT JOIN approval_uses u ON u.tenant_id = a.tenant_id AND u.approval_id = a.approval_id
        WHERE a.tenant_id = ${db.tenant_id} AND a.approval_id = ${approval_id}`,
  );
  return grant;
}

export function insertGrant(row: typeof approvals.$inferInsert): Statement {
  return insert(approvals, row);
}

/** Uses a grant up; a second use fails on the primary key. */
export function insertGrantUse(row: typeof approval_uses.$inferInsert): Statement {
  return insert(approval_uses, row);
}
