/** The planner's statistics: SQLite assumes many rows per tenant, so it looks rows up by their keys. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";

test("every index has statistics, also those of the latest migration", async () => {
  const { results } = await env.DB.prepare(
    `SELECT t.name AS tbl, iif(i.origin = 'pk', t.name, i.name) AS idx
     FROM pragma_table_list t, pragma_index_list(t.name) i WHERE t.schema = 'main' AND t.wr
     EXCEPT SELECT tbl, idx FROM sqlite_stat1`,
  ).all();
  expect(results).toEqual([]);
});

test.for([
  [
    "the replies of tenants whose turn has come",
    `DELETE FROM replies WHERE (tenant_id, caller_id, idempotency_key) IN (
       SELECT reply.tenant_id, reply.caller_id, reply.idempotency_key
       FROM json_each(?) due CROSS JOIN replies reply ON reply.tenant_id = due.value ->> '$.tenant_id'
       WHERE reply.created_at < (due.value ->> '$.turn') - ? LIMIT 5)`,
    "SEARCH reply USING PRIMARY KEY (tenant_id=?)",
  ],
  [
    "the first event that a consumer has not got",
    `SELECT sequence FROM outbox WHERE tenant_id = ? AND sequence > 5
       AND type IN (SELECT value FROM json_each(?)) ORDER BY sequence LIMIT 1`,
    "USING PRIMARY KEY (tenant_id=? AND sequence>?)",
  ],
  [
    "the oldest event of each tenant",
    `WITH RECURSIVE leap (tenant_id) AS (SELECT MIN(tenant_id) FROM outbox WHERE 1 UNION ALL
       SELECT (SELECT MIN(tenant_id) FROM outbox WHERE 1 AND tenant_id > leap.tenant_id) FROM leap
       WHERE leap.tenant_id IS NOT NULL)
     SELECT first.at FROM leap JOIN outbox first ON first.tenant_id = leap.tenant_id
       AND first.sequence = (SELECT MIN(sequence) FROM outbox WHERE tenant_id = leap.tenant_id) WHERE ? OR ?`,
    "SEARCH first USING PRIMARY KEY (tenant_id=? AND sequence=?)",
  ],
  [
    "one setting of each tenant",
    `WITH RECURSIVE leap (tenant_id) AS (SELECT MIN(tenant_id) FROM outbox WHERE 1 UNION ALL
       SELECT (SELECT MIN(tenant_id) FROM outbox WHERE 1 AND tenant_id > leap.tenant_id) FROM leap
       WHERE leap.tenant_id IS NOT NULL)
     SELECT settings.value FROM leap JOIN settings ON settings.tenant_id = leap.tenant_id
       AND settings.store_id = ? AND settings.key = ?`,
    "SEARCH settings USING PRIMARY KEY (tenant_id=? AND store_id=? AND key=?)",
  ],
  [
    "the first parked cart to expire, of a tenant",
    `SELECT MIN(expires_at) FROM open_tickets WHERE tenant_id = ? AND status = 'open' AND ?`,
    "USING COVERING INDEX open_tickets_expiry (tenant_id=?)",
  ],
  [
    "tickets that a list names",
    "SELECT t.used FROM json_each(?) asked JOIN tickets t ON t.tenant_id = ? AND t.ticket_id = asked.value ->> '$.id'",
    "tenant_id=? AND ticket_id=?",
  ],
  [
    "changes of tickets that a list names",
    `UPDATE tickets SET used = change.value ->> '$.used' FROM json_each(?) change
     WHERE tenant_id = ? AND ticket_id = change.value ->> '$.id'`,
    "tenant_id=? AND ticket_id=?",
  ],
  [
    "the attempts of a ticket",
    "SELECT * FROM redemptions WHERE tenant_id = ? AND ticket_id = ?",
    "tenant_id=? AND ticket_id=?",
  ],
  [
    "the attempts of a store in a period",
    "SELECT * FROM redemptions WHERE tenant_id = ? AND store_id = ? AND happened_at >= 5 ORDER BY happened_at DESC",
    "USING INDEX redemptions_store (tenant_id=? AND store_id=? AND happened_at>?)",
  ],
  [
    "the acts on a device in a stretch of the audit",
    `SELECT * FROM audits WHERE tenant_id = ? AND device_id = ? AND sequence >= 5 AND sequence < 500
     ORDER BY sequence DESC`,
    "USING PRIMARY KEY (tenant_id=? AND sequence>? AND sequence<?)",
  ],
] as const)("SQLite looks %s up one by one instead of reading a whole tenant", async ([, text, key]) => {
  const plan = await env.DB.prepare(`EXPLAIN QUERY PLAN ${text}`).bind("[]", "any").all<{ detail: string }>();
  expect(plan.results.map(({ detail }) => detail).join("\n")).toContain(key);
});
