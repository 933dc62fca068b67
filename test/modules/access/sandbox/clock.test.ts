/**
 * Tests of a sandbox's clock: it moves every rule that uses the time, for that tenant only, from the next request on.
 */

import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { consumers } from "../../../../src/modules/access/sandbox/jobs.ts";
import { asTenant, newId } from "../../../../src/platform/http/context.ts";
import type { OutboxEvent } from "../../../../src/platform/queue/outbox.ts";
import { whileD1Refuses } from "../../../support/faults.ts";
import {
  auditRows,
  type Client,
  call,
  cashSale,
  clientOf,
  countRows,
  newPark,
  type Reply,
  randomIp,
  type TestPark,
  until,
} from "../../../support/park.ts";

const MINUTE_S = 60;
const DAY_S = 86_400;
const PATH = "/sandbox/clock";

const put = (client: Client, offset_seconds: unknown) => client.call("PUT", PATH, { offset_seconds });

/** A tenant with its owner, and a function that moves its clock. */
async function scene() {
  const park = await newPark();
  const owner = await park.person("owner");
  const moveTo = async (offset_seconds: number) => {
    const reply = await put(owner, offset_seconds);
    expect([reply.status, reply.error]).toEqual([200, null]);
    return reply;
  };
  return { park, owner, moveTo };
}

/** Seconds that a time is ahead of real time, to the nearest minute. */
function secondsAhead(time: string): number {
  return Math.round((Date.parse(time) - Date.now()) / 60_000) * MINUTE_S || 0;
}

/** The same for the clock of a reply. */
function aheadOf(reply: Reply): number {
  return secondsAhead(JSON.parse(reply.text).server_time);
}

async function sellTicket(park: TestPark, seller: Client): Promise<{ qr_token: string }> {
  const sale = await seller.post("/sales", cashSale(park.packages.single, 1, 35_000), newId(Date.now()));
  return sale.data.tickets[0];
}

const setLive = ({ tenant_id }: TestPark) =>
  env.DB.prepare("UPDATE tenants SET mode = 'live' WHERE tenant_id = ?").bind(tenant_id).run();

describe("the clock", () => {
  test("[I5] the answer that moves the clock and every later one have the new time, and 0 resets it", async () => {
    const { park, owner, moveTo } = await scene();
    const clients = [owner, await park.device("gate"), await park.person("cashier", "pos")];
    const clocks = async () => (await Promise.all(clients.map((client) => client.get("/stores")))).map(aheadOf);
    for (const offset_seconds of [DAY_S, -40 * DAY_S, 3650 * DAY_S, 0]) {
      const moved = await moveTo(offset_seconds);
      expect(moved.data).toMatchObject({ offset_seconds });
      expect(Math.abs(Date.parse(moved.data.server_time) - Date.now() - offset_seconds * 1000)).toBeLessThan(60_000);
      expect(aheadOf(moved)).toBe(offset_seconds);
      expect(await clocks()).toEqual([offset_seconds, offset_seconds, offset_seconds]);
      expect((await owner.get(PATH)).data.offset_seconds).toBe(offset_seconds);
    }
  });

  test("[I5] refusals, and answers of routes that find their tenant themselves, have the tenant's time", async () => {
    const { park, moveTo } = await scene();
    const { email, pin } = park.employees.manager ?? {};
    const login = await call("POST", "/employees/login", { email, pin });
    await moveTo(31 * DAY_S);
    const gate = await park.device("gate");
    const replies = [
      await gate.get("/nowhere/at-all"),
      await gate.get(PATH),
      await gate.get(`/devices/${newId(Date.now())}`),
      await call("POST", "/auth/device/login", park.devices.gate),
      await call("POST", "/auth/device/login", { ...park.devices.gate, device_token: `ppd_${park.tenant_id}.wrong` }),
      await call("POST", "/employees/login", { email, pin }),
      await call("POST", "/employees/login", { email, pin: "0000" }),
      await call("POST", "/auth/refresh", { refresh_token: login.data.refresh_token }),
    ];
    expect(replies.map(({ status }) => status)).toEqual([404, 403, 403, 200, 401, 200, 401, 200]);
    // An unknown path has no tenant.
    expect(replies.map(aheadOf)).toEqual([0, ...Array.from({ length: 7 }, () => 31 * DAY_S)]);
  });

  test("[T1] the clock of another tenant does not move", async () => {
    const { moveTo } = await scene();
    const other = await scene();
    await moveTo(DAY_S);
    expect(aheadOf(await other.owner.get("/stores"))).toBe(0);
    expect((await other.owner.get(PATH)).data.offset_seconds).toBe(0);
  });

  test("[D2] a moved clock survives the eviction of every object, without D1", async () => {
    const { park, moveTo } = await scene();
    const [gate, cashier] = [await park.device("gate"), await park.person("cashier", "pos")];
    await moveTo(DAY_S);
    const { devices, employees, tenant_id } = park;
    const passed = `(SELECT sequence FROM outbox_cursors WHERE tenant_id = '${tenant_id}' AND consumer = '*')`;
    const delivered = `type = 'sandbox.clock_moved' AND sequence <= ${passed}`;
    await until(async () => (await countRows("outbox", tenant_id, delivered)) === 1);
    for (const device of [devices.gate, devices.pos])
      await evictDurableObject(env.DEVICE.getByName(`${tenant_id}:${device?.device_id}`));
    await evictDurableObject(env.EMPLOYEE.getByName(`${tenant_id}:${employees.cashier?.employee_id}`));
    const refused = await whileD1Refuses(() => Promise.all([gate.get("/stores"), cashier.get("/stores")]));
    expect(refused.map((reply) => [reply.status, aheadOf(reply)])).toEqual([
      [503, DAY_S],
      [503, DAY_S],
    ]);
  });

  test("[T3] the event moves the clock of every device and person if the request that moved it died", async () => {
    const { park, owner } = await scene();
    const clients = [owner, await park.device("gate")];
    const clocks = async () => (await Promise.all(clients.map((client) => client.get("/stores")))).map(aheadOf);
    await clocks();
    await env.DB.prepare("UPDATE tenants SET clock_offset_s = ? WHERE tenant_id = ?").bind(DAY_S, park.tenant_id).run();
    expect(await clocks()).toEqual([0, 0]);
    const ctx = asTenant(seedContext(env), park.tenant_id);
    await consumers[0]?.consume(ctx, { type: "sandbox.clock_moved" } as OutboxEvent);
    expect(await clocks()).toEqual([DAY_S, DAY_S]);
  });

  test("[U1] a move writes one audit row and one event", async () => {
    const { park, moveTo } = await scene();
    await moveTo(DAY_S);
    await moveTo(2 * DAY_S);
    const rows = await auditRows(park.tenant_id, "event = 'sandbox.clock_moved'");
    expect(rows.map(({ subject_kind, actor_id, changes }) => [subject_kind, actor_id, JSON.parse(changes)])).toEqual(
      [0, DAY_S].map((before) => [
        "tenant",
        park.employees.owner?.employee_id,
        { before: { offset_seconds: before }, after: { offset_seconds: before + DAY_S } },
      ]),
    );
    expect(await countRows("outbox", park.tenant_id, "type = 'sandbox.clock_moved'")).toBe(2);
  });

  test("[I5] after two moves at once every object agrees with the row", async () => {
    const { park, owner, moveTo } = await scene();
    const gate = await park.device("gate");
    await Promise.all([1, 2, 3, 4].map((days) => moveTo(days * DAY_S)));
    const { offset_seconds } = (await owner.get(PATH)).data;
    expect(aheadOf(await gate.get("/stores"))).toBe(offset_seconds);
    expect(aheadOf(await owner.get("/stores"))).toBe(offset_seconds);
  });
});

describe("the right to move the clock", () => {
  test("[I3] a live tenant's clock is 404 like an unknown path, and stays", async () => {
    const { park, owner } = await scene();
    await setLive(park);
    for (const reply of [await owner.get(PATH), await put(owner, DAY_S)]) {
      const absent = await owner.get("/nothing/here");
      expect([reply.status, reply.error]).toEqual([404, absent.error]);
    }
    expect(aheadOf(await owner.get("/stores"))).toBe(0);
    expect(await countRows("tenants", park.tenant_id, "clock_offset_s = 0")).toBe(1);
    expect(await countRows("outbox", park.tenant_id, "type = 'sandbox.clock_moved'")).toBe(0);
  });

  test("[T7] moving the clock without settings_write is 403", async () => {
    const { park } = await scene();
    for (const client of [await park.device("pos"), await park.person("supervisor")])
      for (const reply of [await client.get(PATH), await put(client, DAY_S)])
        expect([reply.status, reply.error?.code]).toEqual([403, "E_PERMISSION"]);
  });

  test("[I3] a move by more than ten years, by half a second or by a word is 422", async () => {
    const { owner } = await scene();
    for (const wrong of [3650 * DAY_S + 1, -3650 * DAY_S - 1, 0.5, "1", null, undefined]) {
      const reply = await put(owner, wrong);
      expect([wrong, reply.status, reply.error?.code]).toEqual([wrong, 422, "E_VALIDATION"]);
    }
    expect((await owner.get(PATH)).data.offset_seconds).toBe(0);
  });
});

describe("the clock's effects", () => {
  test("[G8] a ticket of 30 days is expired 31 days later, and valid again when the clock is reset", async () => {
    const { park, moveTo } = await scene();
    const till = await park.till();
    const gate = await park.device("gate");
    const [early, late] = [await sellTicket(park, till), await sellTicket(park, till)];
    await moveTo(29 * DAY_S);
    const scan = async ({ qr_token }: { qr_token: string }) => (await gate.post("/tickets/redeem", { qr_token })).data;
    expect((await scan(early)).result).toBe("pass");
    await moveTo(31 * DAY_S);
    expect(await scan(late)).toMatchObject({ result: "fail", reason: "expired" });
    await moveTo(0);
    expect((await scan(late)).result).toBe("pass");
  });

  test("[A3] a locked PIN is unlocked 15 minutes later", async () => {
    const { park, moveTo } = await scene();
    const { email, pin } = park.employees.cashier ?? {};
    const from = { ip: randomIp() };
    for (let tries = 0; tries < 5; tries++) await call("POST", "/employees/login", { email, pin: "0000" }, from);
    const login = async () => (await call("POST", "/employees/login", { email, pin }, from)).status;
    expect(await login()).toBe(429);
    await moveTo(14 * MINUTE_S);
    expect(await login()).toBe(429);
    await moveTo(15 * MINUTE_S + 1);
    expect(await login()).toBe(200);
  });

  test("[A1] a grant is invalid after 121 seconds", async () => {
    const { park, moveTo } = await scene();
    const till = await park.till();
    const { email, pin } = park.employees.supervisor ?? {};
    const sellAt = async (later_s: number) => {
      await moveTo(0);
      const sale_id = newId(Date.now());
      const discount = { kind: "amount", value: 3_500, reason_code: "goodwill" };
      const items = [{ package_id: park.packages.single, qty: 1, discount }];
      const asked = { action: "manual_discount", subject_id: sale_id, amount: 3_500, cart: { items } };
      const grant = { approver_email: email, pin, ...asked };
      const { approval_token } = (await till.post("/approvals/verify-pin", grant)).data;
      await moveTo(later_s);
      const payments = [{ method: "cash", amount: 31_500 }];
      return till.post("/sales", { sale_id, items, payments, approval_token }, sale_id);
    };
    expect((await sellAt(100)).status).toBe(201);
    const late = await sellAt(121);
    expect([late.status, late.error?.code, late.error?.details?.reason]).toEqual([
      403,
      "E_APPROVAL_REQUIRED",
      "expired",
    ]);
  });

  test("[D1] a site key is expired after 24 hours", async () => {
    const { park, owner, moveTo } = await scene();
    const { site_key } = (await owner.post("/pairings", { store_id: park.store_id, type: "GATE" })).data;
    const register = () => call("POST", "/auth/device/register", { site_key, device: { name: "Side", type: "GATE" } });
    await moveTo(DAY_S + MINUTE_S);
    expect((await register()).error?.code).toBe("E_PAIRING_EXPIRED");
    await moveTo(0);
    expect((await register()).status).toBe(201);
  });

  test("[D2] a device's last contact moves, and is not in the future when the clock is set back", async () => {
    const { park, owner, moveTo } = await scene();
    const gate = await park.device("gate");
    const seenAhead = async () => {
      await gate.get("/stores");
      return secondsAhead((await owner.get(`/devices/${park.devices.gate?.device_id}`)).data.last_seen_at);
    };
    await moveTo(DAY_S);
    expect(await seenAhead()).toBe(DAY_S);
    await moveTo(0);
    expect(await seenAhead()).toBe(0);
  });

  test("[O1] a ticket that was sold while the clock was far ahead is on the gates' list then", async () => {
    const { park, moveTo } = await scene();
    const till = await park.till();
    const gate = await park.device("gate");
    await moveTo(40 * DAY_S);
    await sellTicket(park, till);
    const list = await gate.get("/gate/bootstrap");
    expect([list.status, list.data.allow_list.length]).toEqual([200, 1]);
    expect(secondsAhead(list.data.server_time)).toBe(40 * DAY_S);
  });

  test("[S1] a sale has the moved time", async () => {
    const { park, moveTo } = await scene();
    const till = await park.till();
    await moveTo(DAY_S);
    const sale = await till.post("/sales", cashSale(park.packages.single, 1, 35_000), newId(Date.now()));
    const [ticket] = sale.data.tickets;
    const left_days = (Date.parse(ticket.valid_to) - Date.now()) / (DAY_S * 1000);
    expect(Math.round(left_days)).toBe(31);
  });
});

describe("times that the clock does not move", () => {
  test("[T4] tokens and sessions end in real time, however far the tenant's clock is moved", async () => {
    const { park, owner, moveTo } = await scene();
    const { email, pin } = park.employees.cashier ?? {};
    const login = async () => (await call("POST", "/employees/login", { email, pin })).data;
    const before = await login();
    await moveTo(365 * DAY_S);
    const after = await login();
    const gate = await park.device("gate");
    for (const client of [owner, gate, clientOf(before.access_token), clientOf(after.access_token)])
      expect((await client.get("/stores")).status).toBe(200);
    const renewed = await call("POST", "/auth/refresh", { refresh_token: before.refresh_token });
    expect(renewed.status).toBe(200);
    await moveTo(-365 * DAY_S);
    const past = await login();
    const tokens = [after, renewed.data, past].map(({ access_token }) => access_token);
    for (const client of [gate, await park.device("gate2"), ...tokens.map(clientOf)])
      expect((await client.get("/stores")).status).toBe(200);
    expect((await call("POST", "/auth/refresh", { refresh_token: past.refresh_token })).status).toBe(200);
  });

  test("[G15] typed codes are throttled in real time", async () => {
    const { park, moveTo } = await scene();
    const gate = await park.device("gate");
    const typed = () => gate.post("/tickets/redeem", { short_code: "222222222" });
    await moveTo(DAY_S);
    expect((await typed()).status).toBe(200);
    await moveTo(0);
    for (let tries = 1; tries < 30; tries++) await typed();
    const refused = await typed();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeLessThanOrEqual(60);
  });

  test("[I6] a stored reply is kept in real time", async () => {
    const { park, owner, moveTo } = await scene();
    await moveTo(-365 * DAY_S);
    const pairing = { store_id: park.store_id, type: "GATE" };
    await owner.post("/pairings", pairing, "kept");
    const kept = await countRows("replies", park.tenant_id, `created_at > ${Date.now() - 60_000}`);
    expect(kept).toBe(1);
  });
});
