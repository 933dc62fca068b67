/** schema.sql: the tables of a migrated database, each with its indexes and triggers. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { root } from "../local/build.ts";
import { listMigrations } from "../local/migrate.ts";

const head = `-- The schema of the database after all migrations, by table: columns, indexes, triggers. Written by \`npm run schema\`.
-- To change it: tables.ts, then \`npm run migrations -- <name>\`; triggers in a file of \`npm run migrations -- <name> --custom\`.
`;

interface Entry {
  type: "table" | "index" | "trigger";
  table: string;
  sql: string;
}

/** Writes schema.sql at the root. */
export function writeSchema(): void {
  writeFileSync(join(root, "schema.sql"), dumpSchema());
}

/** The text of schema.sql: tables by name; indexes and triggers in the order of creation, in which triggers fire. */
export function dumpSchema(): string {
  const db = new DatabaseSync(":memory:");
  for (const statement of listMigrations().flatMap(({ statements }) => statements)) db.exec(statement);
  const found = db
    .prepare(
      "SELECT type, tbl_name AS \"table\", sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'",
    )
    .all() as unknown as Entry[];
  db.close();
  const of = (table: string, type: Entry["type"]) =>
    found
      .filter((entry) => entry.table === table && entry.type === type)
      .map(({ sql }) => `${sql.replaceAll("\t", "  ")};`);
  const tables = found.filter(({ type }) => type === "table").map(({ table }) => table);
  const groups = tables
    .toSorted()
    .map((table) => [...of(table, "table"), ...of(table, "index"), ...of(table, "trigger")].join("\n"));
  return `${head}\n${groups.join("\n\n")}\n`;
}
