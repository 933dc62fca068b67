/** Tests of verification: after any change of rows past the server, it names the first bad row. */

import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { exportHead } from "../../../../src/modules/operations/audits/service/heads.ts";
import { hashOf } from "../../../../src/platform/db/chain.ts";
import { commit } from "../../../../src/platform/db/commit.ts";
import { asTenant } from "../../../../src/platform/http/context.ts";
import { linkNow } from "../../../../src/platform/queue/sealer.ts";
import type { Head } from "../../../../src/shared/chain.ts";
import { auditRows, newPark } from "../../../support/park.ts";
import { newChain, tamper } from "./support.ts";

const sound = { ok: true, first_bad: null, reason: null, complete: true };

describe("an unchanged chain", () => {
  test("[U2] the chain verifies from its first row to the head, for every permitted caller", async () => {
    const park = await newPark();
    const manager = await park.person("manager");
    const { data } = await manager.get("/audits/verify");
    const rows = await auditRows(park.tenant_id);
    expect(data).toMatchObject({ ...sound, checked: data.head.sequence, sound_through: data.head.sequence });
    expect(data.head).toEqual({ sequence: data.head.sequence, hash: rows[data.head.sequence - 1]?.hash });
    expect(data.checked).toBeGreaterThan(30);
  });

  test("[U2] the chain verifies while it grows: new rows are no fault", async () => {
    const { act, verify } = await newChain(5);
    const acts = Array.from({ length: 40 }, () => act());
    const verdicts = await Promise.all(Array.from({ length: 8 }, () => verify()));
    await Promise.all(acts);
    expect(verdicts.map(({ ok }) => ok)).not.toContain(false);
  });

  test("[U2] verification continues after a row that was reached before", async () => {
    const { verify } = await newChain(30);
    const { sound_through } = await verify();
    expect(await verify({ after: 20 })).toMatchObject({ ...sound, checked: sound_through - 20, sound_through });
    await expect(verify({ after: 4_000 })).rejects.toThrow("details.fields");
  });

  test("[U2] verification compares a head of the caller, and refuses half of one", async () => {
    const park = await newPark();
    const manager = await park.person("manager");
    const { head } = (await manager.get("/audits/verify")).data;
    const held = await manager.get(`/audits/verify?sequence=${head.sequence}&hash=${head.hash}`);
    expect(held.data).toMatchObject(sound);
    expect((await manager.get(`/audits/verify?sequence=${head.sequence}`)).status).toBe(422);
  });
});

/** Rows 1 to 12 are linked; `$` is the tenant. The statements without triggers are those of the database's owner. */
const WHERE = "WHERE tenant_id = '$' AND";
const tampered: [what: string, statements: string[], found: object][] = [
  ["edited", [`UPDATE audits SET changes = '{"amount":1}' ${WHERE} sequence = 5`], { first_bad: 5, reason: "edited" }],
  ["given another moment", [`UPDATE audits SET at = at - 1 ${WHERE} sequence = 1`], { first_bad: 1, reason: "edited" }],
  [
    "given another actor",
    [`UPDATE audits SET actor_id = 'x' ${WHERE} sequence = 12`],
    { first_bad: 12, reason: "edited" },
  ],
  [
    "called another version",
    [`UPDATE audits SET canonical_version = 2 ${WHERE} sequence = 7`],
    { first_bad: 7, reason: "edited" },
  ],
  ["deleted", [`DELETE FROM audits ${WHERE} sequence = 6`], { first_bad: 6, reason: "missing" }],
  ["deleted at the beginning", [`DELETE FROM audits ${WHERE} sequence <= 2`], { first_bad: 1, reason: "missing" }],
  [
    "deleted and closed up",
    [`DELETE FROM audits ${WHERE} sequence = 6`, `UPDATE audits SET sequence = sequence - 1 ${WHERE} sequence > 6`],
    { first_bad: 6, reason: "out_of_order" },
  ],
  [
    "swapped",
    [
      `UPDATE audits SET sequence = -1 ${WHERE} sequence = 4`,
      `UPDATE audits SET sequence = 4 ${WHERE} sequence = 9`,
      `UPDATE audits SET sequence = 9 ${WHERE} sequence = -1`,
    ],
    { first_bad: 4, reason: "out_of_order" },
  ],
  [
    "put in between",
    [
      `UPDATE audits SET sequence = -sequence - 1 ${WHERE} sequence >= 8`,
      `UPDATE audits SET sequence = -sequence ${WHERE} sequence < 0`,
      `INSERT INTO audits SELECT tenant_id, 8, at, event, actor_kind, actor_id, approver_id, device_id, store_id, ip,
         subject_kind, subject_id, changes, request_id, canonical_version, prev_hash, hash FROM audits ${WHERE} sequence = 7`,
    ],
    { first_bad: 8, reason: "inserted" },
  ],
  [
    "put before the first",
    [
      `INSERT INTO audits SELECT tenant_id, 0, at, event, actor_kind, actor_id, approver_id, device_id, store_id, ip,
         subject_kind, subject_id, changes, request_id, canonical_version, prev_hash, hash FROM audits ${WHERE} sequence = 1`,
    ],
    { first_bad: 0, reason: "inserted" },
  ],
  [
    "without its hash",
    [`UPDATE audits SET hash = NULL, prev_hash = NULL ${WHERE} sequence = 5`],
    { first_bad: 5, reason: "unsealed" },
  ],
  ["cut", [`DELETE FROM audits ${WHERE} sequence > 9`], { first_bad: 10, reason: "cut" }],
  ["gone altogether", [`DELETE FROM audits ${WHERE} sequence > 0`], { first_bad: 1, reason: "cut" }],
];

describe("changed rows", () => {
  test.for(tampered)("[U2] %s: the first bad sequence is named", async ([, statements, found]) => {
    const { tenant_id, verify } = await newChain(12);
    await tamper(...statements.map((text) => text.replaceAll("$", tenant_id)));
    expect(await verify()).toMatchObject({ ok: false, ...found });
  });

  test("[U2] a tail that was cut and grew again is named at the cut", async () => {
    const { tenant_id, act, verify } = await newChain(12);
    await tamper(`DELETE FROM audits WHERE tenant_id = '${tenant_id}' AND sequence > 9`);
    await act();
    expect(await verify()).toMatchObject({ ok: false, first_bad: 10, reason: "cut" });
    for (let more = 0; more < 6; more++) await act();
    expect(await verify()).toMatchObject({ ok: false, first_bad: 10, reason: "cut", sound_through: 9 });
  });

  test("[U2] a forged row with a fitting hash is named by the row after it", async () => {
    const { tenant_id, verify } = await newChain(12);
    const rows = await auditRows(tenant_id);
    const forged = { ...rows[4], changes: '{"amount":1}' } as (typeof rows)[number];
    const hash = await hashOf(rows[3]?.hash ?? "", forged);
    const where = `WHERE tenant_id = '${tenant_id}' AND sequence = 5`;
    await tamper(`UPDATE audits SET changes = '${forged.changes}', hash = '${hash}' ${where}`);
    expect(await verify()).toMatchObject({ ok: false, first_bad: 5, reason: "edited", sound_through: 4 });
  });

  test("[U2] inserted rows with fitting links push others down, and the first inserted one is named", async () => {
    const { tenant_id, verify } = await newChain(12);
    const rows = await auditRows(tenant_id);
    const forged = { ...rows[7], event: "test.forged" } as (typeof rows)[number];
    const hash = await hashOf(rows[6]?.hash ?? "", forged);
    await tamper(
      `UPDATE audits SET sequence = -sequence - 1 WHERE tenant_id = '${tenant_id}' AND sequence >= 8`,
      `UPDATE audits SET sequence = -sequence WHERE tenant_id = '${tenant_id}' AND sequence < 0`,
      `INSERT INTO audits SELECT tenant_id, 8, at, 'test.forged', actor_kind, actor_id, approver_id, device_id, store_id,
         ip, subject_kind, subject_id, changes, request_id, canonical_version, prev_hash, '${hash}' FROM audits
       WHERE tenant_id = '${tenant_id}' AND sequence = 9`,
    );
    expect(await verify()).toMatchObject({ ok: false, first_bad: 8, reason: "inserted" });
  });
});

/** Changes a row and computes every hash from there again, as a person who knows the form could. */
async function rebuild(tenant_id: string, sequence: number): Promise<void> {
  const rows = await auditRows(tenant_id);
  let prev = rows[sequence - 2]?.hash ?? "";
  const statements: string[] = [];
  for (const row of rows.slice(sequence - 1)) {
    const changed = row.sequence === sequence ? { ...row, changes: '{"amount":1}' } : row;
    const hash = await hashOf(prev, changed);
    statements.push(
      `UPDATE audits SET changes = '${changed.changes}', prev_hash = '${prev}', hash = '${hash}'
       WHERE tenant_id = '${tenant_id}' AND sequence = ${row.sequence}`,
    );
    prev = hash;
  }
  await tamper(...statements);
}

describe("a rebuilt chain", () => {
  test("[U2] a rebuilt chain differs from the sealer's head", async () => {
    const { tenant_id, verify } = await newChain(12);
    await rebuild(tenant_id, 5);
    expect(await verify()).toMatchObject({ ok: false, first_bad: 12, reason: "rebuilt" });
  });

  async function exported(
    count: number,
  ): Promise<{ tenant_id: string; head: Head } & Awaited<ReturnType<typeof newChain>>> {
    const chain = await newChain(count);
    const { head } = await linkNow(env, chain.tenant_id);
    await exportHead(asTenant(seedContext(env), chain.tenant_id));
    await linkNow(env, chain.tenant_id);
    return { ...chain, head };
  }

  test("[U2] a chain rebuilt together with the sealer differs from an exported head, and from the caller's", async () => {
    const { tenant_id, head, act, verify } = await exported(9);
    for (let more = 0; more < 3; more++) await act();
    await linkNow(env, tenant_id);
    await rebuild(tenant_id, 5);
    await env.TENANT.getByName(tenant_id).forget();
    expect(await verify()).toMatchObject({ ok: false, first_bad: head.sequence, reason: "rebuilt", exported_heads: 1 });
    const [file] = (await env.BUCKET.list({ prefix: `audit-heads/${tenant_id}/` })).objects;
    await env.BUCKET.delete(file?.key ?? "");
    expect(await verify()).toMatchObject({ ok: true, exported_heads: 0 });
    expect(await verify(head)).toMatchObject({ ok: false, first_bad: head.sequence, reason: "rebuilt" });
  });

  test("[U2] a cut chain with an emptied sealer differs from an exported head", async () => {
    const { tenant_id, head, verify } = await exported(9);
    await tamper(`DELETE FROM audits WHERE tenant_id = '${tenant_id}' AND sequence >= ${head.sequence}`);
    await env.TENANT.getByName(tenant_id).forget();
    expect(await verify()).toMatchObject({ ok: false, first_bad: head.sequence, reason: "cut" });
  });
});

test("[U2] a row's hash covers its stored text: the chain proves what the commit wrote", async () => {
  const { tenant_id, verify } = await newChain(1);
  const ctx = asTenant(seedContext(env), tenant_id);
  const changes = { ชื่อ: "ทดสอบ", emoji: "🎟️", lone: "\ud800", nested: { b: 1, a: [null, true] } };
  await commit(ctx, { writes: [], audit: [{ event: "test.acted", subject: ["test", "1"], changes }] });
  expect(await verify()).toMatchObject(sound);
});
