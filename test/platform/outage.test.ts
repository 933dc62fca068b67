/** Outages of D1: requests are 503 while D1 does not answer, and work again afterwards. */

import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test, vi } from "vitest";
import { DeviceObject } from "../../durable-objects/device/object.ts";
import { openDatabase } from "../../src/platform/db/session.ts";
import { sql } from "../../src/platform/db/sql.ts";
import worker from "../../src/worker.ts";
import { managerOf } from "../contracts/examples.ts";
import { holdNextBatch, holdNextReading, whileD1Refuses } from "../support/faults.ts";
import { call, cashSale, countRows, newPark, type Reply, rowCounts } from "../support/park.ts";

function expectUnavailable(reply: Reply): void {
  expect([reply.status, reply.error?.code]).toEqual([503, "E_UNAVAILABLE"]);
  expect(Number(reply.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(reply.error?.message).not.toMatch(/D1|network|sql/i);
}

test("[I3] a read and a sale are 503 with Retry-After while D1 refuses, and work again afterwards", async () => {
  const park = await newPark();
  const manager = await managerOf(park);
  await manager.post("/shifts/open", { cash_open: 0 });
  const sale = cashSale(park.packages.single, 1, 35_000);
  const before = await rowCounts(park.tenant_id);
  await whileD1Refuses(async () => {
    expectUnavailable(await manager.get("/stores"));
    expectUnavailable(await manager.post("/sales", sale, "key"));
    expectUnavailable(await manager.post("/catalog/zones", { store_id: park.store_id, name: "Slides" }));
  });
  expect(await rowCounts(park.tenant_id)).toEqual(before);
  expect((await manager.get("/stores")).status).toBe(200);
  expect((await manager.post("/sales", sale, "key")).status).toBe(201);
});

test("[I3] a caller with new objects is 503 while D1 refuses, not 401 and not 500", async () => {
  const park = await newPark();
  const { email, pin } = park.employees.owner ?? {};
  await whileD1Refuses(async () => {
    expectUnavailable(await call("POST", "/employees/login", { email, pin }));
    expectUnavailable(await call("POST", "/auth/device/login", park.devices.gate));
  });
});

test("[I3] the caller is still checked first while D1 refuses", async () => {
  const reply = await whileD1Refuses(() => call("GET", "/stores"));
  expect([reply.status, reply.error?.code]).toEqual([401, "E_UNAUTHENTICATED"]);
});

/** A new health check, in an isolate that has not queried D1 recently. */
function newMonitor() {
  const fresh = { ...env };
  return async (path: string) => {
    const request = new Request(`https://park.test${path}`);
    const response = await worker.fetch(request, fresh, createExecutionContext());
    return { status: response.status, body: await response.json<{ data: unknown; error: { code: string } | null }>() };
  };
}

/** The number of health queries to D1 while `work` runs. */
async function questionsOf(work: () => Promise<unknown>): Promise<number> {
  const prepared = vi.spyOn(Object.getPrototypeOf(env.DB.withSession()), "prepare");
  try {
    await work();
    return prepared.mock.calls.filter(([text]) => text === "SELECT 1").length;
  } finally {
    prepared.mockRestore();
  }
}

test.each(["/readyz", "/ready"])("[I3] %s is 503 while D1 refuses", async (path) => {
  const refused = await whileD1Refuses(() => newMonitor()(path));
  expect([refused.status, refused.body.error?.code]).toEqual([503, "E_UNAVAILABLE"]);
  expect((await newMonitor()(path)).body.data).toEqual({ status: "ok", checks: { database: "ok" } });
});

test.each(["/healthz", "/health"])("[I3] %s answers whatever D1 does, and never queries it", async (path) => {
  const reply = await whileD1Refuses(() => newMonitor()(path));
  expect([reply.status, reply.body.data]).toEqual([200, { status: "ok" }]);
  expect(await questionsOf(() => newMonitor()(path))).toBe(0);
});

test("[I3] a flood of health checks queries D1 once, and all get the same answer", async () => {
  const ask = newMonitor();
  const asked = Array.from({ length: 100 }, (_, index) => (index % 2 ? "/readyz" : "/ready"));
  const statuses: number[] = [];
  const flood = async () => statuses.push(...(await Promise.all(asked.map(ask))).map(({ status }) => status));
  expect(await questionsOf(flood)).toBe(1);
  expect(await questionsOf(() => ask("/readyz"))).toBe(0);
  expect(new Set(statuses)).toEqual(new Set([200]));
  const cut_off = newMonitor();
  expect((await whileD1Refuses(() => cut_off("/ready"))).status).toBe(503);
  expect((await cut_off("/readyz")).status).toBe(503);
});

test("[I3] a mistake in our own SQL is no outage", async () => {
  const database = openDatabase(env, "tenant");
  for (const statement of [sql`SELECT * FROM nothing`, sql`SELEC 1`, sql`SELECT nothing FROM sales`])
    await expect(database.all(statement)).rejects.toThrow(/no such|syntax error/);
});

/** Lets ten seconds pass for a request that waits for D1, once `begun` resolves. */
async function passDeadline<Value>(begun: Promise<void>, answer: Promise<Value>): Promise<Value> {
  await begun;
  await vi.advanceTimersByTimeAsync(10_000);
  return answer;
}

test("[I3] a read that D1 leaves unanswered is 503 with Retry-After after ten seconds, and works again afterwards", async () => {
  const park = await newPark();
  const manager = await managerOf(park);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const held = holdNextReading(park.tenant_id);
    expectUnavailable(await passDeadline(held.read, manager.get("/stores")));
    held.release();
  } finally {
    vi.useRealTimers();
  }
  expect((await manager.get("/stores")).status).toBe(200);
});

test("[I3] [I6] a sale that is written while D1's answer is late is 503, and its repeat finds it: one sale", async () => {
  const park = await newPark();
  const manager = await managerOf(park);
  await manager.post("/shifts/open", { cash_open: 0 });
  const sale = cashSale(park.packages.single, 1, 35_000);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const held = holdNextBatch("sales");
    expectUnavailable(await passDeadline(held.landed, manager.post("/sales", sale, "late")));
    held.release();
  } finally {
    vi.useRealTimers();
  }
  const again = await manager.post("/sales", sale, "late");
  expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([201, "true"]);
  expect(await countRows("sales", park.tenant_id)).toBe(1);
});

test("[I6] a committed request is answered as committed though later work fails", async () => {
  const park = await newPark();
  const manager = await park.office("manager");
  const { device_id } = await park.addDevice("GATE");
  const broken = vi.spyOn(DeviceObject.prototype, "reload").mockRejectedValue(new Error("the object is broken"));
  try {
    const reply = await manager.post(`/devices/${device_id}/suspend`, {}, "suspend");
    expect([reply.status, reply.data?.status]).toEqual([200, "suspended"]);
    expect(broken).toHaveBeenCalled();
  } finally {
    broken.mockRestore();
  }
});
