/** Tests of commands that people send to devices: over the socket or with the next heartbeat, once. */

import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { consumers } from "../../../../../src/modules/access/devices/jobs.ts";
import { systemContext } from "../../../../../src/platform/http/context.ts";
import { drainOutbox } from "../../../../../src/platform/queue/outbox.ts";
import { openGate } from "../../../../support/live.ts";
import { countRows, newPark, type TestPark } from "../../../../support/park.ts";

const idOf = (park: TestPark) => park.devices.gate?.device_id ?? "";
const gateOf = (park: TestPark) => env.DEVICE.getByName(`${park.tenant_id}:${idOf(park)}`);
const path = (park: TestPark) => `/devices/${idOf(park)}/commands`;

/** The commands that the gate gets with a heartbeat. */
async function askedBy(park: TestPark, about: object = {}): Promise<{ type: string; command_id?: string }[]> {
  const gate = await park.device("gate");
  const reply = await gate.post("/provider/heartbeats", { sent_at: new Date().toISOString(), ...about });
  return reply.data?.commands ?? [];
}

test("[D4] an absent device gets its commands with the next heartbeat, once, also after its object slept", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const sent = await owner.post(path(park), { type: "message", text: "Close at noon" }, "once");
  expect(sent.status).toBe(201);
  expect((await owner.post(path(park), { type: "message", text: "Close at noon" }, "once")).data).toEqual(sent.data);
  await owner.post(path(park), { type: "restart" });
  await evictDurableObject(gateOf(park));
  expect(await askedBy(park)).toEqual([
    { type: "message", command_id: sent.data.command_id, text: "Close at noon" },
    { type: "restart", command_id: expect.any(String) },
  ]);
  expect(await askedBy(park)).toEqual([]);
  expect(await countRows("audits", park.tenant_id, "event = 'device.commanded'")).toBe(2);
});

test("[D4] a connected device gets a command at once over its socket, and not again with a heartbeat", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const gate = await openGate(await park.device("gate"));
  const { command_id } = (await owner.post(path(park), { type: "refresh_list" })).data;
  expect((await gate.next("command")).data).toEqual({ commands: [{ type: "refresh_list", command_id }] });
  expect(await askedBy(park)).toEqual([]);
  gate.close(1000);
});

test("[D4] a command whose request died after its commit is handed over by its event, and a repeat of the event does nothing", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const died = vi.spyOn(env.DEVICE, "getByName").mockImplementation(() => {
    throw new Error("the request died");
  });
  let sent: { data: { command_id: string } };
  try {
    sent = await owner.post(path(park), { type: "restart" });
  } finally {
    died.mockRestore();
  }
  const base = systemContext(env, "test", () => undefined);
  await drainOutbox(base, park.tenant_id, consumers);
  expect(await askedBy(park)).toMatchObject([{ type: "restart", command_id: sent.data.command_id }]);
  await env.DB.prepare("DELETE FROM outbox_cursors WHERE tenant_id = ?").bind(park.tenant_id).run();
  await drainOutbox(base, park.tenant_id, consumers);
  expect(await askedBy(park)).toEqual([]);
});

test("[D4] a command that expired reaches nobody, and an app that is too old gets its commands after the update", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  await owner.post(path(park), { type: "restart", expires_in_s: 60 });
  const now = Date.now();
  const clock = vi.spyOn(Date, "now").mockReturnValue(now + 61_000);
  try {
    expect(await askedBy(park)).toEqual([]);
  } finally {
    clock.mockRestore();
  }
  const set = await owner.call("PUT", "/gate/policy", {
    ...(await owner.get(`/gate/policy?store_id=${park.store_id}`)).data,
    min_app_version: "2.0",
  });
  expect(set.status).toBe(200);
  await owner.post(path(park), { type: "restart" });
  expect(await askedBy(park, { app_version: "1.0" })).toEqual([]);
  expect(await askedBy(park, { app_version: "2.0" })).toMatchObject([{ type: "restart" }]);
});

test("[D4] [T2] [T7] only people who manage devices send commands, to active devices of their tenant, with a fitting text", async () => {
  const [park, other] = [await newPark(), await newPark()];
  const owner = await park.person("owner");
  const code = async (sent: Promise<{ status: number; error: { code: string } | null }>) => (await sent).error?.code;
  expect(await code(owner.post(path(park), { type: "message" }))).toBe("E_VALIDATION");
  expect(await code(owner.post(path(park), { type: "format_disk" }))).toBe("E_VALIDATION");
  expect(await code((await other.person("owner")).post(path(park), { type: "restart" }))).toBe("E_NOT_FOUND");
  expect(await code((await park.person("cashier", "pos")).post(path(park), { type: "restart" }))).toBe("E_PERMISSION");
  await owner.post(`/devices/${idOf(park)}/suspend`);
  expect(await code(owner.post(path(park), { type: "restart" }))).toBe("E_DEVICE_STATE");
});
