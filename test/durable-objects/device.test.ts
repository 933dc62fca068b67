/** Tests of a device's object: it has the standing without D1, and never returns to an older one. */

import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { DeviceObject } from "../../durable-objects/device/object.ts";
import { seedContext } from "../../local/park.ts";
import { reloadDevices } from "../../src/modules/access/devices/index.ts";
import { asTenant } from "../../src/platform/http/context.ts";
import { holdNextReading, whileD1Refuses } from "../support/faults.ts";
import { newPark, type TestPark } from "../support/park.ts";

function objectOf(park: TestPark) {
  return env.DEVICE.getByName(`${park.tenant_id}:${park.devices.gate?.device_id}`);
}

function admission(park: TestPark) {
  return {
    tenant_id: park.tenant_id,
    device_id: park.devices.gate?.device_id ?? "",
    epoch: 1,
    arrived_at: Date.now(),
    binding: null,
    upload_only: false,
    counted: null,
  };
}

test("[D2] a known device is admitted from its object's storage while D1 refuses", async () => {
  const park = await newPark();
  await objectOf(park).admit(admission(park));
  await evictDurableObject(objectOf(park));
  const verdict = await whileD1Refuses(async () => objectOf(park).admit(admission(park)));
  expect(verdict).toMatchObject({ ok: true, device: { store_id: park.store_id, zone: { name: "Main Gate" } } });
});

test("[T3] a suspension survives eviction", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  await gate.get("/devices/me");
  const owner = await park.person("owner");
  await owner.post(`/devices/${park.devices.gate?.device_id}/suspend`);
  await evictDurableObject(objectOf(park));
  const verdict = await whileD1Refuses(async () => objectOf(park).admit(admission(park)));
  expect(verdict).toMatchObject({ ok: false, refusal: { reason: "suspended" } });
});

test("[T3] of two reads of D1 the one that began later counts, even if the other ends after it", async () => {
  const park = await newPark();
  await objectOf(park).admit(admission(park));
  const owner = await park.person("owner");
  const held = holdNextReading(park.devices.gate?.device_id ?? "");
  const early = objectOf(park).reload(admission(park));
  await held.read;
  await owner.post(`/devices/${park.devices.gate?.device_id}/suspend`);
  held.release();
  expect(await early).toMatchObject({ status: "suspended" });
  expect(await objectOf(park).admit(admission(park))).toMatchObject({ ok: false, refusal: { reason: "suspended" } });
});

test("[D2] [D3] a sign of life is known at once, and written once in two minutes, a heartbeat once a second", async () => {
  const park = await newPark();
  const now = Date.now();
  const { tenant_id } = park;
  const device_id = park.devices.gate?.device_id ?? "";
  const written = () =>
    runInDurableObject<DeviceObject, unknown>(
      objectOf(park),
      (_, state) => state.storage.kv.get<{ last_seen_at: number }>("life")?.last_seen_at,
    );
  const seen = async () => [(await objectOf(park).signsOfLife()).last_seen_at, await written()];
  const admit = (after_ms: number) => objectOf(park).admit({ ...admission(park), arrived_at: now + after_ms });
  const beat = (after_ms: number) =>
    objectOf(park).heartbeat({ tenant_id, device_id }, { sent_at: now + after_ms }, now + after_ms);
  await admit(0);
  expect(await seen()).toEqual([now, now]);
  await admit(119_999);
  expect(await seen()).toEqual([now + 119_999, now]);
  await beat(119_999);
  expect(await seen()).toEqual([now + 119_999, now + 119_999]);
  await beat(120_500);
  await admit(120_900);
  expect(await seen()).toEqual([now + 120_900, now + 119_999]);
  await beat(120_999);
  expect(await seen()).toEqual([now + 120_999, now + 120_999]);
});

test("[D2] the next read of a device has its tenant's revoked key versions, whatever the device's own version", async () => {
  const park = await newPark();
  await objectOf(park).admit(admission(park));
  await env.DB.prepare(
    `INSERT INTO ticket_keys (tenant_id, key_version, master_id, created_at, created_by, revoked_at)
     VALUES (?1, 1, '1', 0, 'x', 5), (?1, 2, '1', 0, 'x', NULL), (?1, 3, '1', 0, 'x', 5)`,
  )
    .bind(park.tenant_id)
    .run();
  expect(await objectOf(park).admit(admission(park))).toMatchObject({ device: { revoked_key_versions: [] } });
  await reloadDevices(asTenant(seedContext(env), park.tenant_id));
  expect(await objectOf(park).admit(admission(park))).toMatchObject({ device: { revoked_key_versions: [1, 3] } });
});
