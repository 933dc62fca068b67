/** schema.sql: it equals the schema of the migrations, grouped by table. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { dumpSchema } from "../../tools/schema-file.ts";

const schema = readFileSync("schema.sql", "utf8");

test("schema.sql is current: `npm run schema` would write the same", () => {
  expect(schema).toBe(dumpSchema());
});

test("schema.sql has each index and each trigger right after its table", () => {
  const groups = schema.split("\n\n").slice(1);
  expect(groups.length).toBeGreaterThan(70);
  for (const group of groups) {
    const [, table] = /^CREATE TABLE [`"]?(\w+)/.exec(group) ?? [];
    const others = group.matchAll(/^CREATE (?:UNIQUE INDEX|INDEX|TRIGGER) [\s\S]*? ON [`"]?(\w+)/gm);
    expect([...others].filter(([, of]) => of !== table)).toEqual([]);
  }
});
