/** Guests who gave a name or a number. */

import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const customers = sqliteTable(
  "customers",
  {
    tenant_id: text().notNull(),
    customer_id: text().notNull(),
    name: text().notNull(),
    /** E.164, as +66812345678. */
    phone: text(),
    email: text(),
    created_at: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.customer_id] }),
    index("customers_phone").on(table.tenant_id, table.phone).where(sql`phone IS NOT NULL`),
  ],
);
