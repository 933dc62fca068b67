/** Tests of the watch over devices: one alert and one event for each outage, and none for a device that nobody expects. */

import { createExecutionContext, evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { seedContext } from "../../../../../local/park.ts";
import { watchDevices } from "../../../../../src/modules/access/devices/service/watch.ts";
import { sql } from "../../../../../src/platform/db/sql.ts";
import { asTenant, systemContext } from "../../../../../src/platform/http/context.ts";
import { whileD1Refuses } from "../../../../support/faults.ts";
import { openGate } from "../../../../support/live.ts";
import { countRows, newPark, type TestPark, until } from "../../../../support/park.ts";

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

const lookAfter = (park: TestPark, ms: number) => later(ms, () => runDurableObjectAlarm(gateOf(park)));

/** A heartbeat of the gate by its object, without the request around it. */
async function beat(park: TestPark): Promise<void> {
  const { tenant_id } = park;
  await gateOf(park).heartbeat({ tenant_id, device_id: idOf(park) }, { sent_at: Date.now() }, Date.now());
}

async function newsOf({ tenant_id }: TestPark) {
  const { db } = asTenant(seedContext(env), tenant_id);
  const rows = await db.all<{ type: string }>(
    sql`SELECT type FROM outbox WHERE tenant_id = ${tenant_id}
        AND type IN ('device.offline', 'device.online', 'alert.opened', 'alert.resolved') ORDER BY sequence`,
  );
  return rows.map(({ type }) => type);
}

const OFFLINE = ["alert.opened", "device.offline"];
const alertsOf = ({ tenant_id }: TestPark) => countRows("alerts", tenant_id);
const sorted = async (park: TestPark) => (await newsOf(park)).toSorted();

test("[D3] a gate without a sign of life for 120 seconds has one alert and one event, and the next sign ends both", async () => {
  const park = await newPark();
  await beat(park);
  await lookAfter(park, 119_000);
  expect(await newsOf(park)).toEqual([]);
  await lookAfter(park, 121_000);
  expect(await sorted(park)).toEqual(OFFLINE);
  const owner = await park.person("owner");
  const [alert] = (await owner.get("/provider/alerts")).data;
  expect(alert).toMatchObject({ type: "device.offline", severity: "critical", status: "open", device_id: idOf(park) });
  expect(alert.details).toMatchObject({ device_type: "GATE" });
  await later(300_000, () => beat(park));
  await until(async () => (await newsOf(park)).length === 4);
  expect((await sorted(park)).slice(2)).toEqual(["device.offline", "device.online"]);
  const [ended] = (await owner.get("/provider/alerts")).data;
  expect(ended).toMatchObject({ status: "resolved", resolved_by: idOf(park) });
  expect(ended.cleared_at).toBe(ended.resolved_at);
});

test("[D3] a scan, a request and a heartbeat are signs of life, also after the object slept", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  await gate.get("/devices/me");
  await later(100_000, () => gate.get("/devices/me"));
  await later(108_000, () => runDurableObjectAlarm(gateOf(park)));
  await evictDurableObject(gateOf(park));
  await lookAfter(park, 219_000);
  expect(await alertsOf(park)).toBe(0);
  await later(219_500, () => beat(park));
  await evictDurableObject(gateOf(park));
  await lookAfter(park, 339_000);
  expect(await alertsOf(park)).toBe(0);
  await lookAfter(park, 341_500);
  expect(await alertsOf(park)).toBe(1);
});

test("[D3] an outage is reported once, however often the alarm fires and the object wakes", async () => {
  const park = await newPark();
  await beat(park);
  await lookAfter(park, 121_000);
  for (const after_ms of [122_000, 300_000, 900_000]) {
    await evictDurableObject(gateOf(park));
    await later(after_ms, () => gateOf(park).checkLife({ tenant_id: park.tenant_id, device_id: idOf(park) }));
  }
  expect(await sorted(park)).toEqual(OFFLINE);
});

test("[D3] an outage that D1 refused to record is recorded later, with its end behind it", async () => {
  const park = await newPark();
  await beat(park);
  await whileD1Refuses(async () => {
    await lookAfter(park, 121_000);
    await later(130_000, () => beat(park));
  });
  await evictDurableObject(gateOf(park));
  expect(await newsOf(park)).toEqual([]);
  await lookAfter(park, 140_000);
  await until(async () => (await newsOf(park)).length === 4);
  const order = await newsOf(park);
  expect(order.indexOf("device.offline")).toBeLessThan(order.indexOf("device.online"));
  expect(await alertsOf(park)).toBe(1);
});

test("[D3] an outage whose report reached D1 before its object died is not reported again", async () => {
  const park = await newPark();
  await beat(park);
  await lookAfter(park, 121_000);
  await runInDurableObject(gateOf(park), (_, { storage }) => {
    const life = storage.kv.get<{ outage: object }>("life");
    storage.kv.put("life", { ...life, outage: { ...life?.outage, reported: false } });
  });
  await evictDurableObject(gateOf(park));
  await later(122_000, () => gateOf(park).checkLife({ tenant_id: park.tenant_id, device_id: idOf(park) }));
  expect(await sorted(park)).toEqual(OFFLINE);
  await later(200_000, () => beat(park));
  await until(async () => (await newsOf(park)).length === 4);
});

test("[D3] an object that lost its storage ends the alert of the outage before", async () => {
  const park = await newPark();
  await beat(park);
  await lookAfter(park, 121_000);
  await gateOf(park).forget();
  await evictDurableObject(gateOf(park));
  await later(200_000, async () => {
    await gateOf(park).reload({ tenant_id: park.tenant_id, device_id: idOf(park) });
    await beat(park);
  });
  await lookAfter(park, 321_000);
  expect(await alertsOf(park)).toBe(1);
  await later(400_000, () => beat(park));
  await until(async () => (await newsOf(park)).includes("alert.resolved"));
});

test("[D3] a person who resolves the alert of a silent gate gets no second one for the same outage", async () => {
  const park = await newPark();
  await beat(park);
  await lookAfter(park, 121_000);
  const owner = await park.person("owner");
  const [{ alert_id }] = (await owner.get("/provider/alerts")).data;
  await owner.post(`/provider/alerts/${alert_id}/resolve`);
  await evictDurableObject(gateOf(park));
  await later(200_000, () => gateOf(park).checkLife({ tenant_id: park.tenant_id, device_id: idOf(park) }));
  await later(300_000, () => beat(park));
  await until(async () => (await newsOf(park)).includes("device.online"));
  expect((await newsOf(park)).filter((type) => type === "alert.resolved")).toHaveLength(1);
  expect(await alertsOf(park)).toBe(1);
});

test("[D3] [T3] a suspended gate is not watched; after it is resumed it has its time again", async () => {
  const park = await newPark();
  await beat(park);
  const owner = await park.person("owner");
  await owner.post(`/devices/${idOf(park)}/suspend`);
  await lookAfter(park, 121_000);
  expect(await alertsOf(park)).toBe(0);
  await later(500_000, () => owner.post(`/devices/${idOf(park)}/resume`));
  await lookAfter(park, 619_000);
  expect(await alertsOf(park)).toBe(0);
  await lookAfter(park, 622_000);
  expect(await alertsOf(park)).toBe(1);
  await later(630_000, () => owner.post(`/devices/${idOf(park)}/suspend`));
  await until(async () => (await newsOf(park)).includes("alert.resolved"));
  expect(await newsOf(park)).not.toContain("device.online");
});

test("[D3] a park whose maintenance ends early has no alert for the silence in it", async () => {
  const park = await newPark();
  await beat(park);
  const maintain = (from: number | null, until: number | null) =>
    env.DB.prepare(
      "UPDATE tenants SET maintenance_from = ?, maintenance_until = ?, version = version + 1 WHERE tenant_id = ?",
    )
      .bind(from, until, park.tenant_id)
      .run();
  const reload = () => gateOf(park).reload({ tenant_id: park.tenant_id, device_id: idOf(park) });
  await maintain(Date.now(), Date.now() + 3_600_000);
  await reload();
  await lookAfter(park, 121_000);
  await maintain(null, null);
  await later(600_000, reload);
  await lookAfter(park, 719_000);
  expect(await alertsOf(park)).toBe(0);
  await lookAfter(park, 721_000);
  expect(await alertsOf(park)).toBe(1);
});

test("[D3] after the server was away for minutes, each device has its time again, once", async () => {
  const park = await newPark();
  await beat(park);
  await evictDurableObject(gateOf(park));
  await lookAfter(park, 600_000);
  expect(await alertsOf(park)).toBe(0);
  await lookAfter(park, 722_500);
  expect(await sorted(park)).toEqual(OFFLINE);
});

test("[D3] a gate that was never seen is not watched", async () => {
  const park = await newPark();
  await gateOf(park).reload({ tenant_id: park.tenant_id, device_id: idOf(park) });
  await later(500_000, () => gateOf(park).checkLife({ tenant_id: park.tenant_id, device_id: idOf(park) }));
  expect(await alertsOf(park)).toBe(0);
});

test("[D3] a sandbox whose clock moves by a month has no alert", async () => {
  const park = await newPark();
  await beat(park);
  const owner = await park.person("owner");
  for (const offset_seconds of [40 * 86_400, -40 * 86_400]) {
    const moved = await owner.call("PUT", "/sandbox/clock", { offset_seconds });
    expect([200, 404]).toContain(moved.status);
    await lookAfter(park, 60_000);
    expect(await alertsOf(park)).toBe(0);
  }
});

test("[D3] pings of a socket are signs of life although they wake no object", async () => {
  const park = await newPark();
  const gate = await openGate(await park.device("gate"));
  gate.send("ping");
  await gate.next("pong");
  const pinged_at = () =>
    runInDurableObject(gateOf(park), (_, state) => {
      const [socket] = state.getWebSockets();
      return socket && state.getWebSocketAutoResponseTimestamp(socket)?.getTime();
    });
  expect(await pinged_at()).toBeGreaterThan(0);
  await runInDurableObject(gateOf(park), (_, { storage }) => {
    const life = storage.kv.get<object>("life");
    storage.kv.put("life", { ...life, sign_at: Date.now() - 200_000, last_seen_at: Date.now() - 200_000 });
    storage.kv.delete("calls");
  });
  await evictDurableObject(gateOf(park));
  await gateOf(park).checkLife({ tenant_id: park.tenant_id, device_id: idOf(park) });
  expect(await alertsOf(park)).toBe(0);
  gate.close(1000);
});

test("[D3] the watch sets no alarm of its own while a gate is busy, and one after it rests", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  await gate.get("/devices/me");
  const count = await runInDurableObject(gateOf(park), (_, { storage }) => {
    const set = vi.spyOn(storage, "setAlarm");
    return () => set.mock.calls.length;
  });
  for (let s = 8; s <= 80; s += 8) {
    await later((s - 1) * 1_000, () => gate.get("/devices/me"));
    await later(s * 1_000, () => runDurableObjectAlarm(gateOf(park)));
  }
  expect(count()).toBe(10);
  await later(88_000, () => runDurableObjectAlarm(gateOf(park)));
  await later(89_000, () => runDurableObjectAlarm(gateOf(park)));
  expect(count()).toBe(12);
  expect(await runInDurableObject(gateOf(park), (_, { storage }) => storage.getAlarm())).toBeGreaterThan(Date.now());
});

test("[D3] a cron run finds a silent gate whose alarm was lost, and sets the alarm of one that is on time", async () => {
  const park = await newPark();
  await beat(park);
  const object = gateOf(park);
  const lose = () => runInDurableObject(object, (_, { storage }) => storage.deleteAlarm());
  const armed = () => runInDurableObject(object, (_, { storage }) => storage.getAlarm());
  await lose();
  await evictDurableObject(object);
  const minute = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".indexOf(idOf(park).slice(-1));
  const run = (now: number) => {
    const execution = createExecutionContext();
    const base = systemContext(env, "cron", (work) => execution.waitUntil(work));
    return watchDevices({ ...base, arrived_at: now });
  };
  const slot = (Math.floor(Date.now() / 60_000 / 32) * 32 + minute) * 60_000;
  await run(slot);
  expect(await armed()).toBeGreaterThan(0);
  expect(await alertsOf(park)).toBe(0);
  await lose();
  await evictDurableObject(object);
  await later(130_000, () => run(slot));
  expect(await sorted(park)).toEqual(OFFLINE);
});

test("[D3] [D5] a gate that is silent and back again and again within an hour opens two alerts, and the second stays until it was steady for ten minutes", async () => {
  const park = await newPark();
  const minutes = (count: number) => count * 60_000;
  const beatAfter = (ms: number) => later(ms, () => beat(park));
  await beat(park);
  await lookAfter(park, 121_000);
  await beatAfter(minutes(4));
  await until(async () => (await newsOf(park)).length === 4);
  // One sign every four minutes: silent and back, again and again.
  for (const from of [4, 8, 12, 16]) {
    await lookAfter(park, minutes(from) + 121_000);
    await beatAfter(minutes(from + 4));
    await evictDurableObject(gateOf(park));
  }
  expect(await sorted(park)).toEqual([...OFFLINE, ...OFFLINE, "alert.resolved", "device.online"].toSorted());
  expect(await alertsOf(park)).toBe(2);
  const owner = await park.person("owner");
  expect((await owner.get("/provider/alerts?status=open")).data).toHaveLength(1);
  // Now it stays: each minute has a sign.
  for (let minute = 24; minute < 34; minute++) await beatAfter(minutes(minute));
  expect(await countRows("alerts", park.tenant_id, "status = 'open'")).toBe(1);
  await beatAfter(minutes(34));
  await until(async () => (await newsOf(park)).length === 8);
  expect(await countRows("alerts", park.tenant_id, "status = 'open'")).toBe(0);
  const [online] = await asTenant(seedContext(env), park.tenant_id).db.all<{ data: string; at: number }>(
    sql`SELECT data, at FROM outbox WHERE tenant_id = ${park.tenant_id} AND type = 'device.online' ORDER BY sequence DESC LIMIT 1`,
  );
  // It was away from the last sign before the second alert to the sign that began the steady time.
  expect(Math.round(JSON.parse(online?.data ?? "").offline_ms / 60_000)).toBe(24 - 4);
});

test("[D3] a gate that is silent again after more than an hour has an alert of its own, which its next sign ends", async () => {
  const park = await newPark();
  await beat(park);
  await lookAfter(park, 121_000);
  await later(240_000, () => beat(park));
  await until(async () => (await newsOf(park)).length === 4);
  for (let minute = 5; minute <= 66; minute++) await later(minute * 60_000, () => beat(park));
  await lookAfter(park, 66 * 60_000 + 121_000);
  await later(70 * 60_000, () => beat(park));
  await until(async () => (await newsOf(park)).length === 8);
  expect(await alertsOf(park)).toBe(2);
});
