/** One key, one sale: however often and however close together the request comes. */

import { expect, test } from "vitest";
import { cashSale, countRows, newPark } from "../../support/park.ts";

test("[I6] ten concurrent POST /sales with one key make one sale, ten equal replies, one audit row and its two events", async () => {
  const park = await newPark();
  const till = await park.till();
  const audits_before = await countRows("audits", park.tenant_id);
  const events_before = await countRows("outbox", park.tenant_id);
  const body = cashSale(park.packages.single, 3, 35_000);
  const replies = await Promise.all(Array.from({ length: 10 }, () => till.post("/sales", body, "one-key")));
  expect(replies.map(({ status }) => status)).toEqual(Array(10).fill(201));
  expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
  expect(await countRows("sales", park.tenant_id)).toBe(1);
  expect(await countRows("tickets", park.tenant_id)).toBe(3);
  expect(await countRows("drawer_entries", park.tenant_id)).toBe(1);
  expect(await countRows("audits", park.tenant_id)).toBe(audits_before + 1);
  expect(await countRows("outbox", park.tenant_id)).toBe(events_before + 2);
});

test("[I6] the same key with another body is 422 E_IDEMPOTENCY_MISMATCH and sells nothing", async () => {
  const park = await newPark();
  const till = await park.till();
  await till.post("/sales", cashSale(park.packages.single, 1, 35_000), "key");
  const other = await till.post("/sales", cashSale(park.packages.single, 2, 35_000), "key");
  expect([other.status, other.error?.code]).toEqual([422, "E_IDEMPOTENCY_MISMATCH"]);
  expect(await countRows("sales", park.tenant_id)).toBe(1);
});
