/**
 * Tests of a device's standing: it applies from the device's next request on, with every person and token (rule T3).
 */

import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  addPerson,
  auditRows,
  type Client,
  call,
  clientOf,
  countRefusals,
  newPark,
  type TestPark,
  writeRepeats,
} from "../../../support/park.ts";

afterEach(() => void vi.useRealTimers());

interface Scene {
  park: TestPark;
  owner: Client;
  /** The till alone, and with the cashier on it. */
  till: Client;
  cashier: Client;
  device_id: string;
  device_token: string;
  change(action: string): ReturnType<Client["post"]>;
}

async function scene(): Promise<Scene> {
  const park = await newPark();
  const { device_id = "", device_token = "" } = park.devices.pos ?? {};
  const owner = await park.person("owner");
  const change = (action: string) => owner.post(`/devices/${device_id}/${action}`);
  const [till, cashier] = [await park.device("pos"), await park.person("cashier", "pos")];
  return { park, owner, till, cashier, device_id, device_token, change };
}

const answersOf = async (...clients: Client[]) =>
  Promise.all(
    clients.map(async (client) => {
      const { status, error } = await client.get("/stores");
      return `${status} ${error?.code ?? ""}`.trim();
    }),
  );

const login = (device_id: string, device_token: string) =>
  call("POST", "/auth/device/login", { device_id, device_token });

describe("a suspended till", () => {
  test("[T3] a suspended till is refused on its next request with every token, and its neighbours are not", async () => {
    const { park, till, cashier, change } = await scene();
    const gate = await park.device("gate");
    expect(await answersOf(till, cashier, gate)).toEqual(["200", "200", "200"]);
    const suspended = await change("suspend");
    expect([suspended.status, suspended.data.status]).toEqual([200, "suspended"]);
    expect(await answersOf(till, cashier, gate)).toEqual(["403 E_DEVICE_SUSPENDED", "403 E_DEVICE_SUSPENDED", "200"]);
  });

  test("[T3] a suspended till logs nobody in and renews no session", async () => {
    const { park, change, device_id, device_token, till } = await scene();
    const { email, pin } = park.employees.cashier ?? {};
    const session = await till.post("/employees/login", { email, pin });
    await change("suspend");
    const replies = [
      await login(device_id, device_token),
      await till.post("/employees/login", { email, pin }),
      await call("POST", "/auth/refresh", { refresh_token: session.data.refresh_token }),
    ];
    for (const reply of replies) expect([reply.status, reply.error?.code]).toEqual([403, "E_DEVICE_SUSPENDED"]);
  });

  test("[T3] each refusal is in the audit with person, device, address and request", async () => {
    const { park, till, cashier, change, device_id } = await scene();
    await change("suspend");
    const headers = { "x-request-id": "refused-1" };
    await cashier.call("GET", "/stores", undefined, { headers, ip: "203.0.113.9" });
    await till.get("/stores");
    const rows = await auditRows(park.tenant_id, "event = 'device.refused'");
    expect(rows).toMatchObject([
      {
        actor_kind: "employee",
        actor_id: park.employees.cashier?.employee_id,
        device_id,
        ip: "203.0.113.9",
        request_id: "refused-1",
        subject_id: device_id,
      },
      { actor_kind: "device", actor_id: device_id, device_id, subject_id: device_id },
    ]);
  });

  test("[T3] a resumed till works again with the same tokens", async () => {
    const { till, cashier, change } = await scene();
    await change("suspend");
    await change("resume");
    expect(await answersOf(till, cashier)).toEqual(["200", "200"]);
  });
});

describe("a revoked till", () => {
  test("[T3] a revoked till gets 401 E_DEVICE_REVOKED with every token, cannot log in, and is never restored", async () => {
    const { park, till, cashier, change, device_id, device_token } = await scene();
    await change("revoke");
    expect(await answersOf(till, cashier)).toEqual(["401 E_DEVICE_REVOKED", "401 E_DEVICE_REVOKED"]);
    const late = await login(device_id, device_token);
    expect([late.status, late.error?.code]).toEqual([401, "E_DEVICE_REVOKED"]);
    for (const action of ["resume", "approve", "rotate", "suspend", "revoke"]) {
      const reply = await change(action);
      expect([action, reply.status, reply.error?.details]).toEqual([action, 409, { status: "revoked" }]);
    }
    expect((await auditRows(park.tenant_id, "event = 'device.refused'")).length).toBe(2);
  });
});

describe("a till whose token is rotated", () => {
  test("[T3] a rotation ends every session at once, also the employee's, and the old token", async () => {
    const { park, till, cashier, change, device_id, device_token } = await scene();
    const { email, pin } = park.employees.supervisor ?? {};
    const session = await till.post("/employees/login", { email, pin });
    const rotated = await change("rotate");
    expect(await answersOf(till, cashier)).toEqual(["401 E_UNAUTHENTICATED", "401 E_UNAUTHENTICATED"]);
    const renewed = await call("POST", "/auth/refresh", { refresh_token: session.data.refresh_token });
    expect(renewed.status).toBe(401);
    expect((await login(device_id, device_token)).error?.code).toBe("E_DEVICE_CREDENTIALS");
    const fresh = await login(device_id, rotated.data.device_token);
    expect(await answersOf(clientOf(fresh.data.access_token))).toEqual(["200"]);
  });

  test("[T3] a rotation does not resume a suspended till", async () => {
    const { change, device_id } = await scene();
    await change("suspend");
    const rotated = await change("rotate");
    expect(rotated.data.status).toBe("suspended");
    const late = await login(device_id, rotated.data.device_token);
    expect([late.status, late.error?.code]).toEqual([403, "E_DEVICE_SUSPENDED"]);
  });
});

describe("a device", () => {
  test("[D2] a device logs in with its own token only, and each try is in the audit", async () => {
    const { park, device_id, device_token } = await scene();
    const others = [park.devices.gate?.device_token ?? "", `${device_token}x`, device_token.slice(0, -1), "x"];
    for (const token of others) {
      const reply = await login(device_id, token);
      expect([reply.status, reply.error?.code]).toEqual([401, "E_DEVICE_CREDENTIALS"]);
    }
    const rows = await auditRows(park.tenant_id, "event = 'device.login_refused'");
    expect(rows).toMatchObject([{ subject_id: device_id, changes: '{"reason":"credentials"}' }]);
    await writeRepeats(env.DEVICE.getByName(`${park.tenant_id}:${device_id}`));
    expect(await countRefusals(park.tenant_id, "device.login_refused")).toEqual({ credentials: 3 });
  });

  test("[D2] each request of a device updates its time in the list", async () => {
    const { park, owner, till, device_id } = await scene();
    const seen = async () => Date.parse((await owner.get(`/devices/${device_id}`)).data.last_seen_at);
    const first = await seen();
    await scheduler.wait(2);
    await till.get("/stores");
    const second = await seen();
    expect(second).toBeGreaterThan(first);
    const list = await owner.get(`/devices?store_id=${park.store_id}`);
    const listed = list.data.find((device: { device_id: string }) => device.device_id === device_id);
    expect(Date.parse(listed.last_seen_at)).toBe(second);
    const unseen = list.data.find((device: { name: string }) => device.name === "Kiosk");
    expect(unseen.last_seen_at).toBeNull();
  });

  test("[I8] the list has each device once over its pages", async () => {
    const { park, owner } = await scene();
    for (let made = 0; made < 3; made++) await park.addDevice("GATE");
    const found: string[] = [];
    let cursor: string | null = "";
    for (let pages = 0; cursor !== null && pages < 10; pages++) {
      const path: string = `/devices?store_id=${park.store_id}&limit=3${cursor && `&cursor=${cursor}`}`;
      const { data, page } = await owner.get(path);
      found.push(...data.map(({ device_id }: { device_id: string }) => device_id));
      expect(page?.has_more).toBe(page?.next_cursor !== null);
      cursor = page?.next_cursor ?? null;
    }
    expect(found.length).toBe(7);
    expect(new Set(found).size).toBe(7);
  });

  test("[T3] of two changes at once one succeeds, and the other is told so", async () => {
    const { change, owner, device_id } = await scene();
    const replies = await Promise.all([change("suspend"), change("revoke")]);
    const won = replies.filter(({ status }) => status === 200);
    expect(won.length).toBeGreaterThanOrEqual(1);
    for (const { status } of replies) expect([200, 409]).toContain(status);
    const { data } = await owner.get(`/devices/${device_id}`);
    expect(won.map(({ data: device }) => device.status)).toContain(data.status);
  });

  test("[T7] a manager of only another store cannot manage the device", async () => {
    const { park, device_id } = await scene();
    const { email, pin } = await addPerson(park, { [park.second_store_id]: ["manager"] });
    const session = await call("POST", "/employees/login", { email, pin });
    const reply = await clientOf(session.data.access_token).post(`/devices/${device_id}/suspend`);
    expect([reply.status, reply.error?.code]).toEqual([403, "E_SCOPE_MISMATCH"]);
  });
});
