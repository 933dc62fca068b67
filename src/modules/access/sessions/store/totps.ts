/** Reads and statements of second factors. */

import type { Env } from "../../../../env.ts";
import { type Database, EVERY_TENANT, openDatabase } from "../../../../platform/db/session.ts";
import { insert, type Statement, sql } from "../../../../platform/db/sql.ts";
import { employee_totps } from "../tables.ts";

export type Totp = typeof employee_totps.$inferSelect;

export function findTotp(db: Database, employee_id: string): Promise<Totp | undefined> {
  return db.rowOf(
    employee_totps,
    sql`SELECT * FROM employee_totps WHERE tenant_id = ${db.tenant_id} AND employee_id = ${employee_id}`,
  );
}

/** The second factors of all tenants whose secret is sealed with one of these master keys. */
export function listTotpsSealedBy(env: Env, master_ids: readonly string[], limit: number): Promise<Totp[]> {
  return openDatabase(env, EVERY_TENANT).rowsOf(
    employee_totps,
    sql`SELECT * FROM employee_totps
        WHERE substr(sealed_secret, 1, instr(sealed_secret, '.') - 1) IN (SELECT value FROM json_each(${master_ids}))
        LIMIT ${limit}`,
  );
}

export function insertTotp(row: typeof employee_totps.$inferInsert): Statement {
  return insert(employee_totps, row);
}

/**
 * Changes a second factor from the version that was read; the trigger aborts the batch when another change came first.
 */
export function updateTotp(totp: Totp, change: Partial<Totp>): Statement {
  const next = { ...totp, ...change };
  return sql`UPDATE employee_totps SET sealed_secret = ${next.sealed_secret}, created_at = ${next.created_at},
               recovery_code_hashes = ${next.recovery_code_hashes}, confirmed_at = ${next.confirmed_at},
               confirmed_step = ${next.confirmed_step}, version = ${totp.version + 1}
             WHERE tenant_id = ${totp.tenant_id} AND employee_id = ${totp.employee_id}`;
}

/**
 * Deletes a used recovery code. A code that is deleted already does not change the version, which the trigger refuses.
 */
export function strikeRecoveryCode(db: Database, employee_id: string, hash: string): Statement {
  return sql`UPDATE employee_totps SET
               version = version + EXISTS (SELECT 1 FROM json_each(recovery_code_hashes) WHERE value = ${hash}),
               recovery_code_hashes = (
                 SELECT json_group_array(value) FROM json_each(recovery_code_hashes) WHERE value <> ${hash})
             WHERE tenant_id = ${db.tenant_id} AND employee_id = ${employee_id}`;
}

export function deleteTotp({ tenant_id, employee_id }: Totp): Statement {
  return sql`DELETE FROM employee_totps WHERE tenant_id = ${tenant_id} AND employee_id = ${employee_id}`;
}
