/** `npm run migrations -- <name>`: writes the next migration; tables with their own key have no rowid. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../local/build.ts";
import { CommandError, exitWithError } from "../local/command-error.ts";
import { writeSchema } from "./schema-file.ts";
import { run } from "./step.ts";

const folder = join(root, "migrations");
const marker = "--> statement-breakpoint";

try {
  await makeMigration(process.argv.slice(2));
} catch (error) {
  exitWithError(error);
}

async function makeMigration([name, ...more]: string[]): Promise<void> {
  if (!name || !/^[a-z0-9_]+$/.test(name)) {
    throw new CommandError("Name the migration in lower case, for example: npm run migrations -- add_zones");
  }
  mkdirSync(folder, { recursive: true });
  const before = new Set(list());
  const { code } = await run({ command: "drizzle-kit", args: ["generate", "--name", name, ...more] }, "shown");
  if (code !== 0) throw new CommandError("drizzle-kit could not write the migration; correct what it reports above.");
  for (const file of list().filter((name) => !before.has(name))) {
    const path = join(folder, file);
    const { text, tables } = dropRowids(readFileSync(path, "utf8"));
    writeFileSync(
      path,
      /\bCREATE (?:TABLE|(?:UNIQUE )?INDEX)\b/.test(text) ? `${text}\n${marker}\n${planner()}` : text,
    );
    console.log(`migrations/${file}: ${tables.length ? `WITHOUT ROWID for ${tables.join(", ")}` : "unchanged"}`);
  }
  writeSchema();
}

function list(): string[] {
  return readdirSync(folder).filter((name) => name.endsWith(".sql"));
}

/** The statements that tell the planner about every table and index; they must run again after a new one. */
function planner(): string {
  return readFileSync(join(root, "tools/planner.sql"), "utf8");
}

/** Adds WITHOUT ROWID, which drizzle-kit cannot write: a rowid beside the real key doubles the rows that D1 writes. */
function dropRowids(sql: string): { text: string; tables: string[] } {
  const tables: string[] = [];
  const statements = sql.split(marker).map((statement) => {
    const table = /^\s*CREATE TABLE `(\w+)`/.exec(statement)?.[1];
    const has_own_key = /\bPRIMARY KEY\b/.test(statement) && !/\binteger PRIMARY KEY\b/i.test(statement);
    if (!table || !has_own_key) return statement;
    tables.push(table);
    return statement.replace(/\)(;?\s*)$/, ") WITHOUT ROWID$1");
  });
  return { text: statements.join(marker), tables };
}
