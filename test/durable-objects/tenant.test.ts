/**
 * Tests of a tenant's sealer: it links every audit row once and in order, despite crashes and races, and stops at a
 * changed row.
 */

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { TenantObject } from "../../durable-objects/tenant/object.ts";
import { seedContext } from "../../local/park.ts";
import { hashOf } from "../../src/platform/db/chain.ts";
import { type Commit, commit } from "../../src/platform/db/commit.ts";
import { asTenant, newId } from "../../src/platform/http/context.ts";
import { linkNow } from "../../src/platform/queue/sealer.ts";
import { GENESIS } from "../../src/shared/chain.ts";
import { tamper } from "../modules/operations/audits/support.ts";
import { whileD1Refuses } from "../support/faults.ts";
import { auditRows, countRows, until } from "../support/park.ts";

const objectOf = (tenant_id: string) => env.TENANT.getByName(tenant_id);

/** A tenant that has only audit rows. */
function newTenant() {
  const tenant_id = newId(Date.now());
  const act = (works: Partial<Commit> = {}) =>
    commit(asTenant(seedContext(env), tenant_id), {
      writes: [],
      audit: [{ event: "test.acted", subject: ["test", tenant_id], changes: { note: "ไทย “quoted”\u2028" } }],
      ...works,
    });
  const actTimes = async (count: number) => {
    for (let done = 0; done < count; done++) await act();
  };
  return { tenant_id, act, actTimes };
}

const unsealed = (tenant_id: string) => countRows("audits", tenant_id, "hash IS NULL");

/** Follows the chain from row to row, as an auditor does. */
async function followed(tenant_id: string): Promise<number> {
  let prev = GENESIS;
  const rows = await auditRows(tenant_id);
  for (const [index, row] of rows.entries()) {
    expect([row.sequence, row.prev_hash, row.hash]).toEqual([index + 1, prev, await hashOf(prev, row)]);
    prev = row.hash ?? "";
  }
  return rows.length;
}

describe("sealing", () => {
  test("[U2] 500 commits at once leave one chain, without forks or gaps, within seconds and without a request", async () => {
    const { tenant_id, act } = newTenant();
    await Promise.all(Array.from({ length: 500 }, () => act()));
    await until(async () => (await unsealed(tenant_id)) === 0);
    expect(await followed(tenant_id)).toBe(500);
  });

  test("[U2] the next run links a commit made during a run, or just before one", async () => {
    const { tenant_id, act } = newTenant();
    for (let round = 0; round < 12; round++) {
      await Promise.all([act(), act()]);
      await scheduler.wait(round * 25);
    }
    await until(async () => (await unsealed(tenant_id)) === 0);
    expect(await followed(tenant_id)).toBe(24);
  });

  test("[U2] each of many requests at once gets a head that includes the commits before it", async () => {
    const { tenant_id, actTimes } = newTenant();
    await actTimes(5);
    const heads = await Promise.all(Array.from({ length: 10 }, () => linkNow(env, tenant_id)));
    const [last] = (await auditRows(tenant_id)).slice(-1);
    for (const { head } of heads) expect(head).toEqual({ sequence: 5, hash: last?.hash });
  });

  test("[U2] more rows than a page are linked in one run", async () => {
    const { tenant_id, act } = newTenant();
    const entry = { event: "test.acted", subject: ["test", tenant_id] as const };
    for (let done = 0; done < 5; done++) await act({ audit: [entry, ...Array.from({ length: 499 }, () => entry)] });
    expect((await linkNow(env, tenant_id)).head.sequence).toBe(2_500);
    expect(await followed(tenant_id)).toBe(2_500);
  });

  test("[U2] a sealer killed after D1 took the links and before it kept the head continues from the linked rows", async () => {
    const { tenant_id, actTimes } = newTenant();
    await actTimes(3);
    await linkNow(env, tenant_id);
    const stub = objectOf(tenant_id);
    const kept = await runInDurableObject<TenantObject, unknown>(stub, (_, { storage }) => storage.kv.get("chain"));
    await actTimes(2);
    await linkNow(env, tenant_id);
    await runInDurableObject<TenantObject, void>(stub, (_, { storage }) => storage.kv.put("chain", kept));
    await evictDurableObject(stub);
    await actTimes(2);
    expect(await linkNow(env, tenant_id)).toMatchObject({ head: { sequence: 7 }, broken: null });
    expect(await followed(tenant_id)).toBe(7);
  });

  test("[U2] a sealer without memory, or of a restored park, continues the chain that it finds", async () => {
    const { tenant_id, actTimes } = newTenant();
    await actTimes(3);
    await linkNow(env, tenant_id);
    await objectOf(tenant_id).forget();
    await actTimes(2);
    expect(await linkNow(env, tenant_id)).toMatchObject({ head: { sequence: 5 }, broken: null });
    expect(await followed(tenant_id)).toBe(5);
  });

  test("[U2] while D1 is away no row is lost, because the alarm tries again", async () => {
    const { tenant_id, actTimes } = newTenant();
    await actTimes(2);
    await whileD1Refuses(async () => {
      await expect(linkNow(env, tenant_id)).rejects.toThrow();
      await runDurableObjectAlarm(objectOf(tenant_id));
    });
    await until(async () => (await unsealed(tenant_id)) === 0);
    expect(await followed(tenant_id)).toBe(2);
  });
});

describe("a changed chain", () => {
  async function sealedTenant(count: number) {
    const tenant = newTenant();
    await tenant.actTimes(count);
    await linkNow(env, tenant.tenant_id);
    return tenant;
  }

  test.for([
    ["cut", "DELETE FROM audits WHERE tenant_id = '$' AND sequence > 3", { first_bad: 5, reason: "cut" }],
    [
      "cut and grown again",
      "UPDATE audits SET hash = NULL, prev_hash = NULL WHERE tenant_id = '$' AND sequence = 5",
      { first_bad: 5, reason: "unsealed" },
    ],
    [
      "rebuilt",
      "UPDATE audits SET hash = 'another' WHERE tenant_id = '$' AND sequence = 5",
      { first_bad: 5, reason: "rebuilt" },
    ],
  ] as const)(
    "[U2] when the chain before the head is %s, the sealer links no more rows, and records the break once",
    async ([, text, broken]) => {
      const { tenant_id, act } = await sealedTenant(5);
      await tamper(text.replace("$", tenant_id));
      await act();
      expect((await linkNow(env, tenant_id)).broken).toEqual(broken);
      await evictDurableObject(objectOf(tenant_id));
      expect((await linkNow(env, tenant_id)).broken).toEqual(broken);
      const told = await auditRows(tenant_id, "event = 'audit.broken'");
      expect(told.map(({ changes }) => JSON.parse(changes))).toEqual([{ ...broken, sealed_through: 5 }]);
      expect(await countRows("outbox", tenant_id, "type = 'audit.broken'")).toBe(1);
      expect(await unsealed(tenant_id)).toBeGreaterThan(0);
    },
  );

  test("[U2] a row that is missing before it was linked is found by its sequence number", async () => {
    const { tenant_id, actTimes } = await sealedTenant(2);
    await actTimes(3);
    await tamper(`DELETE FROM audits WHERE tenant_id = '${tenant_id}' AND sequence = 4`);
    expect(await linkNow(env, tenant_id)).toMatchObject({
      head: { sequence: 3 },
      broken: { first_bad: 4, reason: "missing" },
    });
  });

  test("[U2] a sealer that was deleted with its tenant begins a new chain", async () => {
    const { tenant_id } = await sealedTenant(3);
    await objectOf(tenant_id).forget();
    await tamper(`DELETE FROM audits WHERE tenant_id = '${tenant_id}'`);
    expect(await linkNow(env, tenant_id)).toEqual({ head: { sequence: 0, hash: GENESIS }, broken: null });
  });
});
