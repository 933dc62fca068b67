/** Tests of a device's socket: it is opened like any route, ends with the device's standing, and survives any message. */

import { createExecutionContext, evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { type LiveMessage, pushToGates } from "../../src/modules/access/devices/index.ts";
import { asTenant, systemContext } from "../../src/platform/http/context.ts";
import { encodeCursor } from "../../src/shared/page.ts";
import { whileD1Refuses } from "../support/faults.ts";
import { askForSocket, type LiveGate, openGate } from "../support/live.ts";
import { auditRows, type Client, call, newPark, type TestPark, until } from "../support/park.ts";

interface Scene {
  park: TestPark;
  owner: Client;
  gate: Client;
  device_id: string;
  object: ReturnType<typeof env.DEVICE.getByName>;
  change(action: string): ReturnType<Client["post"]>;
}

async function scene(): Promise<Scene> {
  const park = await newPark();
  const device_id = park.devices.gate?.device_id ?? "";
  const [owner, gate] = [await park.person("owner"), await park.device("gate")];
  const object = env.DEVICE.getByName(`${park.tenant_id}:${device_id}`);
  return { park, owner, gate, device_id, object, change: (action) => owner.post(`/devices/${device_id}/${action}`) };
}

const contextOf = ({ tenant_id }: TestPark) => {
  const execution = createExecutionContext();
  return asTenant(
    systemContext(env, "test", (work) => execution.waitUntil(work)),
    tenant_id,
  );
};

const beat = (fields: object = {}) => ({ type: "heartbeat", sent_at: new Date().toISOString(), ...fields });

async function closingOf(live: LiveGate): Promise<LiveGate["closed"]> {
  await until(async () => live.closed !== null);
  return live.closed;
}

describe("a socket", () => {
  test("[D4] a socket greets the device with the time, its facts and its commands", async () => {
    const { park, gate, device_id } = await scene();
    const live = await openGate(gate);
    const { sequence, data } = await live.next("hello");
    expect(sequence).toBeNull();
    expect(data).toMatchObject({
      device: { device_id, status: "active", zone_id: park.zones["Main Gate"], zone: { name: "Main Gate" } },
      commands: [],
    });
    expect(Math.abs(Date.parse(String(data.server_time)) - Date.now())).toBeLessThan(60_000);
    expect(live.headers.get("x-request-id")).toMatch(/^[0-9A-Z]{26}$/);
    expect(live.headers.get("sec-websocket-protocol")).toBeNull();
  });

  test("[T4] a socket accepts the token as a protocol when no header can be set, and selects the other protocol", async () => {
    const { gate } = await scene();
    const live = await openGate(gate, { "sec-websocket-protocol": `playpark, bearer.${gate.token}` });
    await live.next("hello");
    expect(live.headers.get("sec-websocket-protocol")).toBe("playpark");
  });

  test("[T4] a token in the address, a forged token and a request without an upgrade open no socket", async () => {
    const { gate } = await scene();
    expect((await gate.call("GET", `/gate/live?token=${gate.token}`)).status).toBe(422);
    const refused: Record<string, string>[] = [
      {},
      { authorization: `Bearer ${gate.token}x` },
      { "sec-websocket-protocol": "playpark" },
      { "sec-websocket-protocol": `playpark, bearer.${gate.token}x` },
    ];
    for (const sent of refused) expect((await askForSocket(sent)).status).toBe(401);
    const offered = { "sec-websocket-protocol": `playpark, bearer.${gate.token}` };
    expect((await call("GET", "/devices/me", undefined, { headers: offered })).status).toBe(401);
  });

  test("[D2] only devices open a socket: a person gets 403, in the console and on a device", async () => {
    const { park } = await scene();
    for (const [person, code] of [
      [await park.person("owner"), "E_DEVICE_REQUIRED"],
      [await park.person("gate", "gate"), "E_DEVICE_TOKEN_REQUIRED"],
    ] as const) {
      const response = await askForSocket({ authorization: `Bearer ${person.token}` });
      expect([response.status, await response.json()]).toMatchObject([403, { error: { code } }]);
    }
  });

  test("[D4] a device has one socket: a new one closes the old one and gets the next messages", async () => {
    const { gate, object } = await scene();
    const first = await openGate(gate);
    await first.next("hello");
    const second = await openGate(gate);
    expect((await closingOf(first))?.code).toBe(4409);
    expect(await object.push({ type: "ticket.revoked", sequence: 7, data: { h: "x" } })).toBe(true);
    expect(await second.next("ticket.revoked")).toEqual({ type: "ticket.revoked", sequence: 7, data: { h: "x" } });
    expect(first.messages.map(({ type }) => type)).toEqual(["hello"]);
  });

  test("[D4] a device that closed its socket can open another", async () => {
    const { gate, object } = await scene();
    const live = await openGate(gate);
    await live.next("hello");
    live.close(4000);
    await until(async () => !(await object.push({ type: "list.changed", sequence: null, data: {} })));
    const again = await openGate(gate);
    await again.next("hello");
    expect(await object.push({ type: "list.changed", sequence: null, data: {} })).toBe(true);
  });

  test("[D4] a socket stays open when its object is evicted", async () => {
    const { gate, object } = await scene();
    const live = await openGate(gate);
    await live.next("hello");
    await evictDurableObject(object);
    expect(await object.push({ type: "list.changed", sequence: 3, data: {} })).toBe(true);
    await live.next("list.changed");
    await evictDurableObject(object);
    live.send(beat({ battery: 71 }));
    await live.next("heartbeat");
    expect((await object.signsOfLife()).last_heartbeat).toMatchObject({ battery: 71 });
  });
});

describe("a connected device", () => {
  test.each([
    ["suspend", "device.suspended", 4403],
    ["revoke", "device.revoked", 4401],
    ["rotate", "device.rotated", 4401],
  ])(
    "[T3] the act %s sends %s to a connected device and closes its socket with %d, before the act is answered",
    async (action, type, code) => {
      const { gate, object, device_id, change } = await scene();
      const live = await openGate(gate);
      await live.next("hello");
      await evictDurableObject(object);
      expect((await change(action)).status).toBe(200);
      expect(await object.push({ type: "list.changed", sequence: null, data: {} })).toBe(false);
      expect((await live.next(type)).data).toMatchObject({ device_id });
      expect((await closingOf(live))?.code).toBe(code);
      expect((await askForSocket({ authorization: `Bearer ${gate.token}` })).status).toBe(
        action === "suspend" ? 403 : 401,
      );
    },
  );

  test("[D4] a move to another zone reaches a connected device at once", async () => {
    const { park, gate, owner, device_id } = await scene();
    const live = await openGate(gate);
    await live.next("hello");
    const zone_id = park.zones["Ball Pit"];
    await owner.call("PUT", `/devices/${device_id}/zone`, { zone_id });
    expect((await live.next("device.zone_changed")).data).toEqual({ device_id, zone: { zone_id, name: "Ball Pit" } });
    live.send(beat());
    expect((await live.next("heartbeat")).data.commands).toEqual([{ type: "zone_changed", zone_id, name: "Ball Pit" }]);
    expect(live.closed).toBeNull();
  });

  test("[T3] a socket does not open when the standing changed after the admission", async () => {
    const { gate, object } = await scene();
    await gate.get("/devices/me");
    const open = (epoch: number) =>
      object.fetch(`https://device/?epoch=${epoch}`, { headers: { upgrade: "websocket" } });
    const [before, now] = [await open(0), await open(1)];
    expect([before.status, before.webSocket, now.status]).toEqual([401, null, 101]);
    now.webSocket?.accept();
    now.webSocket?.close();
  });
});

describe("news for a store", () => {
  test("[D4] news for a store reach each of its connected gates, but no kiosk, suspended gate or other tenant", async () => {
    const { park, gate, change } = await scene();
    const other = await newPark();
    const sockets = await Promise.all([
      openGate(gate),
      openGate(await park.device("gate2")),
      openGate(await park.device("kiosk")),
      openGate(await other.device("gate")),
    ]);
    for (const live of sockets) await live.next("hello");
    const message: LiveMessage = { type: "ticket.revoked", sequence: 12, data: { h: "h", reason: "blocked" } };
    expect(await pushToGates(contextOf(park), park.store_id, message)).toBe(2);
    await change("suspend");
    expect(await pushToGates(contextOf(park), park.store_id, message)).toBe(1);
    expect(await pushToGates(contextOf(park), park.second_store_id, message)).toBe(0);
    const [first, second, kiosk, foreign] = sockets;
    // The suspension also makes news: gates learn later that their list changed.
    const sentTo = (live?: LiveGate) =>
      live?.messages.map(({ type }) => type).filter((type) => type !== "hello" && type !== "list.changed");
    await until(async () => sentTo(second)?.length === 2);
    const told = [first, second, kiosk, foreign].map(sentTo);
    expect(told).toEqual([["ticket.revoked", "device.suspended"], ["ticket.revoked", "ticket.revoked"], [], []]);
  });
});

describe("a message", () => {
  test("[D4] a heartbeat message is answered with time, offset and commands, and is kept", async () => {
    const { park, gate, owner, device_id } = await scene();
    await env.DB.prepare(
      `INSERT INTO gate_policies (tenant_id, store_id, admit_offline, list_max_age_s, unbound_lots, min_app_version, updated_at)
       VALUES (?, ?, 'never', 60, 'refuse', '2.0', 0)`,
    )
      .bind(park.tenant_id, park.store_id)
      .run();
    const live = await openGate(gate);
    await live.next("hello");
    const sent_at = new Date(Date.now() - 60_000).toISOString();
    const told = { app_version: "1.9", battery: 64, queue_depth: 2, list_cursor: encodeCursor(["d", 0]) };
    live.send(beat({ sent_at, ...told }));
    const { data } = await live.next("heartbeat");
    expect(data.commands).toEqual([{ type: "refresh_list" }, { type: "minimum_version", min_app_version: "2.0" }]);
    expect(Number(data.offset_ms)).toBeGreaterThanOrEqual(-120_000);
    expect(Number(data.offset_ms)).toBeLessThanOrEqual(-60_000);
    expect((await owner.get(`/devices/${device_id}`)).data.last_heartbeat).toEqual({
      at: data.server_time,
      ...told,
      offset_ms: data.offset_ms,
      clock_flagged: false,
    });
  });

  test("[D4] a heartbeat message is answered without commands while D1 refuses, and nothing is lost", async () => {
    const { gate, object } = await scene();
    const live = await openGate(gate);
    await live.next("hello");
    await evictDurableObject(object);
    await whileD1Refuses(async () => {
      live.send(beat({ sent_at: new Date(Date.now() + 600_000).toISOString(), list_cursor: "x" }));
      expect((await live.next("heartbeat")).data.commands).toEqual([{ type: "refresh_list" }]);
    });
    expect((await object.signsOfLife()).last_heartbeat).toMatchObject({ list_cursor: "x", clock_flagged: false });
  });

  test("[D4] a ping is answered without waking the object", async () => {
    const { gate } = await scene();
    const live = await openGate(gate);
    await live.next("hello");
    for (let sent = 0; sent < 100; sent++) live.send("ping");
    await until(async () => live.messages.length === 101);
    expect(live.closed).toBeNull();
  });

  test.each([
    ["junk", "{", 4400],
    ["an unknown type", '{"type":"open_sesame"}', 4400],
    ["wrong fields", JSON.stringify(beat({ battery: "full" })), 4400],
    ["more than 16 KiB", `"${"x".repeat(16_384)}"`, 1009],
    ["bytes", new ArrayBuffer(8), 1003],
  ])("[D4] a message of %s closes its socket with a reason and leaves the object unchanged", async (_, raw, code) => {
    const { gate, object } = await scene();
    const live = await openGate(gate);
    await live.next("hello");
    live.send(beat({ battery: 50 }));
    await live.next("heartbeat");
    live.send(raw);
    live.send(beat({ battery: 10 }));
    expect(await closingOf(live)).toMatchObject({ code, reason: expect.stringMatching(/\w/) });
    const errors = live.messages.filter(({ type }) => type === "error");
    expect(errors.map(({ data }) => data.code)).toEqual(code === 4400 ? ["E_MESSAGE"] : []);
    expect((await object.signsOfLife()).last_heartbeat).toMatchObject({ battery: 50 });
    expect((await gate.get("/devices/me")).status).toBe(200);
    await (await openGate(gate)).next("hello");
  });

  test("[D4] the sixty-first message in ten seconds closes the socket, counted over all sockets of the device", async () => {
    const { gate } = await scene();
    for (let socket = 1; socket <= 3; socket++) {
      const live = await openGate(gate);
      await live.next("hello");
      for (let sent = 0; sent < 25; sent++) live.send(beat());
      if (socket === 3) expect((await closingOf(live))?.code).toBe(4429);
      else await until(async () => live.messages.length === 26);
    }
    const again = await openGate(gate);
    await again.next("hello");
    again.send(beat());
    expect((await closingOf(again))?.code).toBe(4429);
  });

  test("[D4] a wrong clock is reported once, and again after it was right", async () => {
    const { park, gate, device_id } = await scene();
    const live = await openGate(gate);
    await live.next("hello");
    for (const ahead_ms of [0, 130_000, 140_000, 1_000, -130_000]) {
      live.send(beat({ sent_at: new Date(Date.now() + ahead_ms).toISOString() }));
      await live.next("heartbeat");
    }
    const rows = await auditRows(park.tenant_id, "event = 'device.clock_skewed'");
    expect(rows.map(({ subject_id, actor_id }) => [subject_id, actor_id])).toEqual(
      Array(2).fill([device_id, device_id]),
    );
  });
});

test("[T9] a gate that closes its socket gets the answer to its close, also when the object slept", async () => {
  const { gate, object } = await scene();
  for (const slept of [false, true]) {
    const live = await openGate(gate);
    await live.next("hello");
    if (slept) await evictDurableObject(object);
    live.close(4000);
    expect(await closingOf(live)).toEqual({ code: 1000, reason: "The device closed the socket." });
  }
});
