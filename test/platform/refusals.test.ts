/** Repeated refusals: each kind is one row per minute with a count, and every refused call is counted first (rules U1, L1). */

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { newId } from "../../src/platform/http/context.ts";
import {
  auditRows,
  type Client,
  call,
  clientOf,
  countRefusals,
  countRows,
  newPark,
  randomIp,
  type TestPark,
  until,
  writeRepeats,
} from "../support/park.ts";

afterEach(() => void vi.useRealTimers());

const times = async (count: number, act: () => Promise<unknown>) => {
  for (let done = 0; done < count; done++) await act();
};

const gateOf = (park: TestPark) => env.DEVICE.getByName(`${park.tenant_id}:${park.devices.gate?.device_id}`);
const cashierOf = (park: TestPark) =>
  env.EMPLOYEE.getByName(`${park.tenant_id}:${park.employees.cashier?.employee_id}`);

async function suspendGate(park: TestPark): Promise<Client> {
  const gate = await park.device("gate");
  await (await park.person("owner")).post(`/devices/${park.devices.gate?.device_id}/suspend`);
  return gate;
}

const rowsOf = (park: TestPark, event: string) => countRows("audits", park.tenant_id, `event = '${event}'`);

describe("a refusal that repeats", () => {
  test("[U1] of a suspended device is one row at once, and one a minute with the count, and then none", async () => {
    const park = await newPark();
    const gate = await suspendGate(park);
    await times(40, () => gate.get("/devices/me"));
    expect(await rowsOf(park, "device.refused")).toBe(1);
    await writeRepeats(gateOf(park));
    expect(await countRefusals(park.tenant_id, "device.refused")).toEqual({ E_DEVICE_SUSPENDED: 40 });
    expect(await rowsOf(park, "device.refused")).toBe(2);
    await times(10, () => gate.get("/devices/me"));
    expect(await rowsOf(park, "device.refused")).toBe(2);
    await writeRepeats(gateOf(park));
    expect(await countRefusals(park.tenant_id, "device.refused")).toEqual({ E_DEVICE_SUSPENDED: 50 });
    await writeRepeats(gateOf(park));
    expect(await rowsOf(park, "device.refused")).toBe(3);
    const device_id = park.devices.gate?.device_id;
    for (const row of await auditRows(park.tenant_id, "event = 'device.refused'"))
      expect(row).toMatchObject({ device_id, actor_kind: "device", actor_id: device_id, subject_id: device_id });
  });

  test("[U1] of an unknown grant, an invalid approver and an annulment without a scan likewise", async () => {
    const park = await newPark();
    const [till, gate] = [await park.till(), await park.device("gate")];
    const { employee_id: approver_id, pin } = park.employees.cashier ?? {};
    const approval_token = `ppa_${newId(Date.now())}.none`;
    await times(6, () => till.post("/cash_drawers/no-sale", { reason: "change", approval_token }));
    await times(6, () => gate.post("/approvals/verify-pin", { approver_id, pin, action: "gate_override" }));
    await times(6, () => gate.post("/tickets/annul", { scan_id: newId(Date.now()) }));
    const events = ["approval.misused", "approval.refused", "ticket.annul_refused"];
    for (const event of events) expect([event, await rowsOf(park, event)]).toEqual([event, 1]);
    await writeRepeats(gateOf(park));
    expect(await countRefusals(park.tenant_id, "approval.refused")).toEqual({ not_allowed: 6 });
  });

  test("[U1] of a person, a used-up refresh token, a wrong device token and a site key likewise", async () => {
    const park = await newPark();
    const { tenant_id } = park;
    const ip = randomIp();
    const { email, pin, employee_id } = park.employees.cashier ?? {};
    const login = (await call("POST", "/employees/login", { email, pin })).data;
    const cashier = clientOf(login.access_token);
    const owner = await park.person("owner");
    const { site_key, pairing_id } = (await owner.post("/pairings", { store_id: park.store_id, type: "GATE" })).data;
    await owner.post(`/employees/${employee_id}/suspend`);

    await times(6, () => cashier.call("GET", "/employees/me", undefined, { ip }));
    await times(6, () => call("POST", "/auth/refresh", { refresh_token: login.refresh_token }, { ip }));
    await times(6, () =>
      call("POST", "/auth/device/login", { ...park.devices.gate, device_token: `ppd_${tenant_id}.x` }, { ip }),
    );
    const device = { name: "Gate", type: "GATE" };
    await times(6, () => call("POST", "/auth/device/register", { site_key: `${site_key}x`, device }, { ip }));

    const refused = [
      ["employee.refused", cashierOf(park), { E_EMPLOYEE_SUSPENDED: 6 }],
      ["employee.refresh_refused", cashierOf(park), { suspended: 6 }],
      ["device.login_refused", gateOf(park), { credentials: 6 }],
      ["pairing.refused", env.THROTTLE.getByName(`pairing:${tenant_id}:${pairing_id}`), { pairing_unknown: 6 }],
    ] as const;
    for (const [event] of refused) expect([event, await rowsOf(park, event)]).toEqual([event, 1]);
    expect(await countRows("pairing_logs", tenant_id, `pairing_id = '${pairing_id}'`)).toBe(1);
    for (const keeper of new Set(refused.map(([, object]) => object))) await writeRepeats(keeper);
    for (const [event, , counts] of refused) expect(await countRefusals(tenant_id, event)).toEqual(counts);
  });

  test("[U1] is counted through an eviction that comes after eight seconds", async () => {
    const park = await newPark();
    const gate = await suspendGate(park);
    await times(5, () => gate.get("/devices/me"));
    await until(() => runDurableObjectAlarm(gateOf(park)));
    await evictDurableObject(gateOf(park));
    await writeRepeats(gateOf(park));
    expect(await countRefusals(park.tenant_id, "device.refused")).toEqual({ E_DEVICE_SUSPENDED: 5 });
  });

  test("[U1] from too many addresses is counted together", async () => {
    const park = await newPark();
    const { email } = park.employees.cashier ?? {};
    const ctx = { tenant_id: park.tenant_id, at: Date.now(), actor: { kind: "system", id: "system" } } as const;
    const refusal = { ...ctx, event: "employee.login_refused", subject: ["employee", email ?? ""] as const };
    const noted = [];
    for (let line = 0; line < 80; line++)
      noted.push(await cashierOf(park).noteRefusal({ ...refusal, changes: { result: "wrong" }, ip: `10.0.1.${line}` }));
    expect(noted.filter((first) => first)).toHaveLength(51);
    await writeRepeats(cashierOf(park));
    expect(await countRefusals(park.tenant_id, "employee.login_refused")).toEqual({ wrong: 29 });
  });
});

test("[L1] a suspended device's calls are counted before they are refused, and use up nothing of its own when it is resumed", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const gate = await park.device("gate");
  const device_id = park.devices.gate?.device_id ?? "";
  const { tenant_id } = park;
  await owner.post(`/devices/${device_id}/suspend`);
  const left = 30;
  const facts = await gateOf(park).reload({ tenant_id, device_id });
  // Uses up the device's hour of 20,000 refused calls, except for a few.
  await runInDurableObject(gateOf(park), (object) => {
    const { refusals } = (object as unknown as { parts: { refusals: { refused: unknown } } }).parts;
    refusals.refused = [[Math.floor(Date.now() / 60_000), 20_000 - left]];
  });
  const admission = { tenant_id, device_id, epoch: facts?.epoch ?? 0, arrived_at: Date.now(), counted: null };
  const asked = { ...admission, binding: null, upload_only: false };
  const verdicts: Record<string, number> = {};
  for (let sent = 0; sent < left + 5; sent++) {
    const verdict = await gateOf(park).admit(asked);
    const reason = verdict.ok ? "ok" : verdict.refusal.reason;
    verdicts[reason] = (verdicts[reason] ?? 0) + 1;
  }
  expect(verdicts).toEqual({ suspended: left, rate_limited: 5 });
  expect((await gate.get("/devices/me")).error?.code).toBe("E_RATE_LIMIT");
  await owner.post(`/devices/${device_id}/resume`);
  expect((await gate.get("/devices/me")).status).toBe(200);
});
