/** Reads and statements of requirements, reason codes and daily counts. */

import type { Database } from "../../../../platform/db/session.ts";
import { insert, insertMany, type Statement, sql } from "../../../../platform/db/sql.ts";
import { TENANT_LEVEL } from "../../../../shared/levels.ts";
import { standingAt, type Waiting } from "../../../../shared/waiting.ts";
import type { Action, CountedAct } from "../domain/actions.ts";
import { DEFAULT_REQUIREMENTS, type Requirement } from "../domain/requirements.ts";
import { approval_requirements, daily_counts, reason_codes } from "../tables.ts";

/** A level's requirement of an action, null for none, and the loosening that waits. */
export interface RequirementRow {
  store_id: string;
  action: Action;
  value: Requirement | null;
  waiting: Waiting<Requirement> | null;
  version: number;
}
export type ReasonCode = typeof reason_codes.$inferSelect;

/** The requirements of the tenant and this store at a time (epoch ms); for the tenant's level, only the tenant's. */
export async function listRequirementRows(db: Database, store_id: string, now: number): Promise<RequirementRow[]> {
  const rows = await db.rowsOf(
    approval_requirements,
    sql`SELECT * FROM approval_requirements
        WHERE tenant_id = ${db.tenant_id} AND store_id IN (${TENANT_LEVEL}, ${store_id})`,
  );
  return rows.map(({ store_id, action, version, stands, next, next_from, approval, above_amount, reason_required }) => {
    const value = stands ? { approval, above_amount, reason_required } : null;
    const waiting = next_from === null ? null : { next, next_from };
    return { store_id, action, version, ...standingAt({ value, waiting }, now) };
  });
}

/** Writes a level's row over the version that was read, 0 for none; a trigger refuses it after a faster change. */
export function upsertRequirement(
  tenant_id: string,
  { store_id, action, value, waiting }: Omit<RequirementRow, "version">,
  read_version: number,
  next_by: string[] | null,
): Statement {
  const { approval, above_amount, reason_required } = value ?? DEFAULT_REQUIREMENTS[action];
  const row = {
    tenant_id,
    store_id,
    action,
    approval,
    above_amount,
    reason_required,
    stands: value !== null,
    next: waiting?.next ?? null,
    next_from: waiting?.next_from ?? null,
    next_by,
    version: read_version + 1,
  };
  return sql`${insert(approval_requirements, row)} ON CONFLICT (tenant_id, store_id, action) DO UPDATE
    SET approval = excluded.approval, above_amount = excluded.above_amount, reason_required = excluded.reason_required,
      stands = excluded.stands, next = excluded.next, next_from = excluded.next_from, next_by = excluded.next_by,
      version = excluded.version`;
}

/** Every reason code of the tenant, inactive ones too. */
export function listReasonCodeRows(db: Database): Promise<ReasonCode[]> {
  return db.rowsOf(
    reason_codes,
    sql`SELECT * FROM reason_codes WHERE tenant_id = ${db.tenant_id} ORDER BY reason_code`,
  );
}

export function findReasonCode(db: Database, reason_code: string): Promise<ReasonCode | undefined> {
  return db.rowOf(
    reason_codes,
    sql`SELECT * FROM reason_codes WHERE tenant_id = ${db.tenant_id} AND reason_code = ${reason_code}`,
  );
}

export function insertReasonCodes(rows: (typeof reason_codes.$inferInsert)[]): Statement {
  return insertMany(reason_codes, rows);
}

export function updateReasonCode(row: ReasonCode): Statement {
  return sql`UPDATE reason_codes
    SET label_en = ${row.label_en}, label_th = ${row.label_th}, actions = ${row.actions}, active = ${row.active}
    WHERE tenant_id = ${row.tenant_id} AND reason_code = ${row.reason_code}`;
}

/** Counts an act for its holder; the CHECK `daily_counts_cap` refuses one above the cap. */
export function countDaily(row: {
  tenant_id: string;
  business_date: string;
  action: CountedAct;
  holder_id: string;
  cap: number;
}): Statement {
  return sql`${insert(daily_counts, { ...row, count: 1 })}
    ON CONFLICT (tenant_id, business_date, action, holder_id) DO UPDATE SET count = count + 1, cap = excluded.cap`;
}

/** Uncounts an act for its holders. */
export function uncountDaily(row: {
  tenant_id: string;
  business_date: string;
  action: CountedAct;
  holder_ids: readonly string[];
}): Statement {
  return sql`UPDATE daily_counts SET count = count - 1
    WHERE tenant_id = ${row.tenant_id} AND business_date = ${row.business_date} AND action = ${row.action}
      AND holder_id IN (SELECT value FROM json_each(${row.holder_ids})) AND count > 0`;
}

/** Whether one of some holders has reached the day's cap; a cap of 0 is no limit. */
export async function isCapped(
  db: Database,
  { business_date, action }: Pick<typeof daily_counts.$inferSelect, "business_date" | "action">,
  allowed: readonly { holder_id: string; cap: number }[],
): Promise<boolean> {
  const rows = await db.all(
    sql`SELECT 1 FROM json_each(${allowed}) allowed
        JOIN daily_counts ON tenant_id = ${db.tenant_id} AND business_date = ${business_date} AND action = ${action}
          AND holder_id = allowed.value ->> '$.holder_id'
        WHERE allowed.value ->> '$.cap' > 0 AND count >= allowed.value ->> '$.cap' LIMIT 1`,
  );
  return rows.length > 0;
}
