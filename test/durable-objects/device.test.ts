/** A device's object knows its standing without D1, and never goes back to an older one. */

import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { DeviceObject } from "../../durable-objects/device/object.ts";
import { whileD1Refuses } from "../support/faults.ts";
import { newPark, type TestPark } from "../support/park.ts";

function objectOf(park: TestPark) {
  return env.DEVICE.getByName(`${park.tenant_id}:${park.devices.gate?.device_id}`);
}

function admission(park: TestPark) {
  return {
    tenant_id: park.tenant_id,
    device_id: park.devices.gate?.device_id ?? "",
    epoch: 1,
    now: Date.now(),
    claim: null,
  };
}

test("[D2] a device that was met once is admitted from its object's own storage while D1 refuses", async () => {
  const park = await newPark();
  await objectOf(park).admit(admission(park));
  await evictDurableObject(objectOf(park));
  const verdict = await whileD1Refuses(async () => objectOf(park).admit(admission(park)));
  expect(verdict).toMatchObject({ ok: true, device: { store_id: park.store_id, zone: { name: "Main Gate" } } });
});

test("[T3] a suspension survives eviction, and an older reading of D1 does not undo it", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  await gate.get("/devices/me");
  const owner = await park.person("owner");
  await owner.post(`/devices/${park.devices.gate?.device_id}/suspend`);
  await evictDurableObject(objectOf(park));
  expect(await objectOf(park).admit(admission(park))).toMatchObject({ ok: false, refusal: "suspended" });
  const kept = await runInDurableObject<DeviceObject, object>(objectOf(park), async (object, state) => {
    const facts = state.storage.kv.get<{ version: number }>("facts");
    return { version: facts?.version, reloaded: await object.reload(admission(park)) };
  });
  expect(kept).toMatchObject({ version: 2, reloaded: { status: "suspended" } });
});

test("[D2] being seen is known at once and written at most once a minute", async () => {
  const park = await newPark();
  const now = Date.now();
  await objectOf(park).admit({ ...admission(park), now });
  await objectOf(park).admit({ ...admission(park), now: now + 30_000 });
  expect(await objectOf(park).lastSeen()).toBe(now + 30_000);
  const written = await runInDurableObject<DeviceObject, unknown>(objectOf(park), (_, state) =>
    state.storage.kv.get("last_seen_at"),
  );
  expect(written).toBe(now);
});
