/** Reads and statements of pricing rules; a revision number orders the saves of rules (rule P2). */

import type { Database } from "../../../../platform/db/session.ts";
import { and, insert, type Statement, sql } from "../../../../platform/db/sql.ts";
import type { Rule, RuleKind } from "../domain/words.ts";
import { pricing_revisions, pricing_rules } from "../tables.ts";
import type { ScopedFilter } from "./price-lists.ts";
import type { BucketsByNow } from "./uses.ts";

type Row = typeof pricing_rules.$inferSelect;
/** A rule as stored; `params` are those of its kind. */
export type RuleRow = Rule & Pick<Row, "tenant_id" | "code" | "created_at">;

async function rulesOf(db: Database, statement: Statement): Promise<RuleRow[]> {
  return (await db.rowsOf(pricing_rules, statement)) as RuleRow[];
}

export async function findRule(db: Database, rule_id: string): Promise<RuleRow | undefined> {
  const [rule] = await rulesOf(
    db,
    sql`SELECT * FROM pricing_rules WHERE tenant_id = ${db.tenant_id} AND rule_id = ${rule_id}`,
  );
  return rule;
}

/** The present names of some rules. */
export function listRuleNames(
  db: Database,
  rule_ids: readonly string[],
): Promise<Pick<Row, "rule_id" | "name" | "name_th">[]> {
  return db.all(
    sql`SELECT rule_id, name, name_th FROM pricing_rules
        WHERE tenant_id = ${db.tenant_id} AND rule_id IN (SELECT value FROM json_each(${rule_ids}))`,
  );
}

export interface RuleFilter extends ScopedFilter {
  kind?: RuleKind;
  with_codes: boolean;
}

/** Rules, oldest first, one more than `limit`. */
export function listRuleRows(db: Database, filter: RuleFilter): Promise<RuleRow[]> {
  const { store_ids, kind, active, with_codes, after, limit } = filter;
  const where = and([
    sql`tenant_id = ${db.tenant_id}`,
    sql`(store_id IS NULL OR store_id IN (SELECT value FROM json_each(${store_ids})))`,
    kind !== undefined ? sql`kind = ${kind}` : undefined,
    active !== undefined ? sql`active = ${active}` : undefined,
    with_codes ? undefined : sql`code IS NULL`,
    after !== undefined ? sql`rule_id > ${after}` : undefined,
  ]);
  return rulesOf(db, sql`SELECT * FROM pricing_rules WHERE ${where} ORDER BY rule_id LIMIT ${limit + 1}`);
}

/** The active rules that may conflict with a rule: of its kind and priority, or with its promo code. */
export function listRivals(db: Database, { kind, priority, code }: RuleRow): Promise<RuleRow[]> {
  return rulesOf(
    db,
    sql`SELECT * FROM pricing_rules WHERE tenant_id = ${db.tenant_id} AND active = 1 AND kind = ${kind}
          AND iif(code IS NULL, priority = ${priority}, code = ${code}) ORDER BY rule_id`,
  );
}

export function insertRule(row: RuleRow): Statement {
  return insert(pricing_rules, row);
}

export function updateRule(row: RuleRow): Statement {
  return sql`UPDATE pricing_rules SET store_id = ${row.store_id}, name = ${row.name}, name_th = ${row.name_th},
      kind = ${row.kind}, params = ${row.params}, code = ${row.code}, priority = ${row.priority},
      stackable = ${row.stackable}, package_ids = ${row.package_ids}, zone_ids = ${row.zone_ids},
      min_qty = ${row.min_qty}, min_amount = ${row.min_amount}, active_from = ${row.active_from},
      active_to = ${row.active_to}, weekdays = ${row.weekdays}, clock_from = ${row.clock_from},
      clock_to = ${row.clock_to}, max_discount = ${row.max_discount}, max_uses = ${row.max_uses},
      max_uses_per_day = ${row.max_uses_per_day}, max_uses_per_customer = ${row.max_uses_per_customer},
      active = ${row.active}
    WHERE tenant_id = ${row.tenant_id} AND rule_id = ${row.rule_id}`;
}

/** The number of saves of rules. */
export async function findRevision(db: Database): Promise<number> {
  const row = await db.rowOf(pricing_revisions, sql`SELECT * FROM pricing_revisions WHERE tenant_id = ${db.tenant_id}`);
  return row?.revision ?? 0;
}

/** Counts a save; aborts the batch with E_STALE_VERSION if another save came after the revision that was read. */
export function countSave({ tenant_id }: Database, revision: number): Statement {
  return sql`INSERT INTO pricing_revisions (tenant_id, revision) VALUES (${tenant_id}, ${revision + 1})
             ON CONFLICT (tenant_id) DO UPDATE SET revision = excluded.revision`;
}

/**
 * The rules that may change a cart at a store and time: those in their window without a code, and active ones with one
 * of the codes; each with whether one of its caps is reached.
 */
export async function listRulesInForce(
  { tenant_id, ...db }: Database,
  asked: { store_id: string; at: number; codes: readonly string[]; buckets: BucketsByNow },
): Promise<(RuleRow & { used_up: 0 | 1 })[]> {
  const { store_id, at, codes, buckets } = asked;
  const reached = (bucket: string | Statement | null, cap: Statement) =>
    sql`COALESCE((SELECT used FROM rule_uses WHERE tenant_id = ${tenant_id} AND rule_id = rule.rule_id
          AND bucket = ${bucket}), 0) >= ${cap}`;
  const columns = sql`rule.*, (max_uses IS NOT NULL AND ${reached(buckets.total, sql`max_uses`)})
      OR (max_uses_per_day IS NOT NULL AND ${reached(buckets.day, sql`max_uses_per_day`)})
      OR (max_uses_per_customer IS NOT NULL AND ${reached(buckets.customer, sql`max_uses_per_customer`)}) AS used_up`;
  const rows = await db.rowsOf(
    pricing_rules,
    sql`SELECT ${columns} FROM pricing_rules AS rule INDEXED BY pricing_rules_standing
        WHERE tenant_id = ${tenant_id} AND active = 1 AND code IS NULL AND (store_id IS NULL OR store_id = ${store_id})
          AND (active_from IS NULL OR active_from <= ${at}) AND (active_to IS NULL OR active_to >= ${at})
        UNION ALL
        SELECT ${columns} FROM pricing_rules AS rule INDEXED BY pricing_rules_code
        WHERE tenant_id = ${tenant_id} AND active = 1 AND code IN (SELECT value FROM json_each(${codes}))`,
  );
  return rows as (RuleRow & { used_up: 0 | 1 })[];
}
