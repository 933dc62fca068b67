/** Tests of heads: they are exported each day and printed on each Z report, out of reach of the database's owner. */

import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { exportHead, exportHeads, linkLeftovers } from "../../../../src/modules/operations/audits/service/heads.ts";
import { asTenant, type PublicContext } from "../../../../src/platform/http/context.ts";
import { auditRows, countRows, newPark, until } from "../../../support/park.ts";
import { newChain, tamper } from "./support.ts";

const DAY_MS = 86_400_000;

/** A tick of a later day. */
function tick(days: number): PublicContext {
  const base = seedContext(env);
  const now = base.now + days * DAY_MS;
  return { ...base, now, arrived_at: now };
}

const exportOf = (tenant_id: string, base: PublicContext) => exportHead(asTenant(base, tenant_id));

const headOf = async (tenant_id: string, at: number) => {
  const date = new Date(at).toISOString().slice(0, 10);
  return (await env.BUCKET.get(`audit-heads/${tenant_id}/${date}.json`))?.json<Record<string, unknown>>();
};

describe("a head", () => {
  test("[U2] a head is exported once a day, published as an event, and listed; a second tick changes nothing", async () => {
    const park = await newPark();
    const manager = await park.person("manager");
    const base = tick(0);
    await exportOf(park.tenant_id, base);
    await exportOf(park.tenant_id, tick(0));
    const [told, ...more] = await auditRows(park.tenant_id, "event = 'audit.head'");
    expect(more).toEqual([]);
    const head = JSON.parse(told?.changes ?? "{}");
    const row = (await auditRows(park.tenant_id)).find(({ sequence }) => sequence === head.sequence);
    expect(head).toEqual({
      date: new Date(base.now).toISOString().slice(0, 10),
      sequence: row?.sequence,
      hash: row?.hash,
    });
    expect(await countRows("outbox", park.tenant_id, "type = 'audit.head'")).toBe(1);
    expect(await headOf(park.tenant_id, base.now)).toEqual({ tenant_id: park.tenant_id, ...head, at: base.now });
    const listed = await manager.get("/audits/heads");
    expect(listed.data).toEqual([{ ...head, at: new Date(base.now).toISOString() }]);
  });

  test("[U2] a missed head is exported by the next tick, and the list continues from day to day", async () => {
    const park = await newPark();
    const manager = await park.person("manager");
    for (const days of [1, 2, 4]) await exportOf(park.tenant_id, tick(days));
    const first = await manager.get("/audits/heads?limit=2");
    expect([first.data.length, first.page?.has_more]).toEqual([2, true]);
    const second = await manager.get(`/audits/heads?limit=2&cursor=${first.page?.next_cursor}`);
    expect([second.data.length, second.page]).toEqual([1, { next_cursor: null, has_more: false }]);
    expect((await manager.get("/audits/verify")).data).toMatchObject({ ok: true, exported_heads: 3 });
  });

  test("[U2] an exported head is never overwritten: the first of a day stays", async () => {
    const { tenant_id, act } = await newChain(3);
    const base = tick(10);
    await exportOf(tenant_id, base);
    const first = await headOf(tenant_id, base.now);
    await act();
    await tamper(`UPDATE audits SET event = 'x' WHERE tenant_id = '${tenant_id}' AND sequence = 1`);
    await exportOf(tenant_id, tick(10));
    expect(await headOf(tenant_id, base.now)).toEqual(first);
    expect(await countRows("audits", tenant_id, "event = 'audit.head'")).toBe(1);
  });

  test("[U2] a tenant without new rows exports the last head again, and writes no row", async () => {
    const { tenant_id } = await newChain(3);
    await exportOf(tenant_id, tick(20));
    await until(async () => (await countRows("audits", tenant_id, "hash IS NULL")) === 0);
    await exportOf(tenant_id, tick(21));
    await exportOf(tenant_id, tick(22));
    expect(await countRows("audits", tenant_id)).toBe(4);
    expect(await headOf(tenant_id, tick(22).now)).toMatchObject({ sequence: 4 });
  });
});

test("[U2] the ticks after midnight export every tenant's head, however many there are", async () => {
  const chains = await Promise.all(Array.from({ length: 4 }, () => newChain(1)));
  const base = tick(40);
  await until(async () => {
    await exportHeads(base);
    const heads = await Promise.all(chains.map(({ tenant_id }) => headOf(tenant_id, base.now)));
    return heads.every((head) => head !== undefined);
  });
});

test("[U2] the sweep of every minute links rows that no wake-up reached", async () => {
  const { tenant_id } = await newChain(2);
  // Written past the server: no object is woken.
  await env.DB.prepare(
    `INSERT INTO audits (tenant_id, sequence, at, event, actor_kind, actor_id, subject_kind, subject_id, changes, request_id)
     VALUES (?, 3, 0, 'test.acted', 'system', 'system', 'test', '1', '{}', 'r')`,
  )
    .bind(tenant_id)
    .run();
  await linkLeftovers(seedContext(env));
  await until(async () => (await countRows("audits", tenant_id, "hash IS NULL")) === 0);
});

describe("a Z report", () => {
  test("[U2] a Z report has the head in its row, its reply and its audit row, and verification accepts it", async () => {
    const park = await newPark();
    const [cashier, manager] = await Promise.all([park.person("cashier", "pos"), park.person("manager")]);
    const { business_date } = (await cashier.post("/shifts/open", { cash_open: 0 })).data;
    await cashier.post("/shifts/close", { cash_counted: 0 });
    const { data } = await manager.post("/day_closes", { store_id: park.store_id, business_date });
    const { sequence, hash } = data.audit_head;
    const rows = await auditRows(park.tenant_id);
    expect(rows.find((row) => row.sequence === sequence)?.hash).toBe(hash);
    const [closed] = rows.filter(({ event }) => event === "day.closed");
    expect(JSON.parse(closed?.changes ?? "{}").audit_head).toEqual(data.audit_head);
    expect(closed?.sequence).toBe(sequence + 1);
    const again = await manager.get(`/day_closes/${park.store_id}/${business_date}`);
    expect(again.data.audit_head).toEqual(data.audit_head);
    const held = `/audits/verify?sequence=${sequence}&hash=${hash}`;
    expect((await manager.get(held)).data).toMatchObject({ ok: true });
    const other = await manager.get(`/audits/verify?sequence=${sequence}&hash=${"0".repeat(64)}`);
    expect(other.data).toMatchObject({ ok: false, first_bad: sequence, reason: "rebuilt" });
  });
});
