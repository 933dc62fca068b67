/** Input that the code does not bound as its rules say. */

import { expect, test } from "vitest";
import { newId } from "../../src/platform/http/context.ts";
import { cashSale, newPark } from "../support/park.ts";
import { managerOf, nobody } from "./examples.ts";

test("[I9] nested 21 deep is 400, even when the innermost is empty", async () => {
  const manager = await managerOf(await newPark());
  const raw = "[".repeat(21) + "]".repeat(21);
  const reply = await manager.call("POST", "/pricing/preview", undefined, { raw });
  expect([reply.status, reply.error?.code]).toEqual([400, "E_TOO_DEEP"]);
});

test.each([
  "table 12 4111111111111111",
  "4111.1111.1111.1111",
  "4111/1111/1111/1111",
  "4111  1111  1111  1111",
  "4111\u00a01111\u00a01111\u00a01111",
])("[T6] a card number is found in %j", async (note) => {
  const park = await newPark();
  const till = await park.till();
  const reply = await till.post("/sales", { ...cashSale(park.packages.single, 1, 35_000), note }, "key");
  expect([reply.status, reply.error?.code]).toEqual([422, "E_VALIDATION"]);
});

test("[I6] a key that cannot be read matters only where keys are honoured", async () => {
  const headers = { "idempotency-key": "not a key" };
  const park = await newPark();
  const manager = await managerOf(park);
  expect((await nobody.call("GET", "//healthz", undefined, { headers })).status).toBe(200);
  expect((await manager.call("GET", "/stores", undefined, { headers })).status).toBe(200);
});

test("[T6] a card number sent as request id is neither kept nor logged", async () => {
  const park = await newPark();
  const manager = await managerOf(park);
  const headers = { "x-request-id": "4111111111111111" };
  const reply = await manager.call("POST", "/catalog/zones", { store_id: park.store_id, name: newId(0) }, { headers });
  expect(reply.request_id).not.toContain("4111111111111111");
});
