/** Tests of alerts about drawers: a shift that was left open, and a count with a difference. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { isCashException, LEFT_OPEN } from "../../../../src/modules/counter/shifts/domain/watch.ts";
import { remindOfShifts } from "../../../../src/modules/counter/shifts/service/watch.ts";
import { listOverdueShifts } from "../../../../src/modules/counter/shifts/store.ts";
import { systemContext } from "../../../../src/platform/http/context.ts";
import { countRows, newPark, type TestPark } from "../../../support/park.ts";

const HOUR = 3_600_000;

/** Runs the cron job as if so much time had passed, until it has reminded of every open shift of all parks here. */
async function remind(after_ms: number): Promise<void> {
  const base = systemContext(env, "cron", () => undefined);
  const later = { ...base, arrived_at: base.arrived_at + after_ms };
  for (let left = -1; left !== 0; ) {
    await remindOfShifts(later);
    const before = left;
    left = (await listOverdueShifts(env, LEFT_OPEN, later.arrived_at, 1_000)).length;
    if (left === before) return;
  }
}

async function alertsOf(park: TestPark): Promise<Record<string, unknown>[]> {
  const owner = await park.person("owner");
  return (await owner.get("/provider/alerts")).data;
}

test("[D5] a difference counts beyond what the store lets pass, too much like too little", () => {
  expect([100, 101, -100, -101].map((diff) => isCashException(diff, 100))).toEqual([false, true, false, true]);
  expect([0, 1].map((diff) => isCashException(diff, 0))).toEqual([false, true]);
});

test("[D5] a shift that is open for too long has one alert, which its closing resolves", async () => {
  const park = await newPark();
  const till = await park.till(50_000);
  await remind(11 * HOUR);
  expect(await alertsOf(park)).toEqual([]);
  await Promise.all([remind(13 * HOUR), remind(13 * HOUR)]);
  const [reminder, ...more] = await alertsOf(park);
  expect(more).toEqual([]);
  expect(reminder).toMatchObject({ type: "shift.left_open", severity: "warning", status: "open" });
  const owner = await park.person("owner");
  await owner.post(`/provider/alerts/${reminder?.alert_id}/resolve`);
  await remind(20 * HOUR);
  expect(await alertsOf(park)).toHaveLength(1);
  expect((await till.post("/shifts/close", { cash_counted: 50_000 })).status).toBe(200);
  expect(await alertsOf(park)).toMatchObject([{ status: "resolved", cleared_at: expect.any(String) }]);
  await remind(40 * HOUR);
  expect(await alertsOf(park)).toHaveLength(1);
});

test("[D5] an alert of an open shift that nobody resolved is resolved by the closing", async () => {
  const park = await newPark();
  const till = await park.till(50_000);
  await remind(13 * HOUR);
  await till.post("/shifts/close", { cash_counted: 50_000 });
  expect(await alertsOf(park)).toMatchObject([{ status: "resolved" }]);
  expect(await countRows("outbox", park.tenant_id, "type = 'alert.resolved'")).toBe(1);
});

test("[D5] a store's setting says when, and zero means never", async () => {
  const park = await newPark();
  await park.till();
  const owner = await park.person("owner");
  const set = (value: number) =>
    owner.call("PUT", "/settings/keys/shifts.remind_after_min", { value, store_id: park.store_id });
  await set(0);
  await remind(100 * HOUR);
  expect(await alertsOf(park)).toEqual([]);
  await set(60);
  await remind(2 * HOUR);
  expect(await alertsOf(park)).toHaveLength(1);
});

test("[D5] [S5] a closing with a difference beyond the setting opens an alert in its own commit, and a repeat none", async () => {
  const park = await newPark();
  const till = await park.till(50_000);
  const closed = await till.post("/shifts/close", { cash_counted: 30_000 }, "close");
  expect(closed.status).toBe(200);
  await till.post("/shifts/close", { cash_counted: 30_000 }, "close");
  await till.post("/shifts/close", { cash_counted: 30_000 });
  const alerts = await alertsOf(park);
  expect(alerts).toMatchObject([{ type: "shift.cash_exception", details: { cash_diff: -20_000 } }]);
  expect(await countRows("outbox", park.tenant_id, "type = 'alert.opened'")).toBe(1);
});

test("[D5] a closing with a difference that the store lets pass opens none", async () => {
  const park = await newPark();
  const till = await park.till(50_000);
  await till.post("/shifts/close", { cash_counted: 40_000 });
  expect(await alertsOf(park)).toEqual([]);
});
