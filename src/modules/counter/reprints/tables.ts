/** Tables: each reprint of a ticket, with its requester, approver and reason. */

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
    /** The ticket's prints after the first, this one included: the paper shows COPY n. */
    printed_count: integer().notNull(),
    /** The replacement ticket, where the store ends lost codes. */
    reissued_as: text(),
    created_at: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.reprint_id] }),
    index("reprints_ticket").on(table.tenant_id, table.ticket_id),
  ],
);
