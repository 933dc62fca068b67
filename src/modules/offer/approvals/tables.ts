/** Tables: grants and their one use, reason codes, requests, requirements, and daily counts. */

import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { ACTIONS, type CountedAct } from "./domain/actions.ts";
import type { ApprovedCart } from "./domain/carts.ts";
import { REQUEST_STATUSES } from "./domain/requests.ts";
import { APPROVAL_NEEDS, type Requirement } from "./domain/requirements.ts";

export const approvals = sqliteTable(
  "approvals",
  {
    tenant_id: text().notNull(),
    approval_id: text().notNull(),
    store_id: text().notNull(),
    action: text({ enum: ACTIONS }).notNull(),
    subject_id: text(),
    amount: integer(),
    /** For a discount: the cart as the server priced it for the approver. */
    cart: text({ mode: "json" }).$type<ApprovedCart>(),
    requester_id: text().notNull(),
    approver_id: text().notNull(),
    /** The approver's epoch at the approval: a suspension or a new PIN raises it, which ends the grant. */
    approver_epoch: integer().notNull().default(0),
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

/** Requests for remote approvals. An approved request's grant is the row of `approvals` with the same id. */
export const approval_requests = sqliteTable(
  "approval_requests",
  {
    tenant_id: text().notNull(),
    approval_id: text().notNull(),
    store_id: text().notNull(),
    device_id: text(),
    action: text({ enum: ACTIONS }).notNull(),
    subject_id: text(),
    amount: integer(),
    cart: text({ mode: "json" }).$type<ApprovedCart>(),
    reason_code: text(),
    note: text(),
    requester_id: text().notNull(),
    approval_token_hash: text().notNull(),
    requested_at: integer().notNull(),
    /** It can be decided until then. */
    expires_at: integer().notNull(),
    /** DecisionData once, by trigger. */
    status: text({ enum: REQUEST_STATUSES }).notNull(),
    decided_by: text(),
    decided_at: integer(),
    decision_note: text(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.approval_id] }),
    index("approval_requests_pending")
      .on(table.tenant_id, table.store_id, table.expires_at)
      .where(sql`status = 'pending'`),
  ],
);

/** The requirement of the tenant, or of one of its stores, for an act; without a row the action's default applies. */
export const approval_requirements = sqliteTable(
  "approval_requirements",
  {
    tenant_id: text().notNull(),
    /** Empty: at every store without its own row. */
    store_id: text().notNull(),
    action: text({ enum: ACTIONS }).notNull(),
    approval: text({ enum: APPROVAL_NEEDS }).notNull(),
    /** Satang up to which a holder of the permission needs no approval; null: no such limit. */
    above_amount: integer(),
    reason_required: integer({ mode: "boolean" }).notNull(),
    /** False: the level has no requirement now, and only a loosening waits. */
    stands: integer({ mode: "boolean" }).notNull().default(true),
    /** A waiting loosening: the level's requirement from `next_from` on. JSON null: none from then on. */
    next: text({ mode: "json" }).$type<Requirement | null>(),
    /** Null: nothing waits. */
    next_from: integer(),
    /** The people who requested and approved the waiting loosening; a trigger ends it when either is suspended. */
    next_by: text({ mode: "json" }).$type<string[]>(),
    /** Increases by one with each change, guarded by trigger. */
    version: integer().notNull().default(1),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.store_id, table.action] })],
);

/** How often a person or device did a risky act on a business date; a CHECK refuses one above the cap. */
export const daily_counts = sqliteTable(
  "daily_counts",
  {
    tenant_id: text().notNull(),
    business_date: text().notNull(),
    action: text().$type<CountedAct>().notNull(),
    /** An employee's or a device's id. */
    holder_id: text().notNull(),
    count: integer().notNull(),
    cap: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.business_date, table.action, table.holder_id] }),
    check("daily_counts_cap", sql`count <= cap`),
  ],
);
