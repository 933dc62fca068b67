/** Grants, their one use each, and the reasons that people may give. */

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { ACTIONS } from "./domain.ts";

export const approvals = sqliteTable(
  "approvals",
  {
    tenant_id: text().notNull(),
    approval_id: text().notNull(),
    store_id: text().notNull(),
    action: text({ enum: ACTIONS }).notNull(),
    subject_id: text(),
    amount: integer(),
    requester_id: text().notNull(),
    approver_id: text().notNull(),
    approval_token_hash: text().notNull(),
    created_at: integer().notNull(),
    expires_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.approval_id] })],
);

/** A second use of a grant fails on the primary key. */
export const approval_uses = sqliteTable(
  "approval_uses",
  {
    tenant_id: text().notNull(),
    approval_id: text().notNull(),
    subject_id: text().notNull(),
    used_at: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.approval_id] })],
);

export const reason_codes = sqliteTable(
  "reason_codes",
  {
    tenant_id: text().notNull(),
    reason_code: text().notNull(),
    label_en: text().notNull(),
    label_th: text().notNull(),
    actions: text({ mode: "json" }).$type<string[]>().notNull(),
    active: integer({ mode: "boolean" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.reason_code] })],
);
