/** Verification of the audit: the owner of the data folder can change rows, and verification names the first changed row. */
import { createHash } from "node:crypto";
import { cpSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { DemoPark } from "../../local/park.ts";
import { freePort } from "../../simulator/server.ts";
import { type ChainRow, GENESIS, type Head, linkText } from "../../src/shared/chain.ts";
import { makeDataFolder, type ServerProcess, startServer } from "./support.ts";

const folder = makeDataFolder();
let park: DemoPark;
let port: number;
/** The chain when the server was stopped. */
let rows: ChainRow[];
let exported: Head;

interface Verdict {
  ok: boolean;
  first_bad: number | null;
  reason: string | null;
  head: Head;
}

async function ask<Data>(server: ServerProcess, method: string, path: string, body?: object, token?: string) {
  const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(`${server.url}/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
  return (await response.json()) as { data: Data };
}

async function login(server: ServerProcess): Promise<string> {
  const { email, pin } = park.employees.manager ?? {};
  const { data } = await ask<{ access_token: string }>(server, "POST", "/employees/login", { email, pin });
  return data.access_token;
}

async function verified(server: ServerProcess, query = ""): Promise<Verdict> {
  return (await ask<Verdict>(server, "GET", `/audits/verify${query}`, undefined, await login(server))).data;
}

function withDatabase<Value>(data_dir: string, work: (database: DatabaseSync) => Value): Value {
  const within = join(data_dir, "state/d1/miniflare-D1DatabaseObject");
  const file = readdirSync(within).find((name) => /^[0-9a-f]{64}\.sqlite$/.test(name)) ?? "";
  const sqlite = process.getBuiltinModule("node:sqlite");
  const database = new sqlite.DatabaseSync(join(within, file));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

function readRows(data_dir: string): ChainRow[] {
  return withDatabase(data_dir, (database) => {
    const all = database.prepare("SELECT * FROM audits WHERE tenant_id = ? ORDER BY sequence").all(park.tenant_id);
    return all.map((row) => ({ ...row }) as unknown as ChainRow);
  });
}

/** Runs a server on a copy of the folder that was changed without triggers. */
async function onCopy(
  change: (run: (sql: string, ...values: (string | number)[]) => void, data_dir: string) => void,
  look: (server: ServerProcess) => Promise<void>,
): Promise<void> {
  const copy = makeDataFolder();
  try {
    cpSync(folder.path, copy.path, { recursive: true });
    withDatabase(copy.path, (database) => {
      database.exec("DROP TRIGGER audits_no_delete; DROP TRIGGER audits_hash_once; DROP TRIGGER audits_in_order");
      database.exec("BEGIN");
      change((sql, ...values) => database.prepare(sql).run(...values), copy.path);
      database.exec("COMMIT");
    });
    const server = await startServer(copy.path, port);
    try {
      await look(server);
    } finally {
      await server.end("SIGTERM");
    }
  } finally {
    copy.remove();
  }
}

beforeAll(async () => {
  port = await freePort();
  const server = await startServer(folder.path, port);
  try {
    park = server.demo() as unknown as DemoPark;
    for (let acts = 0; acts < 15; acts++) await login(server);
    // A tick exports a head, the first tick or one a minute later; later rows come after it.
    const token = await login(server);
    exported = await vi.waitFor(
      async () => {
        const [head] = (await ask<Head[]>(server, "GET", "/audits/heads", undefined, token)).data;
        if (!head) throw new Error("no head is exported yet");
        return head;
      },
      { interval: 250, timeout: 180_000 },
    );
    for (let acts = 0; acts < 5; acts++) await login(server);
    expect(await verified(server)).toMatchObject({ ok: true, first_bad: null });
  } finally {
    await server.end("SIGTERM");
  }
  rows = readRows(folder.path);
  expect(rows.every(({ hash }) => hash !== null)).toBe(true);
});

afterAll(() => folder.remove());

const OF = "WHERE tenant_id = ? AND";

const tampered: [what: string, statements: string[], first_bad: number, reason: string][] = [
  ["edited", [`UPDATE audits SET ip = '192.0.2.1' ${OF} sequence = 20`], 20, "edited"],
  ["deleted", [`DELETE FROM audits ${OF} sequence = 30`], 30, "missing"],
  [
    "swapped",
    [
      `UPDATE audits SET sequence = -1 ${OF} sequence = 11`,
      `UPDATE audits SET sequence = 11 ${OF} sequence = 12`,
      `UPDATE audits SET sequence = 12 ${OF} sequence = -1`,
    ],
    11,
    "out_of_order",
  ],
  [
    "put in",
    [
      `UPDATE audits SET sequence = -sequence - 1 ${OF} sequence >= 25`,
      `UPDATE audits SET sequence = -sequence ${OF} sequence < 0`,
      `INSERT INTO audits SELECT tenant_id, 25, at, 'sale.voided', actor_kind, actor_id, approver_id, device_id, store_id, ip,
         subject_kind, subject_id, changes, request_id, canonical_version, 'a', 'b' FROM audits ${OF} sequence = 24`,
    ],
    25,
    "out_of_order",
  ],
];

test.for(tampered)(
  "[U2] a row that was %s with plain SQL is named after a restart",
  async ([, statements, first_bad, reason]) => {
    await onCopy(
      (run) => {
        for (const sql of statements) run(sql, park.tenant_id);
      },
      async (server) => expect(await verified(server)).toMatchObject({ ok: false, first_bad, reason }),
    );
  },
);

/** Changes a row and every hash after it, like an attacker who knows the form. */
function rebuild(run: (sql: string, ...values: (string | number)[]) => void, sequence: number): void {
  let prev = rows[sequence - 2]?.hash ?? GENESIS;
  for (const row of rows.slice(sequence - 1)) {
    const changed = row.sequence === sequence ? { ...row, changes: '{"forged":true}' } : row;
    const hash = createHash("sha256").update(linkText(prev, changed), "utf8").digest("hex");
    const sql = `UPDATE audits SET changes = ?, prev_hash = ?, hash = ? ${OF} sequence = ?`;
    run(sql, changed.changes, prev, hash, park.tenant_id, row.sequence);
    prev = hash;
  }
}

/** Deletes the sealers' memory with their folder. */
function forgetSealers(data_dir: string): void {
  const objects = join(data_dir, "state/objects");
  const own = readdirSync(objects).filter((name) => name.endsWith("TenantObject"));
  expect(own).toHaveLength(1);
  for (const name of own) rmSync(join(objects, name), { recursive: true });
}

test("[U2] a rebuilt chain is found by the sealer's head, and without it by the exported head", async () => {
  await onCopy(
    (run) => rebuild(run, exported.sequence + 2),
    async (server) =>
      expect(await verified(server)).toMatchObject({ ok: false, first_bad: rows.length, reason: "rebuilt" }),
  );
  await onCopy(
    (run, data_dir) => {
      rebuild(run, exported.sequence - 5);
      forgetSealers(data_dir);
    },
    async (server) =>
      expect(await verified(server)).toMatchObject({ ok: false, first_bad: exported.sequence, reason: "rebuilt" }),
  );
});

test("[U2] a cut tail is found by the sealer's head, and without it by a head that somebody kept", async () => {
  const last = rows.at(-1);
  const held = `?sequence=${last?.sequence}&hash=${last?.hash}`;
  const cut = (run: (sql: string, ...values: (string | number)[]) => void, from: number) =>
    run(`DELETE FROM audits ${OF} sequence >= ?`, park.tenant_id, from);
  await onCopy(
    (run) => cut(run, rows.length - 1),
    async (server) =>
      expect(await verified(server)).toMatchObject({ ok: false, first_bad: rows.length - 1, reason: "cut" }),
  );
  await onCopy(
    (run, data_dir) => {
      cut(run, rows.length - 1);
      forgetSealers(data_dir);
    },
    async (server) => {
      // New rows took its place, so the row exists but differs.
      const found = await verified(server, held);
      expect(found).toMatchObject({ ok: false });
      expect(["cut", "rebuilt"]).toContain(found.reason);
      expect([rows.length - 1, rows.length]).toContain(found.first_bad);
    },
  );
});

test("[U2] kill -9 during sealing, three times, leaves one chain that continues", async () => {
  const own = makeDataFolder();
  try {
    cpSync(folder.path, own.path, { recursive: true });
    for (const kill_after_ms of [950, 1_400, 2_050]) {
      const server = await startServer(own.path, port);
      const until = Date.now() + kill_after_ms;
      while (Date.now() < until)
        await Promise.all([login(server), login(server), login(server)]).catch(() => undefined);
      process.kill(-(server.child.pid ?? 0), "SIGKILL");
      await server.end("SIGKILL");
    }
    const server = await startServer(own.path, port);
    try {
      expect(await verified(server)).toMatchObject({ ok: true, first_bad: null });
    } finally {
      await server.end("SIGTERM");
    }
    const after = readRows(own.path);
    expect(after.length).toBeGreaterThan(rows.length + 10);
    expect(after.slice(0, rows.length)).toEqual(rows);
    expect(after.filter(({ hash }) => hash === null).length).toBeLessThan(3);
  } finally {
    own.remove();
  }
});
