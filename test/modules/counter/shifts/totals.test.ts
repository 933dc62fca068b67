/** A list of shifts is found by its business dates and differences, and summed over all of its pages (rules I8, S5, O7). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { cashSale, newPark, type TestPark } from "../../../support/park.ts";

const key = () => newId(Date.now());

/** Three drawers of one day, which end 0, -1,000 and +500 satang off, and one that stays open. */
async function dayOfFour(park: TestPark) {
  const supervisor = await park.person("supervisor");
  let business_date = "";
  for (const off of [0, -1_000, 500, null]) {
    const till = await park.addTill();
    await till.post("/sales", cashSale(park.packages.single ?? "", 1, 35_000), key());
    business_date = (await till.get("/shifts/current")).data.business_date;
    if (off === null) continue;
    const { cash_expected, cash_open } = (await supervisor.get("/shifts?status=open")).data[0];
    await till.post("/shifts/close", { cash_counted: (cash_expected ?? cash_open + 35_000) + off });
  }
  return { supervisor, business_date };
}

test("[I8] sums of shifts cover the whole filter, and say how many are short, over and open", async () => {
  const park = await newPark();
  const { supervisor, business_date } = await dayOfFour(park);
  const dates = `from_date=${business_date}&to_date=${business_date}`;
  const sums = await supervisor.get(`/shifts/totals?${dates}`);
  expect(sums.status, sums.text).toBe(200);
  const list = (await supervisor.get(`/shifts?${dates}`)).data as { cash_counted: number; cash_diff: number }[];
  expect(sums.data).toEqual({
    ...{ shifts_count: 4, open_count: 1, short_count: 1, over_count: 1 },
    cash_counted: list.reduce((sum, shift) => sum + (shift.cash_counted ?? 0), 0),
    cash_expected: list.reduce((sum, shift) => sum + (shift.cash_counted ?? 0), 0) + 500,
    ...{ cash_diff: -500, cash_short: -1_000, cash_over: 500 },
  });
  const found = async (difference: string) =>
    (await supervisor.get(`/shifts?${dates}&difference=${difference}`)).data.map(
      ({ cash_diff }: { cash_diff: number }) => cash_diff,
    );
  expect(await found("short")).toEqual([-1_000]);
  expect(await found("over")).toEqual([500]);
  expect(await found("none")).toEqual([0]);
  expect((await found("any")).toSorted()).toEqual([-1_000, 500].toSorted());
  expect((await supervisor.get("/shifts/totals?to_date=2020-01-01")).data.shifts_count).toBe(0);
  expect((await supervisor.get("/shifts/totals?difference=short")).data.shifts_count).toBe(1);
});

test("[O7] a difference counts the cash that came after the closing", async () => {
  const park = await newPark();
  const { supervisor } = await dayOfFour(park);
  const [short] = (await supervisor.get("/shifts?difference=short")).data;
  await env.DB.prepare(
    `INSERT INTO late_entries (tenant_id, shift_id, entry_id, kind, at, total, cash, gross, discount_total, tax_total, by_method, received_at)
     VALUES (?, ?, 'late', 'refund', 1, -1000, -1000, 0, 0, 0, '{}', 1)`,
  )
    .bind(park.tenant_id, short.shift_id)
    .run();
  expect((await supervisor.get("/shifts?difference=short")).data).toEqual([]);
  const [, settled] = (await supervisor.get("/shifts?difference=none")).data.toSorted(
    (a: { cash_diff: number }, b: { cash_diff: number }) => b.cash_diff - a.cash_diff,
  );
  expect(settled).toMatchObject({ shift_id: short.shift_id, cash_diff: -1_000, late: { cash_diff: 0 } });
  expect((await supervisor.get("/shifts/totals")).data).toMatchObject({ cash_diff: 500, short_count: 0 });
});

test("[T9] sums of shifts cover at most 366 business dates", async () => {
  const supervisor = await (await newPark()).person("supervisor");
  expect((await supervisor.get("/shifts/totals?from_date=2025-01-01&to_date=2026-01-01")).status).toBe(200);
  const longer = await supervisor.get("/shifts/totals?from_date=2025-01-01&to_date=2026-01-02");
  expect([longer.status, longer.error?.details]).toMatchObject([422, { fields: [{ path: "from_date" }] }]);
});

test("[I8] shifts are ordered by their difference, over pages of any size", async () => {
  const park = await newPark();
  const { supervisor, business_date } = await dayOfFour(park);
  const dates = `from_date=${business_date}&to_date=${business_date}`;
  for (const [sort, expected] of [
    ["cash_diff", [-1_000, 0, 0, 500]],
    ["-cash_diff", [500, 0, 0, -1_000]],
  ] as const) {
    const found: (number | null)[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const reply = await supervisor.get(`/shifts?${dates}&limit=1&sort=${sort}${cursor && `&cursor=${cursor}`}`);
      expect(reply.status, reply.text).toBe(200);
      found.push(...reply.data.map(({ cash_diff }: { cash_diff: number | null }) => cash_diff ?? 0));
      cursor = reply.page?.next_cursor ?? null;
    }
    expect(found).toEqual(expected);
  }
  const opened = (await supervisor.get(`/shifts?${dates}&sort=opened_at`)).data as { opened_at: string }[];
  expect(opened.map(({ opened_at }) => opened_at)).toEqual(opened.map(({ opened_at }) => opened_at).toSorted());
});
