/** Tests of restores: a backup restores a tenant unchanged, and a forged one restores nothing. */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import type { Row } from "../../../../src/modules/operations/backups/domain/manifest.ts";
import { signManifest, verifyManifest } from "../../../../src/modules/operations/backups/service/seals.ts";
import { putRowsFile } from "../../../../src/modules/operations/backups/store/files.ts";
import { unpackRows } from "../../../../src/platform/db/ndjson.ts";
import { linkNow } from "../../../../src/platform/queue/sealer.ts";
import { backupTables, madeBackup, purge } from "../../../support/backups.ts";
import { auditRows, type Client, call, cashSale, newPark, newProvider, type TestPark } from "../../../support/park.ts";

let provider: Client;

beforeAll(async () => {
  provider = await newProvider();
});

interface Copied {
  park: TestPark;
  backup_id: string;
  prefix: string;
  rows: Record<string, unknown[]>;
}

/** A tenant after a day, its backup, and its records deleted. */
async function purged(): Promise<Copied> {
  const park = await newPark();
  const till = await park.till();
  for (let sale = 0; sale < 2; sale++)
    await till.post("/sales", cashSale(park.packages.single ?? "", 2, 35_000), crypto.randomUUID());
  await till.post("/shifts/close", { cash_counted: 240_000 });
  await linkNow(env, park.tenant_id);
  const rows = await allRows(park);
  const backup_id = await madeBackup(park);
  await purge(park);
  return { park, backup_id, prefix: `backups/${park.tenant_id}/${backup_id}/`, rows };
}

async function allRows(park: TestPark): Promise<Record<string, unknown[]>> {
  const names = (await backupTables(park)).filter((name) => !["usage_counters", "outbox_cursors"].includes(name));
  const results = await env.DB.batch(
    names.map((name) => env.DB.prepare(`SELECT * FROM ${name} WHERE tenant_id = ?`).bind(park.tenant_id)),
  );
  return Object.fromEntries(names.map((name, at) => [name, results[at]?.results ?? []]));
}

function restore({ park, backup_id }: Pick<Copied, "park" | "backup_id">, client = provider) {
  const { tenant_id } = park;
  return client.post(`/provider/tenants/${tenant_id}/restore-backup`, { backup_id, confirm: tenant_id });
}

async function isServed({ park }: Copied): Promise<boolean> {
  const { email, pin } = park.employees.owner ?? {};
  return (await call("POST", "/employees/login", { email, pin })).status === 200;
}

async function rewrite(key: string, change: (bytes: Uint8Array) => Uint8Array): Promise<void> {
  const bytes = new Uint8Array((await (await env.BUCKET.get(key))?.arrayBuffer()) ?? new ArrayBuffer(0));
  await env.BUCKET.put(key, change(bytes));
}

const flipped = (at: number) => (bytes: Uint8Array) => bytes.map((byte, place) => (place === at ? byte ^ 1 : byte));

async function firstFile(prefix: string, table: string): Promise<string> {
  const { objects } = await env.BUCKET.list({ prefix: `${prefix}${table}-` });
  return objects[0]?.key ?? "";
}

describe("a sound backup", () => {
  test("[U1] [U2] a restore brings every row back unchanged, and the chain continues from its head", async () => {
    const copied = await purged();
    const { park, backup_id, rows } = copied;
    expect(await isServed(copied)).toBe(false);
    const reply = await restore(copied);
    expect([reply.status, reply.error, reply.data?.status]).toEqual([200, null, "completed"]);
    expect([reply.data.exact, reply.data.sums]).toEqual([
      true,
      { sales: { count: 2, total: 140_000 }, tickets: { active: 4 } },
    ]);
    const after = await allRows(park);
    for (const [name, before] of Object.entries(rows))
      if (name !== "audits") expect([name, after[name]]).toEqual([name, before]);
    expect(after.audits?.slice(0, rows.audits?.length)).toEqual(rows.audits);
    const later = (await auditRows(park.tenant_id)).slice(rows.audits?.length);
    expect(later.map(({ event }) => event)).toEqual(["backup.started", "tenant.restored"]);
    expect(await linkNow(env, park.tenant_id)).toMatchObject({
      broken: null,
      head: { sequence: later.at(-1)?.sequence },
    });
    expect(await isServed(copied)).toBe(true);
    const again = await restore(copied);
    expect([again.status, again.data.status]).toEqual([200, "completed"]);
    expect((await auditRows(park.tenant_id, "event = 'tenant.restored'")).length).toBe(1);
    expect(backup_id).toBe(again.data.backup_id);
  });

  test("[U1] an interrupted restore continues on the next call, and nobody can log in before it is complete", async () => {
    const copied = await purged();
    const { park, backup_id, prefix } = copied;
    const key = await firstFile(prefix, "sales");
    // Every file is sound at the beginning; then one is not reachable.
    const get = env.BUCKET.get;
    const bucket = Object.getPrototypeOf(env.BUCKET);
    let reads = 0;
    bucket.get = function (asked: string, ...rest: []) {
      return asked === key && ++reads === 2 ? Promise.resolve(null) : get.call(this, asked, ...rest);
    };
    const broken = await restore(copied).finally(() => {
      bucket.get = get;
    });
    expect([broken.status, broken.error?.code]).toEqual([409, "E_BACKUP_BROKEN"]);
    const { email, pin } = park.employees.owner ?? {};
    const login = await call("POST", "/employees/login", { email, pin });
    expect([login.status, login.error?.code]).toEqual([503, "E_UNAVAILABLE"]);
    const device = await call("POST", "/auth/device/login", park.devices.pos);
    expect(device.status).toBeGreaterThanOrEqual(400);
    const other = await restore({ park, backup_id: await anotherBackup(copied) });
    expect([other.error?.code, other.error?.details]).toEqual(["E_RESTORE_OPEN", { backup_id }]);
    expect((await restore(copied)).data?.status).toBe("completed");
    expect((await allRows(park)).sales).toEqual(copied.rows.sales);
    expect(await isServed(copied)).toBe(true);
  });

  test("[E4] a restored endpoint begins with the next event, whatever the lost tenant had not sent", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    expect((await owner.post("/webhooks", { url: "https://hooks.example.com/", events: ["sale.*"] })).status).toBe(201);
    await env.DB.prepare("UPDATE webhooks SET from_sequence = 0 WHERE tenant_id = ?").bind(park.tenant_id).run();
    const backup_id = await madeBackup(park);
    await purge(park);
    expect((await restore({ park, backup_id })).data?.status).toBe("completed");
    const place = await env.DB.prepare(
      `SELECT from_sequence, (SELECT MAX(sequence) FROM outbox WHERE tenant_id = ?1) AS newest
       FROM webhooks WHERE tenant_id = ?1`,
    )
      .bind(park.tenant_id)
      .first<{ from_sequence: number; newest: number }>();
    expect(place?.newest).toBeGreaterThan(0);
    expect(place?.from_sequence).toBe(place?.newest);
  });

  test("[U1] five restores at once restore each row once", async () => {
    const copied = await purged();
    await Promise.all(Array.from({ length: 5 }, () => restore(copied)));
    expect((await restore(copied)).data?.status).toBe("completed");
    const after = await allRows(copied.park);
    for (const [name, before] of Object.entries(copied.rows))
      if (name !== "audits") expect([name, after[name]?.length]).toEqual([name, before.length]);
  });
});

/** The same backup under another id, with its manifest. */
async function anotherBackup({ park }: Copied): Promise<string> {
  const neighbour = await newPark();
  const backup_id = await madeBackup(neighbour);
  await copyFolder(`backups/${neighbour.tenant_id}/${backup_id}/`, `backups/${park.tenant_id}/${backup_id}/`);
  return backup_id;
}

async function copyFolder(from: string, to: string): Promise<void> {
  for (const { key } of (await env.BUCKET.list({ prefix: from })).objects)
    await env.BUCKET.put(to + key.slice(from.length), (await (await env.BUCKET.get(key))?.arrayBuffer()) ?? "");
}

/**
 * The backup as another release would have made it: `change` gets a table's rows and columns, and may rename the table.
 */
async function asOfAnotherRelease(
  { park, prefix }: Copied,
  change: (table: string, rows: Row[], columns: string[]) => { table?: string; rows: Row[]; columns: string[] },
): Promise<void> {
  const text = (await (await env.BUCKET.get(`${prefix}manifest.json`))?.text()) ?? "";
  const manifest = await verifyManifest(env, park.tenant_id, text);
  if (!manifest) throw new Error("the backup has no sound manifest");
  const columns = new Map(manifest.tables.map((table) => [table.name, table.columns]));
  const files = await Promise.all(
    manifest.files.map(async (file, n) => {
      const packed = (await (await env.BUCKET.get(prefix + file.name))?.arrayBuffer()) ?? new ArrayBuffer(0);
      const made = change(file.table, await unpackRows<Row>(packed), columns.get(file.table) ?? []);
      return putRowsFile(env.BUCKET, prefix, made.table ?? file.table, n, made.rows);
    }),
  );
  const tables = manifest.tables.map(({ name, rows, columns }) => {
    const made = change(name, [], columns);
    return { name: made.table ?? name, rows, columns: made.columns };
  });
  await env.BUCKET.put(`${prefix}manifest.json`, await signManifest(env, { ...manifest, tables, files }));
}

const without = (column: string, rows: Row[], columns: string[]) => ({
  rows: rows.map(({ [column]: _, ...row }) => row),
  columns: columns.filter((name) => name !== column),
});

describe("a backup of another release", () => {
  test("[U1] a missing column gets its default; an additional column or table is left out and named", async () => {
    const copied = await purged();
    await asOfAnotherRelease(copied, (table, rows, columns) => {
      if (table === "packages") return without("tolerance_after_min", rows, columns);
      if (table === "zones")
        return { rows: rows.map((row) => ({ ...row, colour: "red" })), columns: ["colour", ...columns] };
      return table === "roles" ? { table: "old_roles", rows, columns } : { rows, columns };
    });
    const reply = await restore(copied);
    expect([reply.status, reply.error, reply.data?.status]).toEqual([200, null, "completed"]);
    expect(reply.data).toMatchObject({
      left_out: ["zones.colour", "old_roles"],
      defaulted: ["packages.tolerance_after_min", "roles"],
    });
    const after = await allRows(copied.park);
    expect(after.zones).toEqual(copied.rows.zones);
    expect(after.packages).toEqual(copied.rows.packages?.map((row) => ({ ...(row as Row), tolerance_after_min: 0 })));
    expect([after.packages?.length, after.roles]).toEqual([copied.rows.packages?.length, []]);
    expect(await isServed(copied)).toBe(true);
    const [told] = await auditRows(copied.park.tenant_id, "event = 'tenant.restored'");
    expect(JSON.parse(told?.changes ?? "")).toMatchObject({ left_out: ["zones.colour", "old_roles"] });
    expect((await restore(copied)).data).toMatchObject({
      status: "completed",
      left_out: ["zones.colour", "old_roles"],
    });
  });

  test("[U1] a backup from before sales had spans gets them, so that its sales are found by store, till and seller", async () => {
    const copied = await purged();
    expect(copied.rows.sale_spans?.length).toBeGreaterThan(2);
    await asOfAnotherRelease(copied, (table, rows, columns) =>
      table === "sale_spans" ? { table: "old_spans", rows, columns } : { rows, columns },
    );
    expect((await restore(copied)).data).toMatchObject({ status: "completed", left_out: ["old_spans"], defaulted: [] });
    expect((await allRows(copied.park)).sale_spans).toEqual(copied.rows.sale_spans);
    expect((await (await copied.park.person("manager")).get("/sales")).data).toHaveLength(2);
  });

  test("[U1] a backup without a required column, or with a forbidden null, restores nothing and says where", async () => {
    const changes: [string, Parameters<typeof asOfAnotherRelease>[1]][] = [
      [
        "packages.price",
        (table, rows, columns) => (table === "packages" ? without("price", rows, columns) : { rows, columns }),
      ],
      [
        "zones.name",
        (table, rows, columns) => ({
          rows: table === "zones" ? rows.map((row) => ({ ...row, name: null })) : rows,
          columns,
        }),
      ],
      [
        "payments.surcharge_refunded",
        (table, rows, columns) =>
          table === "payments" ? without("surcharge_refunded", rows, columns) : { rows, columns },
      ],
      ["tenants", (table, rows, columns) => ({ table: table === "tenants" ? "companies" : table, rows, columns })],
    ];
    const copied = await purged();
    const sound = (await (await env.BUCKET.get(`${copied.prefix}manifest.json`))?.text()) ?? "";
    for (const [missing, change] of changes) {
      await asOfAnotherRelease(copied, change);
      const reply = await restore(copied);
      expect([reply.status, reply.error?.code, reply.error?.details]).toEqual([409, "E_BACKUP_SCHEMA", { missing }]);
      expect((await allRows(copied.park)).zones).toEqual([]);
      await env.BUCKET.put(`${copied.prefix}manifest.json`, sound);
    }
    expect((await restore(copied)).data?.status).toBe("completed");
  });
});

describe("a refused restore, which restores nothing", () => {
  let copied: Copied;
  beforeAll(async () => {
    copied = await purged();
  });

  async function expectRefused(status: number, code: string, asked: Pick<Copied, "park" | "backup_id"> = copied) {
    const reply = await restore(asked);
    expect([reply.status, reply.error?.code]).toEqual([status, code]);
    const rows = await allRows(copied.park);
    for (const [name, held] of Object.entries(rows))
      expect([name, held.length]).toEqual([name, name === "tenants" ? 1 : 0]);
    expect(await isServed(copied)).toBe(false);
    return reply;
  }

  test("[U2] a manifest with one changed byte is refused", async () => {
    const key = `${copied.prefix}manifest.json`;
    const size = (await env.BUCKET.head(key))?.size ?? 0;
    for (let at = 0; at < size; at += Math.ceil(size / 25)) {
      await rewrite(key, flipped(at));
      const { error } = await expectRefused(409, "E_BACKUP_BROKEN");
      expect(error?.details).toEqual({ file: "manifest.json" });
      await rewrite(key, flipped(at));
    }
  });

  test("[U2] a backup with a missing, altered or foreign file is refused", async () => {
    const key = await firstFile(copied.prefix, "tickets");
    const file = key.slice(copied.prefix.length);
    const sound = (await (await env.BUCKET.get(key))?.arrayBuffer()) as ArrayBuffer;
    const other = await purged();
    const foreign = await (await env.BUCKET.get(await firstFile(other.prefix, "tickets")))?.arrayBuffer();
    const harms = [
      () => env.BUCKET.delete(key),
      () => env.BUCKET.put(key, new Uint8Array(sound).with(20, 0)),
      () => env.BUCKET.put(key, foreign as ArrayBuffer),
    ];
    for (const harm of harms) {
      await harm();
      expect((await expectRefused(409, "E_BACKUP_BROKEN")).error?.details).toEqual({ file });
      await env.BUCKET.put(key, sound);
    }
  });

  test("[T2] another tenant's backup, copied into the folder, is refused", async () => {
    await expectRefused(409, "E_BACKUP_BROKEN", { park: copied.park, backup_id: await anotherBackup(copied) });
  });

  test("[T2] an unknown backup, and a request without the tenant's id again, are refused", async () => {
    await expectRefused(404, "E_NOT_FOUND", { park: copied.park, backup_id: copied.park.tenant_id });
    const path = `/provider/tenants/${copied.park.tenant_id}/restore-backup`;
    const unconfirmed = await provider.post(path, { backup_id: copied.backup_id, confirm: copied.backup_id });
    expect([unconfirmed.status, unconfirmed.error?.code]).toEqual([422, "E_VALIDATION"]);
  });

  test("[T7] everybody but a provider is refused", async () => {
    const owner = await (await newPark()).person("owner");
    const reply = await restore(copied, owner);
    expect([reply.status, reply.error?.code]).toEqual([403, "E_PERMISSION"]);
  });

  test("[U2] a restore is refused when an e-mail address now logs in to another tenant", async () => {
    const { email } = copied.park.employees.owner ?? {};
    const take = "INSERT INTO login_emails (email, tenant_id, employee_id) VALUES (?, 'T', 'E')";
    await env.DB.prepare(take).bind(email).run();
    await expectRefused(409, "E_EMAIL_TAKEN");
    await env.DB.prepare("DELETE FROM login_emails WHERE email = ?").bind(email).run();
    expect((await restore(copied)).data?.status).toBe("completed");
  });
});

test("[U1] a tenant with records is not changed", async () => {
  const park = await newPark();
  const backup_id = await madeBackup(park);
  const before = await allRows(park);
  const reply = await restore({ park, backup_id });
  expect([reply.status, reply.error?.code, reply.error?.details]).toEqual([
    409,
    "E_TENANT_NOT_EMPTY",
    { table: "tenants" },
  ]);
  expect(await allRows(park)).toEqual(before);
});

test("[U1] every guard of inserted rows accepts restored rows, and no others", async () => {
  const triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '% INSERT ON %'";
  const found = (await env.DB.prepare(triggers).all<{ name: string; sql: string }>()).results;
  expect(found.length).toBeGreaterThan(10);
  const open = "SELECT 1 FROM restores WHERE tenant_id = NEW.tenant_id AND finished_at IS NULL";
  expect(found.filter(({ sql }) => !sql.includes(open)).map(({ name }) => name)).toEqual([]);
});
