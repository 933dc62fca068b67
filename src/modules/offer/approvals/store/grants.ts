/** Reads and statements of grants and their one use. */

import type { Database } from "../../../../platform/db/session.ts";
import { decodeRow, insert, type Statement, sql } from "../../../../platform/db/sql.ts";
import type { Permission } from "../../../../shared/permissions.ts";
import { approverStands } from "../../../access/employees/fragments.ts";
import type { approval_uses } from "../tables.ts";
import { approvals } from "../tables.ts";

export type Grant = typeof approvals.$inferSelect & { used_for: string | null; approver_stands: boolean };

/** A grant, with the record that used it up, and whether its approver still has the permissions. */
export async function findGrant(
  db: Database,
  approval_id: string,
  permissions: readonly Permission[],
): Promise<Grant | undefined> {
  const [row] = await db.all<Record<string, unknown>>(
    sql`SELECT a.*, u.subject_id AS used_for, ${approverStands(permissions)} AS approver_stands FROM approvals a
        LEFT JOIN approval_uses u ON u.tenant_id = a.tenant_id AND u.approval_id = a.approval_id
        WHERE a.tenant_id = ${db.tenant_id} AND a.approval_id = ${approval_id}`,
  );
  return row && ({ ...decodeRow(approvals, row), approver_stands: row.approver_stands === 1 } as Grant);
}

export function insertGrant(row: typeof approvals.$inferInsert): Statement {
  return insert(approvals, row);
}

/**
 * Uses up a grant. A second use fails on the primary key. A use whose approver lost the permission has no `used_at` and
 * fails too. Both errors name `approval_uses`.
 */
export function insertGrantUse(
  { tenant_id, approval_id, subject_id, used_at }: typeof approval_uses.$inferInsert,
  permissions: readonly Permission[],
): Statement {
  return sql`INSERT INTO approval_uses (tenant_id, approval_id, subject_id, used_at)
    SELECT a.tenant_id, a.approval_id, ${subject_id}, iif(${approverStands(permissions)}, ${used_at}, NULL)
    FROM approvals a WHERE a.tenant_id = ${tenant_id} AND a.approval_id = ${approval_id}`;
}
