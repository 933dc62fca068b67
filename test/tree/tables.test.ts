/** Tables: every key and index begins with the tenant, because tenants share tables. */

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const sql = readdirSync("migrations")
  .filter((name) => name.endsWith(".sql"))
  .map((name) => readFileSync(`migrations/${name}`, "utf8"))
  .join("\n");

const tables = [...sql.matchAll(/CREATE TABLE `(\w+)` \(([\s\S]*?)\n\)([^;]*);/g)].map(
  ([, name = "", body = "", tail = ""]) => ({
    name,
    key: /PRIMARY KEY\((.*?)\)/.exec(body)?.[1] ?? /(`\w+`)[^,\n]* PRIMARY KEY/.exec(body)?.[1] ?? "",
    tail,
  }),
);
const indexes = [...sql.matchAll(/CREATE (?:UNIQUE )?INDEX `(\w+)` ON `\w+` \((.*?)\)/g)].map(([, name, key]) => ({
  name,
  key,
}));

/** The table that is read before the tenant is known: the owners of e-mail addresses. */
const BEFORE_THE_TENANT = ["login_emails"];

test("[T1] every table's key and every index begins with the tenant", () => {
  expect(tables.length).toBeGreaterThan(20);
  expect(indexes.length).toBeGreaterThan(5);
  const keys = [...tables.filter(({ name }) => !BEFORE_THE_TENANT.includes(name)), ...indexes];
  expect(keys.filter(({ key }) => !key?.startsWith("`tenant_id`"))).toEqual([]);
});

test("every table is stored in the order of its key, so that a row is one row written and not two", () => {
  expect(tables.filter(({ tail }) => !tail.includes("WITHOUT ROWID"))).toEqual([]);
});

test("[T1] statements are made by the sql tag, and by hand only where the database gives the names of tables", () => {
  const by_hand = ["src", "durable-objects"]
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => `${folder}/${name}`))
    .filter((path) => path.endsWith(".ts") && /\bnew Statement\(/.test(readFileSync(path, "utf8")));
  expect(by_hand.toSorted()).toEqual([
    "src/modules/operations/backups/store/rows.ts",
    "src/modules/operations/provider/store/purge.ts",
    "src/platform/db/commit.ts",
    "src/platform/db/sql.ts",
  ]);
});
