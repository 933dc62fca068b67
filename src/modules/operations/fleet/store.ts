/** Reads and statements of alert rules. */

import type { Database } from "../../../platform/db/session.ts";
import { insert, type Statement, sql } from "../../../platform/db/sql.ts";
import { MOST_RULES } from "./domain/rules.ts";
import { alert_rules } from "./tables.ts";

export type StoredRule = typeof alert_rules.$inferSelect;

/** All rules of the tenant, which are few. */
export function listRuleRows(db: Database): Promise<StoredRule[]> {
  return db.rowsOf(
    alert_rules,
    sql`SELECT * FROM alert_rules WHERE tenant_id = ${db.tenant_id} ORDER BY rule_id LIMIT ${MOST_RULES}`,
  );
}

/** Inserts a rule; a trigger refuses one too many. */
export function insertRule(row: StoredRule): Statement {
  return insert(alert_rules, row);
}

export function deleteRule(db: Database, rule_id: string): Statement {
  return sql`DELETE FROM alert_rules WHERE tenant_id = ${db.tenant_id} AND rule_id = ${rule_id}`;
}
