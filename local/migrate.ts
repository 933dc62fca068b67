/**
 * Migrations: applies the files in migrations/ to a D1 database, with wrangler's records, so that either tool may
 * continue.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { D1Database } from "@cloudflare/workers-types";
import { root } from "./build.ts";
import { CommandError } from "./command-error.ts";

const folder = join(root, "migrations");
/** The first migration of releases from before the migrations were squashed into two. */
const FIRST_OF_EARLIER = "0000_park.sql";

/** The migrations in order, each with its statements. */
export function listMigrations(): { name: string; statements: string[] }[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".sql"));
  return files.toSorted().map((name) => ({
    name,
    // Triggers have semicolons, so drizzle-kit's marker is the only safe place to split.
    statements: readFileSync(join(folder, name), "utf8")
      .split("--> statement-breakpoint")
      .map((statement) => statement.trim())
      .filter((statement) => statement !== ""),
  }));
}

/** Applies new files and returns their number. Each file and its record are written together or not at all. */
export async function migrate(db: D1Database, data_dir: string): Promise<number> {
  await db
    .prepare(
      `CREATE TABLE IF NOT EXISTS d1_migrations (
         id INTEGER PRIMARY KEY AUTOINCREMENT,
         name TEXT UNIQUE,
         applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
       )`,
    )
    .run();
  const { results } = await db.prepare("SELECT name FROM d1_migrations ORDER BY id").all<{ name: string }>();
  const applied = new Set(results.map((row) => row.name));
  const migrations = listMigrations();

  if (applied.has(FIRST_OF_EARLIER)) {
    throw new CommandError(
      `The data folder ${data_dir} was made by an earlier release of PlayPark: choose another folder with PLAYPARK_DATA ` +
        "or delete this one, and move its parks by a backup and a restore " +
        "(src/modules/operations/backups/README.md, From an earlier release).",
    );
  }
  const unknown = [...applied].find((applied_name) => !migrations.some(({ name }) => name === applied_name));
  if (unknown) {
    throw new CommandError(
      `The data folder ${data_dir} was written by a newer version of PlayPark (migration ${unknown}); ` +
        "update the code or choose another folder with PLAYPARK_DATA.",
    );
  }

  const pending = migrations.filter(({ name }) => !applied.has(name));
  for (const { name, statements } of pending) {
    await db.batch([
      ...statements.map((statement) => db.prepare(statement)),
      db.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name),
    ]);
  }
  return pending.length;
}
