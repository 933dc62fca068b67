/** Tests of heartbeats: a device reports its state and gets commands. */

import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { type HeartbeatInput, recordHeartbeat, recordSkew } from "../../../../src/modules/access/devices/index.ts";
import { consumers } from "../../../../src/modules/access/devices/jobs.ts";
import { asTenant, type Context, systemContext } from "../../../../src/platform/http/context.ts";
import type { OutboxEvent } from "../../../../src/platform/queue/outbox.ts";
import { encodeCursor } from "../../../../src/shared/page.ts";
import { auditRows, countRows, newPark, type TestPark } from "../../../support/park.ts";

const NO_POLICY = { min_app_version: null, newest_cursor: null };

/** The gate's own request, as its object admits it. */
async function gateContext({ tenant_id, devices }: TestPark): Promise<Context> {
  const execution = createExecutionContext();
  const base = systemContext(env, "test", (work) => execution.waitUntil(work));
  const device_id = devices.gate?.device_id ?? "";
  const { arrived_at } = base;
  const admission = { tenant_id, device_id, epoch: 1, arrived_at, binding: null, upload_only: false, counted: null };
  const verdict = await env.DEVICE.getByName(`${tenant_id}:${device_id}`).admit(admission);
  if (!verdict.ok) throw new Error(verdict.refusal.reason);
  return asTenant(base, tenant_id, { actor: { kind: "device", id: device_id }, device: verdict.device });
}

/** The request of a person in the console with those permissions at the tenant's first store. */
function personContext(park: TestPark, ...permissions: string[]): Context {
  const { tenant_id, store_id } = park;
  const stores = { [store_id]: permissions } as Record<string, never>;
  const session = { session_id: "S", stepped_up_until: 0, second_factor: false };
  const employee = { employee_id: "E", name: "Mon Itor", store_id: null, stores, owner: false, ...session };
  return asTenant(
    systemContext(env, "test", () => undefined),
    tenant_id,
    { actor: { kind: "employee", id: "E" }, employee },
  );
}

describe("a heartbeat", () => {
  test("[D4] [D3] a heartbeat gets time, offset and commands, and is shown with the device", async () => {
    const park = await newPark();
    const ctx = await gateContext(park);
    const told = { app_version: "1.4.2", battery: 87.5, queue_depth: 3, list_cursor: encodeCursor(["d", 4]) };
    const gate = { min_app_version: "1.5", newest_cursor: 5 };
    expect(await recordHeartbeat(ctx, { sent_at: ctx.now + 1_500, ...told }, gate)).toEqual({
      server_time: ctx.now,
      offset_ms: 1_500,
      commands: [{ type: "refresh_list" }, { type: "minimum_version", min_app_version: "1.5" }],
    });
    const owner = await park.person("owner");
    const { data } = await owner.get(`/devices/${park.devices.gate?.device_id}`);
    const at = new Date(ctx.now).toISOString();
    expect([data.last_seen_at, data.last_heartbeat]).toEqual([
      at,
      { at, ...told, offset_ms: 1_500, clock_flagged: false },
    ]);
    const list = await owner.get(`/devices?store_id=${park.store_id}`);
    expect(list.data.map((device: { last_heartbeat: unknown }) => device.last_heartbeat !== null)).toEqual(
      list.data.map((device: { device_id: string }) => device.device_id === park.devices.gate?.device_id),
    );
  });

  test("[D4] a skewed clock writes one audit row and one event, until the clock was right again", async () => {
    const park = await newPark();
    const ctx = await gateContext(park);
    const beat = (offset_ms: number) => recordHeartbeat(ctx, { sent_at: ctx.now + offset_ms }, NO_POLICY);
    const reports = async () => [
      await countRows("audits", park.tenant_id, "event = 'device.clock_skewed'"),
      await countRows("outbox", park.tenant_id, "type = 'device.clock_skewed'"),
    ];
    await Promise.all([beat(120_001), beat(120_002), beat(150_000)]);
    expect(await reports()).toEqual([1, 1]);
    await beat(120_000);
    await beat(-120_000);
    expect(await reports()).toEqual([1, 1]);
    await recordSkew(ctx, -120_001);
    expect(await reports()).toEqual([2, 2]);
    const [, last] = await auditRows(park.tenant_id, "event = 'device.clock_skewed'");
    expect(JSON.parse(last?.changes ?? "")).toEqual({ offset_ms: -120_001 });
    const owner = await park.person("owner");
    const { data } = await owner.get(`/devices/${park.devices.gate?.device_id}`);
    expect(data.last_heartbeat).toMatchObject({ offset_ms: -120_001, clock_flagged: true });
  });

  test("[D4] a clock that is right and wrong by turns is reported three times an hour, and flagged each time", async () => {
    const park = await newPark();
    const ctx = await gateContext(park);
    const owner = await park.person("owner");
    const flagged = async () =>
      (await owner.get(`/devices/${park.devices.gate?.device_id}`)).data.last_heartbeat.clock_flagged;
    const shown: boolean[] = [];
    for (let turn = 0; turn < 20; turn++) {
      await recordHeartbeat(ctx, { sent_at: ctx.now + (turn % 2) * 600_000 }, NO_POLICY);
      shown.push(await flagged());
    }
    expect(shown).toEqual(Array.from({ length: 20 }, (_, turn) => turn % 2 === 1));
    expect(await countRows("audits", park.tenant_id, "event = 'device.clock_skewed'")).toBe(3);
    const later = { ...ctx, now: ctx.now + 3_600_000 };
    for (const off_ms of [0, 600_000]) await recordHeartbeat(later, { sent_at: later.now + off_ms }, NO_POLICY);
    expect(await countRows("audits", park.tenant_id, "event = 'device.clock_skewed'")).toBe(4);
  });

  test("[D4] only a person with provider at its store may send another device's heartbeat", async () => {
    const park = await newPark();
    const device_id = park.devices.kiosk?.device_id ?? "";
    const abroad = await park.addDevice("GATE", park.second_store_id);
    const beat: HeartbeatInput = { sent_at: Date.now(), battery: 5 };
    const provider = personContext(park, "provider");
    await recordHeartbeat(provider, { ...beat, device_id }, NO_POLICY);
    const owner = await park.person("owner");
    expect((await owner.get(`/devices/${device_id}`)).data.last_heartbeat).toMatchObject({ battery: 5 });

    const neighbour = await newPark();
    const foreign_id = neighbour.devices.gate?.device_id ?? "";
    const refusals: [ctx: Context, input: HeartbeatInput, code: string][] = [
      [provider, beat, "E_DEVICE_REQUIRED"],
      [provider, { ...beat, device_id: abroad.device_id }, "E_SCOPE_MISMATCH"],
      [provider, { ...beat, device_id: foreign_id }, "E_NOT_FOUND"],
      [personContext(park, "device_manage"), { ...beat, device_id }, "E_PERMISSION"],
      [await gateContext(park), { ...beat, device_id }, "E_PERMISSION"],
    ];
    for (const [ctx, input, code] of refusals)
      await expect(recordHeartbeat(ctx, input, NO_POLICY)).rejects.toMatchObject({ spec: { code } });
  });
});

describe("a gate that was moved", () => {
  test("[D4] a moved gate admits for its new zone from the next request on, and gets the news once, in its next heartbeat", async () => {
    const park = await newPark();
    const device_id = park.devices.gate?.device_id ?? "";
    const owner = await park.person("owner");
    const before = await gateContext(park);
    const zone_id = park.zones.Trampoline ?? "";
    const moved = await owner.call("PUT", `/devices/${device_id}/zone`, { zone_id });
    expect([moved.status, moved.data.zone_id]).toEqual([200, zone_id]);

    const ctx = await gateContext(park);
    expect([before.device?.zone?.name, ctx.device?.zone]).toEqual(["Main Gate", { zone_id, name: "Trampoline" }]);
    const beat = async () => (await recordHeartbeat(ctx, { sent_at: ctx.now }, NO_POLICY)).commands;
    expect([await beat(), await beat()]).toEqual([[{ type: "zone_changed", zone_id, name: "Trampoline" }], []]);
    await owner.call("PUT", `/devices/${device_id}/zone`, { zone_id: null });
    expect(await beat()).toEqual([{ type: "zone_changed", zone_id: null, name: null }]);

    const rows = await auditRows(park.tenant_id, "event = 'device.zone_changed'");
    expect(rows.map(({ changes }) => JSON.parse(changes))).toEqual([
      { before: { zone_id: park.zones["Main Gate"] }, after: { zone_id } },
      { before: { zone_id }, after: { zone_id: null } },
    ]);
    expect(await countRows("outbox", park.tenant_id, "type = 'device.zone_changed'")).toBe(2);
  });

  test("[D4] the event alone moves the gate's object if the request that moved it died", async () => {
    const park = await newPark();
    const before = await gateContext(park);
    const device_id = park.devices.gate?.device_id ?? "";
    await env.DB.prepare(
      "UPDATE devices SET zone_id = NULL, version = version + 1 WHERE tenant_id = ? AND device_id = ?",
    )
      .bind(park.tenant_id, device_id)
      .run();
    const event = { type: "device.zone_changed", subject_id: device_id } as OutboxEvent;
    for (const { types, consume } of consumers)
      if (types.some(({ type }) => type === event.type)) await consume(before, event);
    expect((await gateContext(park)).device?.zone).toBeNull();
  });

  test("[D4] a gate moves within its store only, also past the use-case", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const zone = { store_id: park.second_store_id, name: "Beach" };
    const { zone_id } = (await owner.post("/catalog/zones", zone)).data;
    const device_id = park.devices.gate?.device_id ?? "";
    const reply = await owner.call("PUT", `/devices/${device_id}/zone`, { zone_id });
    const paired = await owner.post("/pairings", { store_id: park.store_id, type: "GATE", zone_id });
    for (const refused of [reply, paired])
      expect([refused.status, refused.error?.code, refused.error?.details]).toEqual([
        422,
        "E_ZONE_UNKNOWN",
        { fields: [{ path: "zone_id", message: "is not a zone of the device's store" }] },
      ]);
    expect((await owner.get(`/devices/${device_id}`)).data.zone_id).toBe(park.zones["Main Gate"]);
    const past = env.DB.prepare(
      "UPDATE devices SET zone_id = ?, version = version + 1 WHERE tenant_id = ? AND device_id = ?",
    );
    await expect(past.bind(zone_id, park.tenant_id, device_id).run()).rejects.toThrow("E_ZONE_UNKNOWN");
  });

  test("[D4] of two moves at once one or both happen in turn, and the gate is where the last one moved it", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const path = `/devices/${park.devices.gate?.device_id}/zone`;
    const zones = [park.zones.Trampoline, park.zones["Ball Pit"]];
    const replies = await Promise.all(zones.map((zone_id) => owner.call("PUT", path, { zone_id })));
    for (const { status } of replies) expect([200, 409]).toContain(status);
    const won = replies.filter(({ status }) => status === 200).map(({ data }) => data.zone_id);
    const { zone } = (await gateContext(park)).device ?? {};
    expect(won).toContain(zone?.zone_id);
    const { data } = await owner.get(`/devices/${park.devices.gate?.device_id}`);
    expect(data.zone_id).toBe(zone?.zone_id);
  });
});
