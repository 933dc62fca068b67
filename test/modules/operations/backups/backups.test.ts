/** Tests of backups: a backup has every record of its tenant and no other's, in spite of interruptions and changes. */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import type { Row } from "../../../../src/modules/operations/backups/domain/manifest.ts";
import { slotOf } from "../../../../src/modules/operations/backups/domain/schedule.ts";
import { listDue, makeDailyBackup, resumeBackups } from "../../../../src/modules/operations/backups/service/backups.ts";
import { copyOn } from "../../../../src/modules/operations/backups/service/copy.ts";
import { unpackRows } from "../../../../src/platform/db/ndjson.ts";
import { asTenant } from "../../../../src/platform/http/context.ts";
import { linkNow } from "../../../../src/platform/queue/sealer.ts";
import { backupTables, house } from "../../../support/backups.ts";
import { auditRows, type Client, cashSale, countRows, newPark, stepUp, type TestPark } from "../../../support/park.ts";

let park: TestPark;
let owner: Client;
let till: Client;

beforeAll(async () => {
  park = await newPark();
  owner = await stepUp(await park.person("owner"));
  till = await park.till();
  for (let sale = 0; sale < 3; sale++) await sell();
});

const sell = () => till.post("/sales", cashSale(park.packages.single ?? "", 2, 35_000), crypto.randomUUID());

/** A bucket that does something else around each put. */
function bucketThat(around: (key: string, put: () => Promise<unknown>) => Promise<unknown>): R2Bucket {
  return new Proxy(env.BUCKET, {
    get(bucket, name) {
      if (name === "put") return (key: string, ...rest: [never, never]) => around(key, () => bucket.put(key, ...rest));
      const value = Reflect.get(bucket, name);
      return typeof value === "function" ? value.bind(bucket) : value;
    },
  });
}

async function backupOf(backup_id: string) {
  return (await owner.get(`/backups/${backup_id}`)).data;
}

async function whole(backup_id: string) {
  await resumeBackups(house());
  return backupOf(backup_id);
}

/** A backup that no run has continued. */
async function begun(of: TestPark = park): Promise<string> {
  const ctx = asTenant(house({ bucket: bucketThat(() => Promise.reject(new Error("no bucket"))) }), of.tenant_id);
  await makeDailyBackup(ctx);
  const query = "SELECT backup_id FROM backups WHERE tenant_id = ? AND status = 'running'";
  return (await env.DB.prepare(query).bind(of.tenant_id).first<string>("backup_id")) ?? "";
}

async function manifestOf(backup_id: string) {
  return (await owner.get(`/backups/${backup_id}/manifest`)).data;
}

async function filesBelow(prefix: string): Promise<string[]> {
  return (await env.BUCKET.list({ prefix })).objects.map(({ key }) => key.slice(prefix.length));
}

describe("a backup", () => {
  test("[T1] [U1] a backup has every row of its tenant and of no other, and its sums are the tenant's", async () => {
    const begun = await owner.post("/backups");
    expect([begun.status, begun.data.status]).toEqual([201, "running"]);
    const done = await whole(begun.data.backup_id);
    expect([done.status, done.error]).toEqual(["completed", null]);
    const manifest = await manifestOf(done.backup_id);
    const names = await backupTables(park);
    expect(manifest.tables.map(({ name }: { name: string }) => name)).toEqual(names);
    // The copy lacks the record of its own end, and counts of requests after it.
    const counted = names.filter((name) => !["usage_counters", "outbox_cursors", "audits"].includes(name));
    for (const name of counted)
      expect([name, done.rows[name] ?? 0]).toEqual([name, await countRows(name, park.tenant_id)]);
    expect(done.rows.audits).toBe(manifest.audit.through_sequence);
    expect(manifest.exact).toBe(true);
    expect(manifest.sums).toEqual({ sales: { count: 3, total: 210_000 }, tickets: { active: 6 } });
    for (const { name, table, rows } of manifest.files) {
      const file = await (await env.BUCKET.get(done.object_prefix + name))?.arrayBuffer();
      const held = await unpackRows<Row>(file as ArrayBuffer);
      expect([table, held.length, held.every((row) => row.tenant_id === park.tenant_id)]).toEqual([table, rows, true]);
    }
    const told = await auditRows(park.tenant_id, `subject_id = '${done.backup_id}'`);
    expect(told.map(({ event }) => event)).toEqual(["backup.started", "backup.completed"]);
  });

  test("[T2] another tenant's backup is 404, like an unknown one", async () => {
    const { backup_id } = (await owner.get("/backups")).data[0];
    const other = await (await newPark()).person("owner");
    for (const path of [`/backups/${backup_id}`, `/backups/${backup_id}/manifest`]) {
      const reply = await other.get(path);
      expect([reply.status, reply.error?.code]).toEqual([404, "E_NOT_FOUND"]);
    }
    expect((await other.get("/backups")).data).toEqual([]);
  });

  test("[T7] a backup needs settings_write in every store and a step-up", async () => {
    const unproved = await (await park.visitor("owner")).post("/backups");
    expect([unproved.status, unproved.error?.code]).toEqual([403, "E_STEP_UP_REQUIRED"]);
    expect((await (await park.person("cashier", "pos")).get("/backups")).error?.code).toBe("E_PERMISSION");
  });

  test("[T1] [T7] the outlet's path backs up its own tenant, and finds no other", async () => {
    const other = await newPark();
    const refused = await owner.post(`/outlets/${other.tenant_id}/backup`);
    expect([refused.status, refused.error?.code]).toEqual([404, "E_NOT_FOUND"]);
    expect(await countRows("backups", other.tenant_id)).toBe(0);
    const { status, data } = await owner.post(`/outlets/${park.tenant_id}/backup`);
    expect([status, data.object_prefix]).toEqual([201, `backups/${park.tenant_id}/${data.backup_id}/`]);
    expect((await whole(data.backup_id)).status).toBe("completed");
    const unproved = await (await park.visitor("owner")).post(`/outlets/${park.tenant_id}/backup`);
    expect([unproved.status, unproved.error?.code]).toEqual([403, "E_STEP_UP_REQUIRED"]);
  });

  test("[U1] one requested backup runs at a time: another is refused until the first is complete", async () => {
    const { backup_id } = (await owner.post("/backups")).data;
    const refused = await owner.post("/backups");
    expect([refused.status, refused.error?.code]).toEqual([409, "E_BACKUP_RUNNING"]);
    expect((await whole(backup_id)).status).toBe("completed");
    const next = await owner.post("/backups");
    expect([next.status, (await whole(next.data.backup_id)).status]).toEqual([201, "completed"]);
  });
});

describe("an interrupted backup", () => {
  test.each([
    ["before", "lost"],
    ["after", "written, and the answer lost"],
  ])("[U1] at every file, each %s it is %s, it goes on and is the same as one that was not", async (when) => {
    const backup_id = await begun();
    const failed = new Set<string>();
    const bucket = bucketThat(async (key, put) => {
      const first = !failed.has(key);
      failed.add(key);
      if (!first || when === "after") await put();
      if (first) throw new Error("the bucket is out of reach");
    });
    for (let tries = 0; tries < 200 && (await backupOf(backup_id)).status === "running"; tries++)
      await copyOn(asTenant(house({ bucket }), park.tenant_id), backup_id);
    const done = await backupOf(backup_id);
    expect([done.status, done.exact]).toEqual(["completed", true]);
    const manifest = await manifestOf(backup_id);
    expect(failed.size).toBe(manifest.files.length + 1);
    const names = manifest.files.map(({ name }: { name: string }) => name);
    expect((await filesBelow(done.object_prefix)).toSorted()).toEqual(["manifest.json", ...names].toSorted());
    expect(manifest.sums.sales).toEqual({ count: 3, total: 210_000 });
  });

  test("[U1] a backup fails after five failures in a row, says why, and the next can be made", async () => {
    const backup_id = await begun();
    const bucket = bucketThat(() => Promise.reject(new Error("the bucket is full, says guest@mail.test")));
    for (let run = 0; run < 4; run++) await resumeBackups(house({ bucket }));
    const failed = await backupOf(backup_id);
    expect([failed.status, failed.error]).toEqual(["failed", "Error: the bucket is full, says [email]"]);
    expect((await auditRows(park.tenant_id, "event = 'backup.failed'")).length).toBe(1);
    const next = await owner.post("/backups");
    expect((await whole(next.data.backup_id)).status).toBe("completed");
  });

  test("[U1] two runs at once lose no file", async () => {
    const backup_id = await begun();
    const run = () => copyOn(asTenant(house(), park.tenant_id), backup_id);
    for (let round = 0; round < 200 && (await backupOf(backup_id)).status === "running"; round++)
      await Promise.all([run(), run(), run()]);
    const done = await backupOf(backup_id);
    expect(done.status).toBe("completed");
    const there = await filesBelow(done.object_prefix);
    for (const { name } of (await manifestOf(backup_id)).files) expect(there).toContain(name);
  });
});

describe("a backup of a busy tenant", () => {
  test("[U1] a copy is made again after changes during it, and says when the tenant never rested", async () => {
    const sellDuring = async (passes: number) => {
      const backup_id = await begun();
      let pass = 0;
      const bucket = bucketThat(async (key, put) => {
        if (key.includes("/roles-") && ++pass <= passes) await sell();
        return put();
      });
      for (let run = 0; run < 10 && (await backupOf(backup_id)).status === "running"; run++)
        await copyOn(asTenant(house({ bucket }), park.tenant_id), backup_id);
      return manifestOf(backup_id);
    };
    const rested = await sellDuring(1);
    expect([rested.exact, rested.sums.sales.count]).toEqual([true, 4]);
    expect(rested.sums.sales.count).toBe(await countRows("sales", park.tenant_id));
    const restless = await sellDuring(3);
    expect(restless.exact).toBe(false);
    expect(restless.audit.through_sequence).toBeGreaterThan(restless.audit.from_sequence);
  });

  test("[U2] rows that are linked meanwhile are stored without links, and the manifest has the copied chain's head", async () => {
    const own = await newPark();
    await linkNow(env, own.tenant_id);
    const cashier = await own.till();
    await cashier.post("/sales", cashSale(own.packages.single ?? "", 1, 35_000), "key");
    const backup_id = await begun(own);
    const bucket = bucketThat(async (_, put) => {
      await linkNow(env, own.tenant_id);
      return put();
    });
    await copyOn(asTenant(house({ bucket }), own.tenant_id), backup_id);
    const prefix = `backups/${own.tenant_id}/${backup_id}/`;
    const manifest = JSON.parse((await (await env.BUCKET.get(`${prefix}manifest.json`))?.text()) ?? "{}");
    const file = manifest.files.find(({ table }: { table: string }) => table === "audits");
    const rows = await unpackRows<Row>(
      (await (await env.BUCKET.get(prefix + file.name))?.arrayBuffer()) as ArrayBuffer,
    );
    const sealed = rows.filter(({ hash }) => hash !== null);
    expect(sealed.length).toBeLessThan(rows.length);
    expect(manifest.audit_head).toEqual({ sequence: sealed.length, hash: sealed.at(-1)?.hash });
    expect(rows.slice(0, sealed.length)).toEqual(sealed);
  });
});

test("[U1] the daily backup is made once, when it is due, without a request", async () => {
  const own = await newPark();
  const slot = slotOf(own.tenant_id, Date.now() + 86_400_000);
  const due = async (now: number) => (await listDue(house({ now }))).includes(own.tenant_id);
  expect([await due(slot - 1), await due(slot)]).toEqual([false, true]);
  await makeDailyBackup(asTenant(house({ now: slot }), own.tenant_id));
  expect([await due(slot), await due(slot + 86_400_000)]).toEqual([false, true]);
  const query = "SELECT status, started_by FROM backups WHERE tenant_id = ?";
  const made = await env.DB.prepare(query).bind(own.tenant_id).all();
  expect(made.results).toEqual([{ status: "completed", started_by: "system" }]);
});

test("[U1] the daily backup is made in time, though a person's is under way and cannot continue, and ends first", async () => {
  const own = await newPark();
  const slot = slotOf(own.tenant_id, Date.now() + 86_400_000);
  const person = await stepUp(await own.person("owner"));
  const by_hand = (await person.post("/backups")).data;
  const state = async (backup_id: string) => (await person.get(`/backups/${backup_id}`)).data.status;
  expect(await listDue(house({ now: slot }))).toContain(own.tenant_id);
  await makeDailyBackup(asTenant(house({ now: slot }), own.tenant_id));
  const [nightly] = (await person.get("/backups")).data.filter(
    ({ started_by }: { started_by: string }) => started_by === "system",
  );
  expect([nightly?.status, await state(by_hand.backup_id)]).toEqual(["completed", "running"]);
  expect(await listDue(house({ now: slot + 60_000 }))).not.toContain(own.tenant_id);
  await resumeBackups(house());
  expect(await state(by_hand.backup_id)).toBe("completed");
});

test("[U1] of 250 requested backups, those older than 30 days are deleted, a portion with each backup", async () => {
  const own = await newPark();
  const now = slotOf(own.tenant_id, Date.now() + 86_400_000);
  const insert = env.DB.prepare(
    `INSERT INTO backups (tenant_id, backup_id, status, rows, bytes, object_prefix, progress, started_by, started_at, version)
     VALUES (?, ?, 'completed', '{}', 0, ?, '{}', 'person', ?, 1)`,
  );
  const by_hand = Array.from({ length: 250 }, (_, at) => {
    const started_at = now - (at < 5 ? 40 : 10) * 86_400_000 + at;
    const id = `0${String(at).padStart(25, "0")}`;
    return insert.bind(own.tenant_id, id, `backups/${own.tenant_id}/${id}/`, started_at);
  });
  await env.DB.batch(by_hand);
  const lying = `backups/${own.tenant_id}/0${"0".repeat(25)}/`;
  await env.BUCKET.put(`${lying}sales-1.ndjson.gz`, "x");
  await makeDailyBackup(asTenant(house({ now }), own.tenant_id));
  expect(await countRows("backups", own.tenant_id, "started_by = 'person'")).toBe(245);
  expect(await filesBelow(lying)).toEqual([]);
  for (const days of [25, 26]) await makeDailyBackup(asTenant(house({ now: now + days * 86_400_000 }), own.tenant_id));
  expect(await countRows("backups", own.tenant_id, "started_by = 'person'")).toBe(0);
});

test("[U1] the daily backups of the last seven days and four weeks are kept with their files; older ones are deleted", async () => {
  const own = await newPark();
  const first = slotOf(own.tenant_id, Date.now() + 86_400_000);
  const days = [0, 35, 36];
  for (const day of days) await makeDailyBackup(asTenant(house({ now: first + day * 86_400_000 }), own.tenant_id));
  const owned = "SELECT backup_id FROM backups WHERE tenant_id = ?";
  expect((await env.DB.prepare(owned).bind(own.tenant_id).all()).results.length).toBe(3);
  for (const day of [43, 50, 57, 64])
    await makeDailyBackup(asTenant(house({ now: first + day * 86_400_000 }), own.tenant_id));
  const kept = (await env.DB.prepare(owned).bind(own.tenant_id).all<{ backup_id: string }>()).results;
  const lying = await env.BUCKET.list({ prefix: `backups/${own.tenant_id}/`, delimiter: "/" });
  const folders = new Set(
    (await filesBelow(`backups/${own.tenant_id}/`)).map((name) => name.slice(0, name.indexOf("/"))),
  );
  expect(lying.truncated).toBe(false);
  expect([...folders].toSorted()).toEqual(kept.map(({ backup_id }) => backup_id).toSorted());
  expect((await auditRows(own.tenant_id, "event = 'backup.expired'")).length).toBe(7 - kept.length);
});
