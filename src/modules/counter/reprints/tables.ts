/** Every further print of a ticket: by whom, with whose approval, and why. */

import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const reprints = sqliteTable(
  "reprints",
  {
    tenant_id: text().notNull(),
    reprint_id: text().notNull(),
    ticket_id: text().notNull(),
    store_id: text().notNull(),
    device_id: text(),
    requested_by: text().notNull(),
    approved_by: text(),
    approval_id: text(),
    reason_code: text(),
    reason_text: text(),
    /** The ticket's prints after the first, with this one: the paper bears COPY n. */
    printed_count: integer().notNull(),
    /** The ticket that was issued in its place, where the store lets no old code live. */
    reissued_as: text(),
    created_at: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.reprint_id] }),
    index("reprints_ticket").on(table.tenant_id, table.ticket_id),
  ],
);
