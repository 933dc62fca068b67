/** A whole fleet falls silent at once: each device has one alert in time, and none that still beats has one. */

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { seedContext } from "../../../../../local/park.ts";
import { sql } from "../../../../../src/platform/db/sql.ts";
import { asTenant, newId } from "../../../../../src/platform/http/context.ts";
import { newPark, type TestPark, until } from "../../../../support/park.ts";
import { seededRandom } from "../../../../support/seed.ts";
import { shortOrLong } from "../../../../support/storms.ts";

const DEVICES = shortOrLong(60, 220);
/** Of them, these never stop. */
const BEATING = 20;

/** Copies the park's gate, and returns the ids of the copies. */
async function addGates(park: TestPark, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId(Date.now()));
  await asTenant(seedContext(env), park.tenant_id).db.all(
    sql`INSERT INTO devices SELECT tenant_id, id.value, store_id, 'P' || id.value, devices.type, 'Gate ' || id.key, status, caps,
          zone_id, zone_history, 'G' || id.key, device_token_hash, epoch, app_version, hardware, notes, registered_at,
          revoked_at, version
        FROM devices, json_each(${ids}) id
        WHERE tenant_id = ${park.tenant_id} AND device_id = ${park.devices.gate?.device_id}`,
  );
  return ids;
}

test(`[D3] of ${DEVICES} devices all that stop have one alert within 122 seconds, also after their objects slept, and no other has one`, async () => {
  const park = await newPark();
  const { tenant_id } = park;
  const ids = await addGates(park, DEVICES);
  const [beating, silent] = [ids.slice(0, BEATING), ids.slice(BEATING)];
  const objectOf = (device_id: string) => env.DEVICE.getByName(`${tenant_id}:${device_id}`);
  const random = seededRandom();
  const start = Date.now();
  const clock = vi.spyOn(Date, "now");
  const { db } = asTenant(seedContext(env), tenant_id);
  const news = async (type: string) =>
    (await db.all<{ subject_id: string; at: number }>(
      sql`SELECT subject_id, at FROM outbox WHERE tenant_id = ${tenant_id} AND type = ${type}`,
    )) as { subject_id: string; at: number }[];
  const beat = (device_id: string) =>
    objectOf(device_id).heartbeat({ tenant_id, device_id }, { sent_at: Date.now() }, Date.now());
  /** Fires the alarms that are due, like the platform. */
  const fireDue = async (now: number) => {
    clock.mockReturnValue(now);
    for (const id of ids) {
      const due = await runInDurableObject(objectOf(id), (_, { storage }) => storage.getAlarm());
      if (due !== null && due <= now) await runDurableObjectAlarm(objectOf(id));
    }
  };
  try {
    clock.mockReturnValue(start);
    const stopped_at = new Map<string, number>();
    for (const id of silent) {
      const at = start + random.integer(0, 900);
      clock.mockReturnValue(at);
      await beat(id);
      stopped_at.set(id, at);
      if (random.integer(0, 1) === 1) await evictDurableObject(objectOf(id));
    }
    for (const s of [0, 30, 60, 90, 119, 120, 121, 122, 150]) {
      await fireDue(start + s * 1_000);
      for (const id of beating) if (s % 30 === 0) await beat(id);
      if (s === 60) for (const id of ids) if (random.integer(0, 3) === 0) await evictDurableObject(objectOf(id));
      if (s < 120) expect(await news("device.offline")).toEqual([]);
    }
    const offline = await news("device.offline");
    expect(offline.map(({ subject_id }) => subject_id).toSorted()).toEqual(silent.toSorted());
    const delays = offline.map(({ subject_id, at }) => at - (stopped_at.get(subject_id) ?? 0));
    expect(Math.min(...delays)).toBeGreaterThan(120_000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(122_000);
    expect(await news("alert.opened")).toHaveLength(silent.length);
    clock.mockReturnValue(start + 200_000);
    await Promise.all(silent.map(beat));
    await until(async () => (await news("device.online")).length === silent.length);
    expect(await news("alert.resolved")).toHaveLength(silent.length);
    await fireDue(start + 210_000);
    expect(await news("device.offline")).toHaveLength(silent.length);
  } finally {
    clock.mockRestore();
  }
});
