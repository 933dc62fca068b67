/** The generated client: it pairs, logs in, sells, scans, reads the gate's list and syncs against the running server. */

import { ulid } from "ulid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClient } from "../../clients/generated/client/index.ts";
import * as api from "../../clients/generated/index.ts";
import { freePort, type Park, readPark } from "../../simulator/server.ts";
import { makeDataFolder, type ServerProcess, startServer } from "./support.ts";

const folder = makeDataFolder();
let server: ServerProcess;
let park: Park;

beforeAll(async () => {
  server = await startServer(folder.path, await freePort());
  park = readPark(folder.path);
});

afterAll(async () => {
  await server?.end("SIGTERM");
  folder.remove();
});

/** The generated client with a token. */
function clientOf(token?: string) {
  return createClient({ baseUrl: server.url, auth: token });
}

/** The data of an operation's answer; fails with the server's error. */
async function dataOf<Data>(what: string, sent: Promise<{ data?: { data: Data }; error?: unknown }>): Promise<Data> {
  const { data, error } = await sent;
  if (!data) throw new Error(`${what}: ${JSON.stringify(error)}`);
  return data.data;
}

const key = () => ({ "Idempotency-Key": ulid() });

async function logIn(role: string, device_token?: string): Promise<string> {
  const { email = "", pin = "" } = park.employees[role] ?? {};
  const sent = api.postEmployeesLogin({ client: clientOf(device_token), body: { email, pin } });
  return (await dataOf("log in", sent)).access_token;
}

/** Pairs a device and logs it in. */
async function pair(type: "POS" | "GATE", caps: object): Promise<{ device_id: string; token: string }> {
  const { pin = "" } = park.employees.manager ?? {};
  const client = clientOf(await logIn("manager"));
  await dataOf("step up", api.postAuthStepUp({ client, body: { pin } }));
  const { store_id } = park;
  const paired = api.postPairings({ client, headers: key(), body: { store_id, type, caps, require_approval: false } });
  const { site_key } = await dataOf("pair", paired);
  const device = { name: `A new ${type}`, type };
  const registered = api.postAuthDeviceRegister({ client: clientOf(), body: { site_key, device } });
  const { device_id, device_token } = await dataOf("register", registered);
  const sent = api.postAuthDeviceLogin({ client: clientOf(), body: { device_id, device_token } });
  return { device_id, token: (await dataOf("device log in", sent)).access_token };
}

test("[I1] the generated client pairs, logs in, sells, scans, reads the gate's list and syncs", async () => {
  const till = await pair("POS", { can_sell: true });
  const gate = await pair("GATE", { can_redeem: true });
  const cashier = clientOf(await logIn("cashier", till.token));
  await dataOf("open", api.postShiftsOpen({ client: cashier, headers: key(), body: { cash_open: 0 } }));
  const items = [{ package_id: park.packages.single ?? "", qty: 2 }];
  const { amount_due } = await dataOf("price", api.postPricingPreview({ client: cashier, body: { items } }));
  const payments = [{ method: "qr", amount: amount_due }];
  const sold = api.postSales({ client: cashier, headers: key(), body: { items, payments } });
  const { tickets } = await dataOf("sell", sold);
  const [one = "", other = ""] = tickets.map(({ qr_token }) => qr_token ?? "");
  expect(tickets.length).toBe(2);

  const client = clientOf(gate.token);
  const list = await dataOf("list", api.getGateBootstrap({ client }));
  expect(list.allow_list.length).toBeGreaterThan(0);
  const scan = await dataOf("scan", api.postTicketsRedeem({ client, body: { qr_token: one, scan_id: ulid() } }));
  expect([scan.result, scan.reason]).toEqual(["pass", null]);
  const now = new Date().toISOString();
  const payload = { qr_token: other, scan_id: ulid(), result: "pass" as const };
  const op = { op_id: ulid(), type: "redemption" as const, ts: now, payload };
  const { results } = await dataOf("sync", api.postSyncBatch({ client, body: { sent_at: now, ops: [op] } }));
  expect(results.map(({ op_id, status }) => [op_id, status])).toEqual([[op.op_id, "applied"]]);
});

test("[I3] the generated client gets an error with its code", async () => {
  const { error, response } = await api.getSales({ client: clientOf() });
  expect([response?.status, error?.error.code]).toEqual([401, "E_UNAUTHENTICATED"]);
});
