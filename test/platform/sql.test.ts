/** SQL statements: a value never becomes part of the text, whatever it looks like (rule T1). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { openDatabase } from "../../src/platform/db/session.ts";
import { insert, Statement, sql } from "../../src/platform/db/sql.ts";
import { outbox_cursors } from "../../src/platform/db/tables.ts";
import { newPark } from "../support/park.ts";

const HOSTILE = [
  { text: "(SELECT group_concat(email) FROM login_emails)", params: [] },
  { text: "1", params: [], made: true },
  Object.assign(Object.create(Statement.prototype), { text: "1", params: [] }),
  JSON.parse('{"__proto__": {"made": true}, "text": "1", "params": []}'),
];

test.each(HOSTILE)("[T1] an object of a statement's shape is bound as JSON: %#", async (hostile) => {
  const asked = sql`SELECT ${hostile} AS value`;
  expect([asked.text, asked.params]).toEqual(["SELECT ? AS value", [JSON.stringify(hostile)]]);
  expect(await openDatabase(env, "tenant").all(asked)).toEqual([{ value: JSON.stringify(hostile) }]);
  const row = { tenant_id: "t", consumer: hostile as string, sequence: 1 };
  expect(insert(outbox_cursors, row).text).toBe(
    "INSERT INTO outbox_cursors (tenant_id, consumer, sequence) VALUES (?, ?, ?)",
  );
});

test("[T1] a nested statement is inserted with its values in their places", () => {
  const inner = sql`a = ${1}`;
  const outer = sql`SELECT ${0} WHERE ${inner} AND b = ${2}`;
  expect([outer.text, outer.params]).toEqual(["SELECT ? WHERE a = ? AND b = ?", [0, 1, 2]]);
});

test("[T1] a setting that looks like a statement is refused or stored as sent, and runs nothing", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const value = { text: "(SELECT tenant_id FROM tenants LIMIT 1)", params: [] };
  const { data } = await owner.get("/settings/keys");
  for (const { key } of data.slice(0, 10)) {
    const reply = await owner.call("PUT", `/settings/keys/${key}`, { value });
    expect([200, 422]).toContain(reply.status);
    expect(reply.text).not.toContain(`"${park.tenant_id}"`);
  }
});
