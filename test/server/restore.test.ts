/** Restoring: a backup restores a lost park in another, empty deployment with equal records, totals and tickets. */
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildWorker } from "../../local/build.ts";
import { buildPark, buildProvider, type Park } from "../../local/park.ts";
import { type LocalServer, startLocalServer } from "../../local/server.ts";
import type { Env } from "../../src/env.ts";
import { newId } from "../../src/platform/http/context.ts";
import { makeDataFolder } from "./support.ts";

const [lost_folder, new_folder] = [makeDataFolder(), makeDataFolder()];
/** The sums of reports are made again from the rows. */
const NEVER_COPIED = [
  "replies",
  "csp_reports",
  "backups",
  "restores",
  "report_sums",
  "report_places",
  "report_rebuilds",
];
/** Tables that grow after the copy: the restore's own record, cursors and counters. */
const GROWING = ["audits", "outbox_cursors", "usage_counters"];

interface Reply {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the route answers
  data: any;
  error: { code: string } | null;
}

/** A client of one deployment. */
function clientOf(url: string, token?: string) {
  async function call(method: string, path: string, body?: object): Promise<Reply> {
    const headers: Record<string, string> = {
      "content-type": "application/json",
      "idempotency-key": crypto.randomUUID(),
    };
    if (token) headers.authorization = `Bearer ${token}`;
    const response = await fetch(`${url}/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    const { data, error } = (await response.json()) as Omit<Reply, "status">;
    return { status: response.status, data, error };
  }
  return { get: (path: string) => call("GET", path), post: (path: string, body = {}) => call("POST", path, body) };
}

async function device(url: string, key: string) {
  const login = await clientOf(url).post("/auth/device/login", park.devices[key]);
  return { client: clientOf(url, login.data.access_token), token: login.data.access_token as string };
}

async function person(url: string, key: string, on?: string) {
  const { email, pin } = park.employees[key] ?? {};
  const door = on ? (await device(url, on)).token : undefined;
  const login = await clientOf(url, door).post("/employees/login", { email, pin });
  expect([key, login.status]).toEqual([key, 200]);
  const client = clientOf(url, login.data.access_token);
  if (!on) expect((await client.post("/auth/step-up", { pin })).status).toBe(200);
  return client;
}

async function start(data_dir: string, seed: (env: Env) => Promise<void>): Promise<LocalServer> {
  worker_file ??= await buildWorker();
  return startLocalServer<Env>({ host: "127.0.0.1", port: 0, data_dir, worker_file, quiet: true, seed });
}

/** A minute's tick. */
async function tick({ mf }: LocalServer): Promise<void> {
  await (await mf.dispatchFetch("http://localhost/cdn-cgi/handler/scheduled?cron=*+*+*+*+*")).text();
}

async function urlOf({ mf }: LocalServer): Promise<string> {
  const { port } = await mf.unsafeGetDirectURL("playpark");
  return `http://127.0.0.1:${port}`;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const give_up_at = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > give_up_at) throw new Error(`did not come true: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The number of the park's rows in each table. */
async function countsIn({ mf }: LocalServer): Promise<Record<string, number>> {
  const database = await mf.getD1Database("DB");
  const tables = await database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%tenant_id%' ORDER BY name")
    .all<{ name: string }>();
  const names = tables.results.map(({ name }) => name).filter((name) => ![...NEVER_COPIED, ...GROWING].includes(name));
  const counts: Record<string, number> = {};
  for (const name of names) {
    const count = database.prepare(`SELECT COUNT(*) AS count FROM ${name} WHERE tenant_id = ?`).bind(park.tenant_id);
    counts[name] = (await count.first<number>("count")) ?? 0;
  }
  return counts;
}

/** The lists and totals that people compare after a restore. */
async function booksOf(url: string): Promise<Record<string, unknown>> {
  const owner = await person(url, "owner");
  const { store_id } = park;
  const paths = [
    `/sales?store_id=${store_id}`,
    `/sales/${day.sale_id}`,
    `/refunds?store_id=${store_id}`,
    `/shifts/${day.shift_id}`,
    `/day_closes/${store_id}/${day.business_date}`,
    `/customers/${day.customer_id}`,
    `/customers/${day.customer_id}/entries`,
    `/tickets/${day.unused.ticket_id}`,
    "/settings",
  ];
  const books: Record<string, unknown> = {};
  for (const path of paths) {
    const { status, data } = await owner.get(path);
    expect([path, status]).toEqual([path, 200]);
    books[path] = data;
  }
  return books;
}

let worker_file: string | undefined;
let park: Park;
let lost: LocalServer;
let fresh: LocalServer;
let day: Awaited<ReturnType<typeof playDay>>;
let counts: Record<string, number>;
let books: Record<string, unknown>;
let backup_id: string;
let provider: ReturnType<typeof clientOf>;

/** A day with guests, scans, a refund, a counted drawer and a closed day. */
async function playDay(url: string) {
  const till = await person(url, "manager", "pos");
  const opened = await till.post("/shifts/open", { cash_open: 100_000 });
  const customer = await till.post("/customers", { name: "สมศรี ใจดี", phone: "081-234-5678" });
  const { customer_id } = customer.data;
  const sold = await till.post("/sales", {
    customer_id,
    items: [{ package_id: park.packages.single, qty: 3 }],
    payments: [{ method: "cash", amount: 105_000 }],
  });
  expect([sold.status, sold.error]).toEqual([201, null]);
  await till.post("/sales", {
    items: [{ package_id: park.packages.credit, qty: 1 }],
    payments: [{ method: "qr", amount: 50_000 }],
  });
  const { sale_id, tickets } = sold.data;
  const [used, unused, refunded] = tickets;
  const gate = (await device(url, "gate")).client;
  const scan = await gate.post("/tickets/redeem", { qr_token: used.qr_token, scan_id: newId(Date.now()) });
  expect([scan.status, scan.data?.result]).toEqual([200, "pass"]);
  await until(async () => (await till.get(`/tickets/${used.ticket_id}`)).data.used === 1);
  const { employee_id, pin } = park.employees.supervisor ?? {};
  const granted = await till.post("/approvals/verify-pin", {
    approver_id: employee_id,
    pin,
    action: "refund",
    subject_id: sale_id,
    amount: 35_000,
  });
  const refund = await till.post("/refunds", {
    sale_id,
    ticket_ids: [refunded.ticket_id],
    amount: 35_000,
    method: "cash",
    reason_code: "guest_request",
    approval_token: granted.data?.approval_token,
  });
  expect([refund.status, refund.error]).toEqual([201, null]);
  const { shift_id, business_date } = opened.data;
  await till.post("/shifts/close", { cash_counted: 170_000 });
  const closed = await (await person(url, "manager")).post("/day_closes", { store_id: park.store_id, business_date });
  expect([closed.status, closed.error]).toEqual([201, null]);
  return { sale_id, shift_id, business_date, customer_id, used, unused, refunded };
}

beforeAll(async () => {
  lost = await start(lost_folder.path, async (env) => {
    park = await buildPark(env, { name: "Siam Play Park", domain: "siam.test", pin: () => "482193" });
  });
  const url = await urlOf(lost);
  day = await playDay(url);
  const owner = await person(url, "owner");
  backup_id = (await owner.post("/backups")).data.backup_id;
  await until(async () => {
    await tick(lost);
    return (await owner.get(`/backups/${backup_id}`)).data.status === "completed";
  });
  books = await booksOf(url);
  counts = await countsIn(lost);

  // The operator's part: the masters, and the files into the other bucket.
  mkdirSync(new_folder.path, { recursive: true });
  copyFileSync(join(lost_folder.path, "secrets.json"), join(new_folder.path, "secrets.json"));
  let kanya = { email: "", pin: "" };
  fresh = await start(new_folder.path, async (env) => {
    kanya = await buildProvider(env, { domain: "provider.test", pin: () => "735196" });
  });
  const [from, into] = [await lost.mf.getR2Bucket("BUCKET"), await fresh.mf.getR2Bucket("BUCKET")];
  for (const { key } of (await from.list({ prefix: `backups/${park.tenant_id}/${backup_id}/` })).objects)
    await into.put(key, (await (await from.get(key))?.arrayBuffer()) ?? "");
  await lost.stop();
  const there = clientOf(await urlOf(fresh));
  const { email, pin } = kanya;
  const login = await there.post("/employees/login", { email, pin });
  provider = clientOf(await urlOf(fresh), login.data.access_token);
  await provider.post("/auth/step-up", { pin });
}, 240_000);

afterAll(async () => {
  await lost?.stop();
  await fresh?.stop();
  lost_folder.remove();
  new_folder.remove();
});

const restore = () =>
  provider.post(`/provider/tenants/${park.tenant_id}/restore-backup`, { backup_id, confirm: park.tenant_id });

test("[U2] an altered file restores nothing, and nobody is served", async () => {
  const bucket = await fresh.mf.getR2Bucket("BUCKET");
  const prefix = `backups/${park.tenant_id}/${backup_id}/`;
  const [file] = (await bucket.list({ prefix: `${prefix}sales-` })).objects;
  const key = file?.key ?? "";
  const sound = new Uint8Array((await (await bucket.get(key))?.arrayBuffer()) ?? new ArrayBuffer(0));
  await bucket.put(key, sound.with(40, (sound[40] ?? 0) ^ 1));
  const refused = await restore();
  expect([refused.status, refused.error?.code]).toEqual([409, "E_BACKUP_BROKEN"]);
  expect(Object.values(await countsIn(fresh)).every((count) => count === 0)).toBe(true);
  const login = await clientOf(await urlOf(fresh)).post("/auth/device/login", park.devices.pos);
  expect(login.status).toBeGreaterThanOrEqual(400);
  await bucket.put(key, sound);
});

test("[U1] [U2] in an empty deployment a backup restores the same counts and totals, and a valid chain", async () => {
  const restored = await restore();
  expect([restored.status, restored.error, restored.data?.status]).toEqual([200, null, "completed"]);
  expect(restored.data.sums.sales).toEqual({ count: 2, total: 155_000 });
  expect(await countsIn(fresh)).toEqual(counts);
  const url = await urlOf(fresh);
  expect(await booksOf(url)).toEqual(books);
  const { data } = await (await person(url, "owner")).get("/audits/verify");
  expect(data).toMatchObject({ ok: true, first_bad: null, complete: true });
});

test("[U1] after the restore a used or refunded ticket still fails, an unused one passes once, and the tills sell", async () => {
  const url = await urlOf(fresh);
  const gate = (await device(url, "gate")).client;
  const scan = async ({ qr_token }: { qr_token: string }) => {
    const { data } = await gate.post("/tickets/redeem", { qr_token, scan_id: newId(Date.now()) });
    return [data.result, data.reason];
  };
  expect(await scan(day.used)).toEqual(["fail", "duplicate_use"]);
  expect(await scan(day.refunded)).toEqual(["fail", "refunded"]);
  expect(await scan(day.unused)).toEqual(["pass", null]);
  expect(await scan(day.unused)).toEqual(["fail", "duplicate_use"]);
  const till = await person(url, "cashier", "pos");
  const before = (await (await person(url, "owner")).get(`/sales/${day.sale_id}`)).data.receipt_no;
  expect((await till.post("/shifts/open", { cash_open: 100_000 })).error).toBeNull();
  const sold = await till.post("/sales", {
    items: [{ package_id: park.packages.single, qty: 1 }],
    payments: [{ method: "cash", amount: 35_000 }],
  });
  const number = (receipt: string) => Number(receipt.split("-").at(-1));
  expect([sold.status, number(sold.data?.receipt_no) - number(before)]).toEqual([201, 2]);
});
