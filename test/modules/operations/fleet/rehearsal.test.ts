/** Tests of a rehearsed outage: the server is out of reach for one device until the end (rule D6). */

import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { decideRehearsal } from "../../../../src/modules/access/devices/domain/rehearsal.ts";
import { DEVICE_EVENTS } from "../../../../src/modules/access/devices/events.ts";
import { consumers } from "../../../../src/modules/access/devices/jobs.ts";
import { watchDevices } from "../../../../src/modules/access/devices/service/watch.ts";
import { insertRehearsal, updateRehearsalEnd } from "../../../../src/modules/access/devices/store/rehearsals.ts";
import { commit } from "../../../../src/platform/db/commit.ts";
import { asTenant, newId, systemContext } from "../../../../src/platform/http/context.ts";
import { drainOutbox } from "../../../../src/platform/queue/outbox.ts";
import { accept, refuse } from "../../../../src/shared/result.ts";
import { handIn, offlineScan, scan, sellOne } from "../../../support/gate.ts";
import { askForSocket, openGate } from "../../../support/live.ts";
import {
  auditRows,
  type Client,
  call,
  cashSale,
  countRows,
  type DeviceKey,
  newPark,
  type Reply,
  type TestPark,
  until,
} from "../../../support/park.ts";

const MINUTE = 60_000;

const idOf = (park: TestPark, key: DeviceKey) => park.devices[key]?.device_id ?? "";
const start = (by: Client, device_id: string, fields: object = {}): Promise<Reply> =>
  by.post(`/devices/${device_id}/offline-rehearsal`, { minutes: 10, ...fields });
const end = (by: Client, device_id: string) => by.call("DELETE", `/devices/${device_id}/offline-rehearsal`);
const told = ({ status, error }: Reply) => [status, error?.code ?? null];
const CUT_OFF = [503, "E_OFFLINE_REHEARSAL"];

/** A park whose owner rehearses from the console. */
async function scene() {
  const park = await newPark();
  return { park, owner: await park.person("owner") };
}

afterEach(() => void vi.useRealTimers());

test("[D6] every request of a device in rehearsal, and of a person on it, is refused; other devices work", async () => {
  const { park, owner } = await scene();
  const ticket = await sellOne(park);
  const till = await park.till();
  const [gate, gate2] = [await park.device("gate"), await park.device("gate2")];
  const begun = await start(owner, idOf(park, "gate"));
  expect(begun.status, begun.text).toBe(201);
  expect(told(await start(owner, idOf(park, "pos"), { with_open_drawer: true }))[0]).toBe(201);
  const sent_at = new Date().toISOString();
  const refused = [
    await gate.post("/tickets/redeem", { qr_token: ticket.qr_token }),
    await gate.post("/provider/heartbeats", { sent_at }),
    await gate.get("/gate/bootstrap"),
    await gate.get("/devices/me"),
    await handIn(gate, [offlineScan(ticket, Date.now())]),
    await till.post("/sales", cashSale(park.packages.single ?? "", 1, 10_000), crypto.randomUUID()),
    await till.post("/auth/logout"),
    await till.get("/shifts/current"),
  ];
  expect(refused.map(told)).toEqual(refused.map(() => CUT_OFF));
  for (const { headers } of refused) {
    const wait_s = Number(headers.get("retry-after"));
    expect(wait_s).toBeGreaterThan(0);
    expect(wait_s).toBeLessThanOrEqual(30);
  }
  expect(await scan(gate2, ticket)).toBe("pass");
});

test("[D6] a device and its people cannot log in or refresh during its rehearsal, and their sessions last", async () => {
  const { park, owner } = await scene();
  const { device_id = "", device_token = "" } = park.devices.pos ?? {};
  const cashier = await park.person("cashier", "pos");
  await start(owner, device_id, { with_open_drawer: true });
  const login = () => call("POST", "/auth/device/login", { device_id, device_token });
  expect(told(await login())).toEqual(CUT_OFF);
  expect(told(await call("POST", "/auth/device/login", { device_id, device_token: "ppd_wrong" }))[0]).toBe(401);
  await end(owner, device_id);
  expect(told(await login())).toEqual([200, null]);
  expect((await cashier.get("/shifts/current")).error?.code).not.toBe("E_OFFLINE_REHEARSAL");
});

test("[D6] the open socket closes with 4503, and opens again only after the end", async () => {
  const { park, owner } = await scene();
  const gate = await park.device("gate");
  const socket = await openGate(gate);
  await start(owner, idOf(park, "gate"));
  await until(async () => socket.closed !== null);
  expect(socket.closed?.code).toBe(4503);
  const ask = () => askForSocket({ authorization: `Bearer ${gate.token}` });
  expect((await ask()).status).toBe(503);
  await end(owner, idOf(park, "gate"));
  expect((await ask()).status).toBe(101);
});

test("[D6] a rehearsal ends by itself, with no write before, and its end is then recorded once", async () => {
  const { park, owner } = await scene();
  const gate = await park.device("gate");
  const device_id = idOf(park, "gate");
  await start(owner, device_id, { minutes: 5 });
  expect(await countRows("alerts", park.tenant_id, "type = 'device.rehearsal' AND status = 'open'")).toBe(1);
  const at = Date.now() + 5 * MINUTE;
  vi.setSystemTime(at - 1_000);
  const last = await gate.get("/devices/me");
  expect([told(last), last.headers.get("retry-after")]).toEqual([CUT_OFF, "1"]);
  vi.setSystemTime(at + 1_000);
  expect(told(await gate.get("/devices/me"))).toEqual([200, null]);
  const tick = () => watchDevices(systemContext(env, "test", () => undefined));
  await Promise.all([tick(), tick()]);
  await tick();
  const rows = (await owner.get(`/offline-rehearsals?device_id=${device_id}`)).data;
  expect(rows).toMatchObject([{ ended_by: "system" }]);
  expect(rows[0].ended_at).toBe(rows[0].ends_at);
  expect(await auditRows(park.tenant_id, "event = 'device.rehearsal_ended'")).toHaveLength(1);
  expect(await countRows("alerts", park.tenant_id, "type = 'device.rehearsal' AND status = 'resolved'")).toBe(1);
});

test("[D6] a person ends it early, once; a repeat returns it, and a device without one is not found", async () => {
  const { park, owner } = await scene();
  const device_id = idOf(park, "gate");
  expect(told(await end(owner, device_id))).toEqual([404, "E_NOT_FOUND"]);
  await start(owner, device_id);
  const ends = await Promise.all([end(owner, device_id), end(owner, device_id), end(owner, device_id)]);
  expect(ends.map(told)).toEqual([
    [200, null],
    [200, null],
    [200, null],
  ]);
  expect(new Set(ends.map(({ data }) => data.ended_at)).size).toBe(1);
  expect(await auditRows(park.tenant_id, "event = 'device.rehearsal_ended'")).toHaveLength(1);
  expect((await owner.get("/offline-rehearsals?running=true")).data).toEqual([]);
  expect((await start(owner, device_id)).status).toBe(201);
});

test("[D6] of two starts at once one begins; a repeat with its key is the same rehearsal", async () => {
  const { park, owner } = await scene();
  const device_id = idOf(park, "gate");
  const both = await Promise.all([start(owner, device_id), start(owner, device_id)]);
  expect(both.map(told).sort()).toEqual([
    [201, null],
    [409, "E_REHEARSAL_RUNNING"],
  ]);
  const other = idOf(park, "gate2");
  const send = () => owner.post(`/devices/${other}/offline-rehearsal`, { minutes: 3 }, "a-key");
  const [first, second] = [await send(), await send()];
  expect(second.data).toEqual(first.data);
});

test("[D6] a store has three rehearsals at once at most, also of starts at once", async () => {
  const { park, owner } = await scene();
  const more = await Promise.all([1, 2, 3].map(() => park.addDevice("GATE")));
  const ids = [idOf(park, "gate"), ...more.map(({ device_id }) => device_id)];
  const started = await Promise.all(ids.map((device_id) => start(owner, device_id)));
  expect(started.map(told).sort()).toEqual([
    [201, null],
    [201, null],
    [201, null],
    [409, "E_REHEARSAL_LIMIT"],
  ]);
  const late = started.findIndex(({ status }) => status === 409);
  vi.setSystemTime(Date.now() + 11 * MINUTE);
  expect(told(await start(owner, ids[late] ?? ""))).toEqual([201, null]);
  // The time of this one is over, but nobody wrote its end: the next start does.
  expect(told(await start(owner, ids[(late + 1) % 4] ?? ""))).toEqual([201, null]);
});

test("[D6] a rehearsal needs device_manage at the store, a fresh proof, and a person who is not on the device", async () => {
  const { park, owner } = await scene();
  const device_id = idOf(park, "pos");
  const [cashier, gate] = [await park.person("cashier", "pos"), await park.device("gate")];
  expect(told(await start(cashier, device_id))).toEqual([403, "E_PERMISSION"]);
  expect(told(await start(await park.visitor("owner"), device_id))).toEqual([403, "E_STEP_UP_REQUIRED"]);
  expect((await start(gate, idOf(park, "gate"))).status).toBe(403);
  const facts = { device: { device_id, status: "active" }, drawer_is_open: false, with_open_drawer: false } as const;
  expect(decideRehearsal({ ...facts, asked_at: device_id }, 10, 0)).toEqual(refuse("own_device"));
  expect(decideRehearsal({ ...facts, asked_at: "another" }, 10, 0)).toEqual(accept(10 * MINUTE));
  expect(told(await start(owner, device_id, { minutes: 0 }))).toEqual([422, "E_VALIDATION"]);
  expect(told(await start(owner, device_id, { minutes: 121 }))).toEqual([422, "E_VALIDATION"]);
});

test("[D6] a till with an open shift is rehearsed only when the person says so; a suspended device never", async () => {
  const { park, owner } = await scene();
  await park.till();
  const device_id = idOf(park, "pos");
  expect(told(await start(owner, device_id))).toEqual([409, "E_REHEARSAL_DRAWER_OPEN"]);
  expect((await start(owner, device_id, { with_open_drawer: true })).status).toBe(201);
  await owner.post(`/devices/${idOf(park, "gate")}/suspend`);
  expect(told(await start(owner, idOf(park, "gate")))).toEqual([409, "E_DEVICE_STATE"]);
});

test("[D6] [O6] after the end the device hands in what it did, and the scan of another gate is a conflict", async () => {
  const { park, owner } = await scene();
  const [ticket, used] = [await sellOne(park), await sellOne(park)];
  const [gate, gate2] = [await park.device("gate"), await park.device("gate2")];
  await gate.get("/gate/bootstrap");
  await start(owner, idOf(park, "gate"));
  const ops = [offlineScan(ticket, Date.now()), offlineScan(used, Date.now())];
  expect(await scan(gate2, used)).toBe("pass");
  expect(told(await handIn(gate, ops))).toEqual(CUT_OFF);
  await end(owner, idOf(park, "gate"));
  const handed = await handIn(gate, ops);
  expect(handed.data.results.map(({ status }: { status: string }) => status)).toEqual(["applied", "conflict"]);
});

test("[D6] a start whose request died after its commit takes effect with its event, and so does an end", async () => {
  const { park } = await scene();
  const gate = await park.device("gate");
  const { tenant_id, store_id } = park;
  const device_id = idOf(park, "gate");
  const ctx = asTenant(seedContext(env), tenant_id);
  const started_at = Date.now();
  const row = { tenant_id, rehearsal_id: newId(started_at), device_id, store_id, started_at, started_by: "somebody" };
  const rehearsal = { ...row, ends_at: started_at + MINUTE, ended_at: null, ended_by: null };
  const subject = ["device", device_id] as const;
  const { rehearsal_started, rehearsal_ended } = DEVICE_EVENTS;
  // The device's object has its facts, and reads them again only when it is told.
  expect((await gate.get("/devices/me")).status).toBe(200);
  await commit(ctx, {
    writes: [insertRehearsal(rehearsal)],
    audit: [{ event: rehearsal_started.type, subject }],
    events: [rehearsal_started.of(subject, rehearsal, { store_id })],
  });
  const drain = () => drainOutbox(seedContext(env), tenant_id, consumers);
  await drain();
  expect(told(await gate.get("/devices/me"))).toEqual(CUT_OFF);
  const ended = { ...rehearsal, ended_at: started_at + 1, ended_by: "somebody" };
  const again = asTenant(seedContext(env), tenant_id);
  await commit(again, {
    writes: [updateRehearsalEnd(ended)],
    audit: [{ event: rehearsal_ended.type, subject }],
    events: [rehearsal_ended.of(subject, ended, { store_id })],
  });
  await drain();
  expect(told(await gate.get("/devices/me"))).toEqual([200, null]);
});

test("[D6] a suspended or revoked device in rehearsal gets the refusal of its standing", async () => {
  const { park, owner } = await scene();
  const gate = await park.device("gate");
  const device_id = idOf(park, "gate");
  await start(owner, device_id);
  await owner.post(`/devices/${device_id}/suspend`);
  expect((await gate.get("/devices/me")).error?.code).toBe("E_DEVICE_SUSPENDED");
  await owner.post(`/devices/${device_id}/resume`);
  expect(told(await gate.get("/devices/me"))).toEqual(CUT_OFF);
});
