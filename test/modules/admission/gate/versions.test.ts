/** An app that is too old for its store is refused on every route, except those for updates and uploads. */

import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { contracts } from "../../../../src/app.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import { iso } from "../../../../src/shared/time.ts";
import { whileD1Refuses } from "../../../support/faults.ts";
import { type Client, call, newPark, type TestPark, until } from "../../../support/park.ts";

const POLICY = { admit_offline: "after_seconds", list_max_age_s: 600, unbound_lots: "refuse" };

async function ask(park: TestPark, min_app_version: string | null): Promise<void> {
  const body = { store_id: park.store_id, ...POLICY, min_app_version };
  expect((await (await park.person("manager")).call("PUT", "/gate/policy", body)).status).toBe(200);
}

const beat = (device: Client, app_version: string) =>
  device.post("/provider/heartbeats", { sent_at: iso(Date.now()), app_version });

const codeOf = async (device: Client) => (await device.get("/devices/me")).error?.code ?? "none";

function admission(park: TestPark, ahead_ms = 0) {
  const { device_id = "" } = park.devices.gate ?? {};
  const keys = { tenant_id: park.tenant_id, device_id };
  return { ...keys, epoch: 1, arrived_at: Date.now() + ahead_ms, binding: null, upload_only: false, counted: null };
}

const objectOf = ({ tenant_id, devices }: TestPark) => env.DEVICE.getByName(`${tenant_id}:${devices.gate?.device_id}`);

describe("an app below its store's version", () => {
  test("[D4] is 426 on every route of its device, until a heartbeat has a newer version", async () => {
    const park = await newPark();
    const [gate, guard, pos] = [await park.device("gate"), await park.person("gate", "gate"), await park.device("pos")];
    await ask(park, "2.10");
    expect(await codeOf(gate)).toBe("none");
    expect((await beat(gate, "2.9.7")).status).toBe(426);
    for (const client of [gate, guard])
      for (const [method, path] of [
        ["GET", "/devices/me"],
        ["GET", "/gate/bootstrap"],
        ["POST", "/tickets/redeem"],
        ["GET", "/redemptions"],
      ] as const) {
        const { status, error } = await client.call(method, path, method === "POST" ? { qr_token: "x" } : undefined);
        expect([path, status, error?.code, error?.details]).toEqual([
          path,
          426,
          "E_MIN_VERSION",
          { min_app_version: "2.10" },
        ]);
      }
    // Another device of the store sent no version, and a person at a console has no app.
    expect(await codeOf(pos)).toBe("none");
    expect((await (await park.person("gate")).get("/redemptions")).status).toBe(200);
    // Records can be handed in, and everybody may log in.
    const { device_id, device_token } = park.devices.gate ?? {};
    const login = await call("POST", "/auth/device/login", { device_id, device_token });
    expect(login.status).toBe(200);
    const { email, pin } = park.employees.gate ?? {};
    const logged_in = await gate.post("/employees/login", { email, pin });
    expect(logged_in.status, logged_in.text).toBe(200);
    expect((await call("POST", "/auth/refresh", { refresh_token: logged_in.data.refresh_token })).status).toBe(200);
    const op = { op_id: newId(Date.now()), type: "heartbeat", ts: iso(Date.now()), payload: {} };
    const batch = await gate.post("/sync/batch", { sent_at: iso(Date.now()), ops: [op] });
    expect(batch.status, batch.text).toBe(200);

    expect((await beat(gate, "2.10.0")).status).toBe(200);
    expect(await codeOf(gate)).toBe("none");
    // A heartbeat without a version does not change the known version.
    expect((await gate.post("/provider/heartbeats", { sent_at: iso(Date.now()) })).status).toBe(200);
    expect(await codeOf(guard)).toBe("none");
  });

  test("[D4] is refused by every contract except two and the public ones", () => {
    const open = contracts.filter(({ any_version }) => any_version).map(({ method, path }) => `${method} ${path}`);
    expect(open.toSorted()).toEqual(["post /provider/heartbeats", "post /sync/batch"]);
  });

  test("[D2] is refused by the device's object without D1 and after an eviction, and accepted after its update", async () => {
    const park = await newPark();
    const gate = await park.device("gate");
    await ask(park, "2.0");
    await beat(gate, "1.0");
    await evictDurableObject(objectOf(park));
    const too_old = { ok: false, refusal: { reason: "app_too_old", min_app_version: "2.0" } };
    expect(await whileD1Refuses(async () => objectOf(park).admit(admission(park)))).toMatchObject(too_old);
    await beat(gate, "2.0");
    await evictDurableObject(objectOf(park));
    expect(await whileD1Refuses(async () => objectOf(park).admit(admission(park)))).toMatchObject({ ok: true });
  });
});

describe("a store's required version", () => {
  test("[D4] reaches its devices with the change, both when it is set and when it is removed", async () => {
    const park = await newPark();
    const gate = await park.device("gate");
    await beat(gate, "1.0");
    await ask(park, "2.0");
    await until(async () => (await codeOf(gate)) === "E_MIN_VERSION");
    await ask(park, null);
    await until(async () => (await codeOf(gate)) === "none");
  });

  test("[D4] is read again after an answer when it is 30 seconds old, even without a notification", async () => {
    const park = await newPark();
    const gate = await park.device("gate");
    await beat(gate, "1.0");
    await env.DB.prepare(
      "INSERT INTO gate_policies (tenant_id, store_id, admit_offline, list_max_age_s, unbound_lots, min_app_version, updated_at) VALUES (?, ?, 'always', 600, 'refuse', '2.0', 0)",
    )
      .bind(park.tenant_id, park.store_id)
      .run();
    expect(await objectOf(park).admit(admission(park))).toMatchObject({ ok: true });
    expect(await objectOf(park).admit(admission(park, 31_000))).toMatchObject({ ok: true });
    await until(async () => !(await objectOf(park).admit(admission(park, 31_001))).ok);
  });
});
