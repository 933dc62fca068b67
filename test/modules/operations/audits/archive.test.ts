/** Tests of archives: old rows leave the table only for a registered file, and the chain stays verifiable. */

import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { archiveNext, archiveOldRows } from "../../../../src/modules/operations/audits/service/archive.ts";
import { commit } from "../../../../src/platform/db/commit.ts";
import { asTenant, type PublicContext } from "../../../../src/platform/http/context.ts";
import { linkNow } from "../../../../src/platform/queue/sealer.ts";
import { addPerson, auditRows, call, clientOf, countRows, newPark, until } from "../../../support/park.ts";
import { newChain, tamper } from "./support.ts";

const DAY_MS = 86_400_000;
/** A tick of a later day. */
function tick(days: number): PublicContext {
  const base = seedContext(env);
  const now = base.now + days * DAY_MS;
  return { ...base, now, arrived_at: now };
}

/** Archives everything that is old enough on a later day; returns the number of files. */
async function archive(tenant_id: string, days = 0): Promise<number> {
  let files = 0;
  while (await archiveNext(asTenant(tick(days), tenant_id))) files += 1;
  return files;
}

/** A chain with two rows of each of three days, a hundred days ago, and two rows of today. */
async function oldChain() {
  const chain = await newChain(0);
  const begun = Date.now() - 100 * DAY_MS;
  for (const days of [0, 0, 1, 1, 2, 2, 100, 100]) await chain.act({ at: begun + days * DAY_MS });
  await linkNow(env, chain.tenant_id);
  const before = await auditRows(chain.tenant_id);
  return { ...chain, before };
}

const filesOf = async (tenant_id: string) =>
  (await env.BUCKET.list({ prefix: `audit-archives/${tenant_id}/` })).objects.map(({ key }) => key);

async function linesOf(key: string): Promise<Record<string, unknown>[]> {
  const file = await env.BUCKET.get(key);
  if (!file) throw new Error(`no file ${key}`);
  const text = await new Response(file.body.pipeThrough(new DecompressionStream("gzip"))).text();
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("archiving old rows", () => {
  test("[U2] a day's rows go to one file unchanged, and the chain verifies with and without archives", async () => {
    const { tenant_id, before, verify } = await oldChain();
    expect(await archive(tenant_id)).toBe(3);
    const keys = await filesOf(tenant_id);
    expect(keys.map((key) => key.split("/").at(-1))).toEqual([
      "000000000001-000000000002.ndjson.gz",
      "000000000003-000000000004.ndjson.gz",
      "000000000005-000000000006.ndjson.gz",
    ]);
    expect((await Promise.all(keys.map(linesOf))).flat()).toEqual(before.slice(0, 6));
    const rows = await auditRows(tenant_id);
    expect(rows[0]?.sequence).toBe(7);
    expect(rows.filter(({ event }) => event === "audit.archived")).toHaveLength(3);
    expect(await verify()).toMatchObject({ ok: true, checked: rows.length, archives_read: 0 });
    expect(await verify({ archives: true })).toMatchObject({ ok: true, checked: rows.length + 6, archives_read: 3 });
    expect(await verify({ archives: false, sequence: 3, hash: before[2]?.hash ?? "" })).toMatchObject({
      ok: true,
      archives_read: 3,
    });
    const days = await env.DB.prepare("SELECT event, count FROM audit_days WHERE tenant_id = ? ORDER BY date")
      .bind(tenant_id)
      .all();
    expect(days.results).toEqual([1, 2, 3].map(() => ({ event: "test.acted", count: 2 })));
  });

  test("[U2] rows stay as long as the tenant sets, and the sealer's own row always stays", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const set = await owner.call("PUT", "/settings/keys/audit.raw_days", { value: 3_650 });
    expect(set.status).toBe(200);
    expect(await archive(park.tenant_id, 200)).toBe(0);
    const { tenant_id } = await newChain(3);
    expect(await archive(tenant_id, 89)).toBe(0);
    expect(await archiveNext(asTenant(tick(91), tenant_id))).toBe(true);
    // Rows 1 and 2 are in the file, row 3 was the head, row 4 records the archive.
    expect((await auditRows(tenant_id)).map(({ sequence }) => sequence)).toEqual([3, 4]);
  });

  test("[U2] a file is written again unchanged after D1 failed behind it", async () => {
    const { tenant_id, verify } = await oldChain();
    const bucket = Object.getPrototypeOf(env.BUCKET) as { put(...sent: unknown[]): Promise<unknown> };
    const { put } = bucket;
    const written: unknown[] = [];
    bucket.put = async function (this: R2Bucket, ...sent) {
      written.push(sent[1]);
      await put.apply(this, sent);
      if (written.length === 1) throw new Error("killed");
    };
    try {
      await expect(archive(tenant_id)).rejects.toThrow("killed");
      expect([await countRows("audit_archives", tenant_id), await countRows("audits", tenant_id)]).toEqual([0, 8]);
      expect(await archive(tenant_id, 1)).toBe(3);
    } finally {
      bucket.put = put;
    }
    expect(written[1]).toEqual(written[0]);
    expect(await filesOf(tenant_id)).toHaveLength(3);
    expect(await verify({ archives: true })).toMatchObject({ ok: true, archives_read: 3 });
  });

  test("[U2] rows may be archived during a verification, which then looks for them again", async () => {
    const { tenant_id, verify } = await oldChain();
    const bucket = Object.getPrototypeOf(env.BUCKET) as { list(...sent: unknown[]): Promise<unknown> };
    const { list } = bucket;
    // Verification reads the heads after the archives.
    bucket.list = async function (this: R2Bucket, ...sent) {
      bucket.list = list;
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await archive(tenant_id)).toBe(3);
      return list.apply(this, sent);
    };
    try {
      expect(await verify()).toMatchObject({ ok: true, sound_through: 11 });
    } finally {
      bucket.list = list;
    }
  });

  test("[U2] rows that do not follow the chain stay in the table", async () => {
    const { tenant_id, verify } = await oldChain();
    await tamper(`UPDATE audits SET changes = '{}' WHERE tenant_id = '${tenant_id}' AND sequence = 2`);
    expect(await archive(tenant_id)).toBe(0);
    expect(await verify()).toMatchObject({ ok: false, first_bad: 2, reason: "edited" });
  });

  test("[U1] archived rows leave counts by day and event, for callers who see the audit of every store", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    await env.DB.prepare(
      `INSERT INTO audit_days (tenant_id, date, event, count) SELECT ?, value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)`,
    )
      .bind(
        park.tenant_id,
        JSON.stringify([
          ["2026-01-01", "sale.created", 7],
          ["2026-01-02", "sale.created", 9],
          ["2026-01-02", "sale.voided", 1],
          ["2026-01-03", "employee.login", 2],
        ]),
      )
      .run();
    const read = async (query: string) => {
      const { data } = await owner.get(`/audits/days?${query}`);
      return data.map(({ date, event, count }: Record<string, unknown>) => `${date} ${event} ${count}`);
    };
    const whole = ["2026-01-03 employee.login 2", "2026-01-02 sale.voided 1", "2026-01-02 sale.created 9"];
    expect(await read("limit=200")).toEqual([...whole, "2026-01-01 sale.created 7"]);
    expect(await read("event=sale.&from_date=2026-01-02&to_date=2026-01-02")).toEqual(whole.slice(1));
    expect(await read("event=sale.created")).toHaveLength(2);
    const first = await owner.get("/audits/days?limit=2");
    expect(first.page?.has_more).toBe(true);
    expect(await read(`limit=2&cursor=${encodeURIComponent(first.page?.next_cursor ?? "")}`)).toEqual([
      "2026-01-02 sale.created 9",
      "2026-01-01 sale.created 7",
    ]);
    const here = await addPerson(park, { [park.store_id]: ["manager"] });
    const login = await call("POST", "/employees/login", { email: here.email, pin: here.pin });
    const refused = await clientOf(login.data.access_token).get("/audits/days");
    expect([refused.status, refused.error?.code]).toEqual([403, "E_PERMISSION"]);
  });

  test("[U1] the counts of archived days are kept for 365 days", async () => {
    const { tenant_id } = await oldChain();
    expect(await archive(tenant_id)).toBe(3);
    expect(await countRows("audit_days", tenant_id)).toBe(3);
    await env.DB.prepare("INSERT INTO audit_days (tenant_id, date, event, count) VALUES (?, '2020-01-01', 'old', 1)")
      .bind(tenant_id)
      .run();
    const base = tick(1);
    await until(async () => {
      await archiveOldRows(base);
      return (await countRows("audit_days", tenant_id, "date < '2021'")) === 0;
    });
    expect(await countRows("audit_days", tenant_id)).toBe(3);
  });
});

describe("an archive", () => {
  test("[U2] a missing, changed or invented archive is found, with the first row that it should hold", async () => {
    const { tenant_id, verify } = await oldChain();
    expect(await archive(tenant_id)).toBe(3);
    const [, second = ""] = await filesOf(tenant_id);
    const file = await env.BUCKET.get(second);
    const bytes = await file?.arrayBuffer();
    await env.BUCKET.put(second, "other", { customMetadata: file?.customMetadata });
    expect(await verify({ archives: true })).toMatchObject({ first_bad: 3, reason: "archive_edited" });
    await env.BUCKET.put(second, bytes ?? "");
    expect(await verify()).toMatchObject({ first_bad: 3, reason: "archive_edited" });
    await env.BUCKET.delete(second);
    expect(await verify()).toMatchObject({ ok: false, first_bad: 3, reason: "archive_missing" });
  });

  test("[U2] only an archive lets rows be deleted: triggers refuse all else, and archives of missing rows", async () => {
    const { tenant_id } = await oldChain();
    expect(await archive(tenant_id)).toBe(3);
    const attempts: [text: string, refusal: string][] = [
      ["DELETE FROM audits WHERE tenant_id = ? AND sequence = 7", "E_AUDIT_APPEND_ONLY"],
      ["DELETE FROM audit_archives WHERE tenant_id = ?", "E_AUDIT_APPEND_ONLY"],
      ["UPDATE audit_archives SET through_sequence = 8 WHERE tenant_id = ?", "E_AUDIT_APPEND_ONLY"],
      ["INSERT INTO audit_archives SELECT ?, 7, 7, 'x', 'k', 's', 0", "E_AUDIT_ARCHIVE"],
      ["INSERT INTO audit_archives SELECT ?, 8, 8, 'x', 'k', 's', 0", "E_AUDIT_ARCHIVE"],
    ];
    for (const [text, refusal] of attempts)
      await expect(env.DB.prepare(text).bind(tenant_id).run(), text).rejects.toThrow(refusal);
  });

  test("[U2] an archive of the last row is refused, because the next row must link to it", async () => {
    const { tenant_id } = await newChain(2);
    const [row] = (await auditRows(tenant_id)).slice(-1);
    const insert = env.DB.prepare("INSERT INTO audit_archives SELECT ?, 1, 2, ?, 'k', 's', 0").bind(
      tenant_id,
      row?.hash,
    );
    await expect(insert.run()).rejects.toThrow("E_AUDIT_ARCHIVE");
  });

  test("[T1] archives and heads belong to one tenant, and another tenant's list is empty", async () => {
    const { tenant_id } = await oldChain();
    expect(await archive(tenant_id)).toBe(3);
    const park = await newPark();
    const manager = await park.person("manager");
    expect((await manager.get("/audits/archives")).data).toEqual([]);
    const ctx = asTenant(seedContext(env), park.tenant_id);
    await commit(ctx, { writes: [], audit: [{ event: "test.acted", subject: ["test", "1"] }] });
    expect(await archive(park.tenant_id, 100)).toBeGreaterThan(0);
    const { data } = await manager.get("/audits/archives");
    expect(data[0]).toMatchObject({ from_sequence: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });
});
