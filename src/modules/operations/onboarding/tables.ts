/** Tables: sign-ups of parks that do not exist yet (rule Z6). */

import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { LANGUAGES, type Payments, type Profile, type Tables, type Tax } from "./domain/steps.ts";

/** What a finished sign-up made. */
export interface Done {
  tenant_id: string;
  store_id: string;
  employee_id: string;
  name: string;
  store_name: string;
  email: string;
  /** Epoch ms. */
  finished_at: number;
}

/** Before the finish there is no tenant of this id and no other row of it. A finished row stays as long as its tenant. */
export const onboardings = sqliteTable("onboardings", {
  /** The id that the park will have. */
  tenant_id: text().primaryKey(),
  email: text().notNull(),
  language: text({ enum: LANGUAGES }).notNull(),
  /** A keyed hash: who reads the database finds no code by trying all. */
  code_hash: text().notNull(),
  /** Drawn with each code. The token of a code follows from it, so that a repeat gets the same. */
  code_nonce: text().notNull(),
  code_sent_at: integer().notNull(),
  /** Tries that were begun and not found right. */
  code_tries: integer().notNull(),
  /** Null until the address is proven. */
  token_hash: text(),
  confirmed_at: integer(),
  /** An earlier sign-up of the address, which goes on instead of this one. */
  continues_id: text(),
  profile: text({ mode: "json" }).$type<Profile>(),
  tax: text({ mode: "json" }).$type<Tax>(),
  tables: text({ mode: "json" }).$type<Tables>(),
  payments: text({ mode: "json" }).$type<Payments>(),
  done: text({ mode: "json" }).$type<Done>(),
  created_at: integer().notNull(),
  updated_at: integer().notNull(),
  /** Rises with each step; the finish names the version that it read. */
  version: integer().notNull(),
});
