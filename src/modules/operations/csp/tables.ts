/** Tables: reports of browsers about the content policies of pages. */

import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Browsers' reports about the content policies of pages. They belong to no tenant, so their tenant_id is `*`. */
export const csp_reports = sqliteTable(
  "csp_reports",
  {
    tenant_id: text().notNull(),
    report_id: text().notNull(),
    at: integer().notNull(),
    /** Addresses without queries and tokens. */
    document_uri: text().notNull(),
    blocked_uri: text().notNull(),
    directive: text().notNull(),
    source_file: text(),
    line: integer(),
    sample: text(),
  },
  (table) => [primaryKey({ columns: [table.tenant_id, table.report_id] })],
);
