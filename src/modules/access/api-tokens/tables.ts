/** Tables: API tokens, each with the hash of its secret (rules T5, T13, T14). */

import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { type Grantable, TOKEN_KINDS } from "../../../shared/api-tokens.ts";

export const api_tokens = sqliteTable(
  "api_tokens",
  {
    tenant_id: text().notNull(),
    token_id: text().notNull(),
    kind: text({ enum: TOKEN_KINDS }).notNull(),
    name: text().notNull(),
    /** Whose personal token it is; null for an integration. */
    employee_id: text(),
    /** The person's epoch when it was made; with another one it is void. */
    employee_epoch: integer(),
    permissions: text({ mode: "json" }).$type<Grantable[]>().notNull(),
    store_ids: text({ mode: "json" }).$type<string[]>().notNull(),
    secret_hash: text().notNull(),
    /** Times of the world's clock. */
    created_at: integer().notNull(),
    created_by: text().notNull(),
    expires_at: integer().notNull(),
    /** At most an hour behind. */
    last_used_at: integer(),
    revoked_at: integer(),
    revoked_by: text(),
  },
  (table) => [
    primaryKey({ columns: [table.tenant_id, table.token_id] }),
    index("api_tokens_of_person").on(table.tenant_id, table.employee_id),
  ],
);
