/** Tests of large rows: a new audit row is always small, and large old rows stop no reader (rule T9). */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { archiveNext } from "../../../../src/modules/operations/audits/service/archive.ts";
import { boundedChanges } from "../../../../src/platform/db/changes.ts";
import { commit } from "../../../../src/platform/db/commit.ts";
import { openDatabase } from "../../../../src/platform/db/session.ts";
import { sql } from "../../../../src/platform/db/sql.ts";
import { asTenant, newId } from "../../../../src/platform/http/context.ts";
import { linkNow } from "../../../../src/platform/queue/sealer.ts";
import { jsonBytes } from "../../../../src/shared/changes.ts";
import { madeBackup, purge } from "../../../support/backups.ts";
import { eventNamed } from "../../../support/events.ts";
import {
  auditRows,
  type Client,
  countRows,
  newPark,
  newProvider,
  type Reply,
  stepUp,
  type TestPark,
} from "../../../support/park.ts";

const DAY_MS = 86_400_000;

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

describe("the changes of a row", () => {
  const long = "ก".repeat(5_000);
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`field_${at}`, "x".repeat(20)]));

  test("[U1] [T9] changes that fit are stored unchanged", async () => {
    for (const changes of [{}, { note: "x".repeat(8_000) }, { before: { a: null }, after: { a: [1, "ก"] } }])
      expect(await boundedChanges(changes)).toEqual(changes);
  });

  test("[U1] [T9] changes that do not fit keep all field names, and replace large values by hash and size", async () => {
    const digest = { sha256: await sha256(JSON.stringify(long)), bytes: jsonBytes(long) };
    expect(await boundedChanges({ reason: "rain", note: long })).toEqual({ reason: "rain", note: digest });
    expect(await boundedChanges({ before: { name: "a", note: null }, after: { name: "b", note: long } })).toEqual({
      before: { name: "a", note: null },
      after: { name: "b", note: digest },
    });
    const { before, after } = await boundedChanges({ before: many, after: { one: 1 } });
    expect([before, after]).toEqual([{ sha256: expect.any(String), bytes: jsonBytes(many) }, { one: 1 }]);
    expect(await boundedChanges(many)).toEqual({
      sha256: await sha256(JSON.stringify(many)),
      bytes: jsonBytes(many),
    });
  });

  test("[U1] [T9] changes never have more than 8,192 bytes, however many large values there are", async () => {
    for (let values = 1; values <= 200; values += 13) {
      const wide = Object.fromEntries(Array.from({ length: values }, (_, at) => [`f${at}`, "ก".repeat(at * 40)]));
      for (const changes of [wide, { before: wide, after: wide }, { list: Object.values(wide), ...wide }])
        expect(jsonBytes(await boundedChanges(changes))).toBeLessThanOrEqual(8_192);
    }
  });

  test("[U1] [T9] [O7] changes keep the person named and the doubts, however large the rest is", async () => {
    const beside = { on_behalf_of: newId(Date.now()), doubts: ["no_session", "before_contact"] };
    for (let length = 7_900; length <= 8_400; length += 3) {
      const note = "x".repeat(length);
      for (const changes of [{ note }, { on_behalf_of: "nobody", doubts: [], details: { note, also: note } }]) {
        const bounded = await boundedChanges(changes, beside);
        expect(bounded).toMatchObject(beside);
        expect(jsonBytes(bounded)).toBeLessThanOrEqual(8_192);
      }
    }
    expect(await boundedChanges(many, beside)).toMatchObject({ bytes: jsonBytes(many), ...beside });
  });

  test("[U1] [T9] a device's large report is accepted, and its changes are bounded", async () => {
    const park = await newPark();
    const gate = await park.device("gate");
    const op = (details: object) => ({
      op_id: newId(Date.now()),
      type: "audit",
      ts: new Date().toISOString(),
      payload: { event: "door.opened", details },
    });
    const hand_in = async (...ops: object[]): Promise<Reply> =>
      gate.post("/sync/batch", { sent_at: new Date().toISOString(), ops });
    const note = "x".repeat(50_000);
    const { data } = await hand_in(op({ note, door: 4 }), op({ note: "x".repeat(1_300_000) }), op({ door: 5 }));
    expect(data.results.map(({ status, code, retry }: never) => [status, code, retry])).toEqual([
      ["applied", undefined, undefined],
      ["rejected", "E_TOO_LARGE", undefined],
      ["applied", undefined, undefined],
    ]);
    const rows = await auditRows(park.tenant_id, "event = 'device.reported'");
    expect(rows.map(({ changes }) => JSON.parse(String(changes)))).toMatchObject([
      {
        event: "door.opened",
        details: { note: { sha256: await sha256(JSON.stringify(note)), bytes: 50_002 }, door: 4 },
      },
      { event: "door.opened", details: { door: 5 } },
    ]);
    for (const { changes } of rows) expect(String(changes).length).toBeLessThanOrEqual(8_192);
    await linkNow(env, park.tenant_id);
    expect((await (await park.person("owner")).get("/audits/verify")).data).toMatchObject({ ok: true });
  });
});

describe("a row that is too large for SQLite", () => {
  test("[I3] [T9] a request that is too large for SQLite gets 413 and writes nothing", async () => {
    const park = await newPark();
    const ctx = asTenant(seedContext(env), park.tenant_id);
    const before = await countRows("audits", park.tenant_id);
    const too_big = "x".repeat(2_500_000);
    const work = { writes: [], audit: [{ event: "test.acted", subject: ["test", "1"] as const }] as const };
    const events = [eventNamed("test.told").of(["test", "1"], { too_big })];
    await expect(commit(ctx, { ...work, audit: [work.audit[0]], events })).rejects.toMatchObject({
      spec: { code: "E_TOO_LARGE", status: 413 },
    });
    await expect(openDatabase(env, park.tenant_id).all(sql`SELECT ${too_big} AS value`)).rejects.toMatchObject({
      spec: { code: "E_TOO_LARGE" },
    });
    expect(await countRows("audits", park.tenant_id)).toBe(before);
  });
});

/** Rows of 1.3 MB each, as an earlier release could write them. */
const LARGE = 12;
const LARGE_BYTES = 1_300_000;

describe("old rows of 1.3 MB", () => {
  let park: TestPark;
  let owner: Client;

  beforeAll(async () => {
    park = await newPark();
    owner = await stepUp(await park.person("owner"));
    const newest = (await auditRows(park.tenant_id)).length;
    const at = Date.now() - 100 * DAY_MS;
    for (let row = 1; row <= LARGE; row++)
      await env.DB.prepare(
        `INSERT INTO audits (tenant_id, sequence, at, event, actor_kind, actor_id, subject_kind, subject_id, changes, request_id)
         VALUES (?, ?, ?, 'device.reported', 'device', 'd', 'device', ?, ?, 'r')`,
      )
        .bind(
          park.tenant_id,
          newest + row,
          at,
          park.devices.gate?.device_id ?? "",
          JSON.stringify({ row, quotes: '"'.repeat(10), details: "x".repeat(LARGE_BYTES) }),
        )
        .run();
    await linkNow(env, park.tenant_id);
  });

  test("[U2] [T9] large rows are linked and verified", async () => {
    const { head, broken } = await linkNow(env, park.tenant_id);
    expect([broken, head.sequence >= LARGE]).toEqual([null, true]);
    expect((await owner.get("/audits/verify")).data).toMatchObject({ ok: true, complete: true });
  });

  test("[I8] [T9] large rows are listed in pages of a few megabytes, each row once", async () => {
    for (const filter of ["", `&subject_kind=device&subject_id=${park.devices.gate?.device_id}`]) {
      const seen: number[] = [];
      for (let cursor = ""; ; ) {
        const page = await owner.get(`/audits?limit=200&event=device.reported${filter}${cursor}`);
        expect([page.status, page.text.length < 6_000_000]).toEqual([200, true]);
        seen.push(...page.data.map(({ changes }: { changes: { row: number } }) => changes.row));
        if (!page.page?.has_more) break;
        cursor = `&cursor=${page.page.next_cursor}`;
      }
      expect(seen).toEqual(Array.from({ length: LARGE }, (_, at) => LARGE - at));
    }
  });

  test("[I8] [T9] the CSV has all large rows", async () => {
    const csv = await owner.get("/audits?format=csv&event=device.reported");
    expect(csv.status).toBe(200);
    expect(csv.text.split("\r\n").length).toBe(LARGE + 1);
    expect(csv.text.length).toBeGreaterThan(LARGE * LARGE_BYTES);
  });

  test("[U3] [T9] large rows cut a story short, which says so", async () => {
    const story = await owner.get(`/audits/story/device/${park.devices.gate?.device_id}`);
    expect([story.status, story.data.truncated, story.text.length < 12_000_000]).toEqual([200, true, true]);
  });

  test("[U1] [T9] large rows are in the nightly backup, and a restore brings them back", async () => {
    const backup_id = await madeBackup(park);
    const { data } = await owner.get(`/backups/${backup_id}`);
    expect(data).toMatchObject({ status: "completed", error: null });
    const manifest = (await owner.get(`/backups/${backup_id}/manifest`)).data;
    const files = manifest.files.filter(({ table }: { table: string }) => table === "audits");
    expect(files.length).toBeGreaterThan(3);
    const large =
      "SELECT sequence, changes FROM audits WHERE tenant_id = ? AND event = 'device.reported' ORDER BY sequence";
    const before = await env.DB.prepare(large).bind(park.tenant_id).all();
    await purge(park);
    const provider = await newProvider();
    const restore = { backup_id, confirm: park.tenant_id };
    for (let status = ""; status !== "completed"; ) {
      const reply = await provider.post(`/provider/tenants/${park.tenant_id}/restore-backup`, restore);
      expect([reply.status, reply.error]).toEqual([200, null]);
      status = reply.data.status;
    }
    expect((await env.DB.prepare(large).bind(park.tenant_id).all()).results).toEqual(before.results);
    owner = await stepUp(await park.person("owner"));
    expect((await owner.get("/audits/verify")).data).toMatchObject({ ok: true });
  });

  test("[U2] [T9] large rows go to archives of a few megabytes, and the chain verifies through them", async () => {
    const ctx = asTenant(seedContext(env), park.tenant_id);
    const later = { ...ctx, now: ctx.now + 200 * DAY_MS, arrived_at: ctx.arrived_at + 200 * DAY_MS };
    let files = 0;
    while (await archiveNext(later)) files += 1;
    expect(files).toBeGreaterThan(1);
    expect(await countRows("audits", park.tenant_id, "event = 'device.reported'")).toBeLessThan(3);
    const verified = await owner.get("/audits/verify?archives=true");
    expect(verified.data).toMatchObject({ ok: true, archives_read: files });
  });
});
