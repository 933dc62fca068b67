/** Tables: the state of the system that the provider tells everybody. */

import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The provider's word on the state of the system. It belongs to no tenant, so its tenant_id is `*`, and there is one row. */
export const system_states = sqliteTable("system_states", {
  tenant_id: text().primaryKey(),
  state: text().notNull(),
  message_en: text().notNull(),
  message_th: text().notNull(),
  set_at: integer().notNull(),
  /** Null: until it is set again. */
  ends_at: integer(),
});
