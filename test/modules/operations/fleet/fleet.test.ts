/** Tests of the reads over a fleet: an overview, silent devices, their days, tries of site keys, and the audit trail. */

import { runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { call, newPark, randomIp, type TestPark, until } from "../../../support/park.ts";

const idOf = (park: TestPark) => park.devices.gate?.device_id ?? "";
const gateOf = (park: TestPark) => env.DEVICE.getByName(`${park.tenant_id}:${idOf(park)}`);

/** Runs work at a later moment of the world's clock. */
async function later<Value>(ms: number, work: () => Promise<Value>): Promise<Value> {
  const now = Date.now();
  const clock = vi.spyOn(Date, "now").mockReturnValue(now + ms);
  try {
    return await work();
  } finally {
    clock.mockRestore();
  }
}

function beat(park: TestPark, queue_depth = 0) {
  const { tenant_id } = park;
  const sent = { sent_at: Date.now(), queue_depth };
  return gateOf(park).heartbeat({ tenant_id, device_id: idOf(park) }, sent, Date.now());
}

const silence = (park: TestPark) => later(121_000, () => runDurableObjectAlarm(gateOf(park)));

interface TypeCount {
  type: string;
  active: number;
  online: number;
  offline: number;
  never_seen: number;
}

test("[D3] the overview of a store counts its devices by type, those that are offline, queued work and open alerts", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  await beat(park, 7);
  await silence(park);
  const [store] = (await owner.get("/provider/overview")).data;
  const gates = store.devices.find(({ type }: TypeCount) => type === "GATE");
  expect(gates).toMatchObject({ offline: 1, online: 0 });
  expect(gates.never_seen).toBe(gates.active - 1);
  expect(store).toMatchObject({ store_id: park.store_id, queue_depth: 7, complete: true });
  expect(store.open_alerts).toEqual({ info: 0, warning: 0, critical: 1 });
});

test("[D3] a silent device is listed until it is back, also when a person resolved its alert", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  await beat(park);
  await silence(park);
  const [listed] = (await owner.get("/provider/devices/offline")).data;
  expect(listed).toMatchObject({ device_id: idOf(park), type: "GATE", severity: "critical", status: "open" });
  expect(Date.parse(listed.opened_at) - Date.parse(listed.since)).toBeGreaterThan(120_000);
  await owner.post(`/provider/alerts/${listed.alert_id}/resolve`);
  expect((await owner.get("/provider/devices/offline")).data).toMatchObject([{ status: "resolved" }]);
  await later(200_000, () => beat(park));
  await until(async () => (await owner.get("/provider/devices/offline")).data.length === 0);
});

test("[D3] a device's days have its heartbeats and the time that it was offline, each written once", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const days = async () => (await owner.get(`/provider/metrics/daily?device_id=${idOf(park)}`)).data;
  await beat(park);
  await beat(park);
  expect(await days()).toEqual([]);
  await silence(park);
  await later(300_000, () => beat(park));
  await until(async () => (await days()).length > 0);
  const offline_ms = (await days()).reduce((sum: number, day: { offline_ms: number }) => sum + day.offline_ms, 0);
  expect(offline_ms).toBeGreaterThanOrEqual(300_000);
  expect(offline_ms).toBeLessThan(310_000);
  const beats = async () => (await days()).reduce((sum: number, day: { beats: number }) => sum + day.beats, 0);
  expect(await beats()).toBe(0);
  for (const day_ms of [86_400_000, 86_460_000]) {
    await later(day_ms, () => beat(park));
    await later(day_ms, () => runDurableObjectAlarm(gateOf(park)));
  }
  expect(await beats()).toBe(3);
});

test("[D1] the log of site keys has each try with a known key, by store", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const { site_key, pairing_id } = (await owner.post("/pairings", { store_id: park.store_id, type: "GATE" })).data;
  const device = { name: "North gate", type: "GATE" };
  const ip = randomIp();
  await call("POST", "/auth/device/register", { site_key, device }, { ip });
  await call("POST", "/auth/device/register", { site_key, device }, { ip });
  const log = (await owner.get(`/pairings/log?pairing_id=${pairing_id}`)).data;
  expect(log.map(({ result }: { result: string }) => result)).toEqual(["pairing_used", "active"]);
  expect(log[1]).toMatchObject({ ip, device_name: "North gate", store_id: park.store_id });
  const stranger = await (await newPark()).person("owner");
  expect((await stranger.get(`/pairings/log?pairing_id=${pairing_id}`)).data).toEqual([]);
});

test("[U1] the audit trail has acts on devices and alerts, and no sale", async () => {
  const park = await newPark();
  await park.till();
  const owner = await park.person("owner");
  await owner.post(`/devices/${idOf(park)}/suspend`);
  await owner.post(`/devices/${idOf(park)}/resume`);
  const events = (await owner.get("/provider/audit-trail")).data.map(({ event }: { event: string }) => event);
  expect(events).toEqual(expect.arrayContaining(["device.resumed", "device.suspended"]));
  expect(events.filter((event: string) => /^(sale|shift|employee)\./.test(event))).toEqual([]);
});
