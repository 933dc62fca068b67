/** While D1 does not answer, requests say so and come back, and nothing pretends to be well. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { openDatabase } from "../../src/platform/db/session.ts";
import { sql } from "../../src/platform/db/sql.ts";
import { managerOf } from "../contracts/examples.ts";
import { whileD1Refuses } from "../support/faults.ts";
import { call, cashSale, newPark, type Reply, rowCounts } from "../support/park.ts";

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

test("[I3] a caller whose objects were never met is 503 while D1 refuses, not 401 and not 500", async () => {
  const park = await newPark();
  const { email, pin } = park.employees.owner ?? {};
  await whileD1Refuses(async () => {
    expectUnavailable(await call("POST", "/employees/login", { email, pin }));
    expectUnavailable(await call("POST", "/auth/device/login", park.devices.gate));
  });
});

test("[I3] who calls is still settled first while D1 refuses", async () => {
  const reply = await whileD1Refuses(() => call("GET", "/stores"));
  expect([reply.status, reply.error?.code]).toEqual([401, "E_UNAUTHENTICATED"]);
});

test.each(["//readyz", "//ready", "//health"])("[I3] %s is 503 while D1 refuses", async (path) => {
  expectUnavailable(await whileD1Refuses(() => call("GET", path)));
  expect((await call("GET", path)).data).toEqual({ status: "ok", checks: { database: "ok" } });
});

test("[I3] /healthz answers whatever D1 does", async () => {
  const reply = await whileD1Refuses(() => call("GET", "//healthz"));
  expect([reply.status, reply.data]).toEqual([200, { status: "ok" }]);
});

test("[I3] a mistake in our own SQL is no outage", async () => {
  const database = openDatabase(env, "tenant");
  for (const statement of [sql`SELECT * FROM nothing`, sql`SELEC 1`, sql`SELECT nothing FROM sales`])
    await expect(database.all(statement)).rejects.toThrow(/no such|syntax error/);
});
