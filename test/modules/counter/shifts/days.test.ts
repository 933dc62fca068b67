/** A store's business date is closed once, after its drawers; later entries stay beside the report (rules S5, O7). */

import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { openShift, recordMovement } from "../../../../src/modules/counter/shifts/index.ts";
import { closeDay } from "../../../../src/modules/counter/shifts/service/day.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import { operation, overtaken } from "../../../support/outage.ts";
import { auditRows, type Client, cashSale, countRows, newPark } from "../../../support/park.ts";

const key = () => newId(Date.now());
const SYSTEM = { kind: "system", id: "system" } as const;

async function scene() {
  const park = await newPark();
  const [cashier, supervisor] = await Promise.all([park.person("cashier", "pos"), park.person("supervisor")]);
  const sell = (till: Client, method = "cash") => {
    const payments = [{ method, amount: 35_000 }];
    return till.post("/sales", { ...cashSale(park.packages.single ?? "", 1, 35_000), payments }, key());
  };
  const closeDay = (business_date: string) =>
    supervisor.post("/day_closes", { store_id: park.store_id, business_date });
  const read = async (business_date: string) =>
    (await supervisor.get(`/day_closes/${park.store_id}/${business_date}`)).data;
  return { park, cashier, supervisor, sell, closeDay, read };
}

/** A day of two drawers: one sold twice and is short, the other only moved cash. */
async function dayOfTwo() {
  const all = await scene();
  const { park, cashier, sell } = all;
  const { business_date, shift_id } = (await cashier.post("/shifts/open", { cash_open: 100_000 })).data;
  const other = await park.addTill();
  await sell(cashier);
  await sell(cashier, "qr");
  await other.post("/shifts/movements", { kind: "drop", amount: 40_000, reason: "safe" }, key());
  await cashier.post("/shifts/close", { cash_counted: 134_000 });
  return { ...all, business_date, shift_id, other };
}

const TOTALS = {
  ...{ shifts_count: 2, sales_count: 2, gross: 70_000, discount_total: 0, sales_total: 70_000, tax_total: 4_580 },
  ...{ net: 65_420, cash_open: 200_000, cash_expected: 195_000, cash_counted: 194_000, cash_diff: -1_000 },
  by_method: { cash: 35_000, qr: 35_000 },
  movements: { paid_in: 0, paid_out: 0, drop: 40_000, pickup: 0 },
};

describe("closing a day", () => {
  test("[S5] closing a day waits for its drawers and names the open ones", async () => {
    const { closeDay, business_date, other, park } = await dayOfTwo();
    const { shift_id, device_id } = (await other.get("/shifts/current")).data;
    const early = await closeDay(business_date);
    expect([early.status, early.error?.code]).toEqual([409, "E_DRAWERS_OPEN"]);
    expect(early.error?.details).toMatchObject({ shifts: [{ shift_id, device_id }] });
    expect(await countRows("day_closes", park.tenant_id)).toBe(0);
  });

  test("[S5] closing a day sums its shifts, and a repeat answers the first report", async () => {
    const { park, closeDay, read, supervisor, business_date, other } = await dayOfTwo();
    await other.post("/shifts/close", { cash_counted: 60_000 });
    const closed = await closeDay(business_date);
    expect(closed.status).toBe(201);
    expect(closed.data).toMatchObject({ store_id: park.store_id, business_date, totals: TOTALS, late: null });
    expect(closed.data.shifts).toMatchObject([{ cash_diff: -1_000 }, { cash_diff: 0 }]);
    expect((await closeDay(business_date)).data).toEqual(closed.data);
    expect(await read(business_date)).toEqual(closed.data);
    const { shifts, ...row } = closed.data;
    expect((await supervisor.get(`/day_closes?from=${business_date}&to=${business_date}`)).data).toEqual([row]);
    expect((await supervisor.get("/day_closes?to=2020-01-01")).data).toEqual([]);
    const [audit, ...more] = await auditRows(park.tenant_id, "event = 'day.closed'");
    expect([JSON.parse(audit?.changes ?? "{}"), more]).toMatchObject([{ business_date, totals: TOTALS }, []]);
    expect(await countRows("outbox", park.tenant_id, "type = 'day.closed'")).toBe(1);
  });

  test("[S5] five closings of a day at once close it once, with one report for all", async () => {
    const { park, closeDay, business_date, other } = await dayOfTwo();
    await other.post("/shifts/close", { cash_counted: 60_000 });
    const replies = await Promise.all(Array.from({ length: 5 }, () => closeDay(business_date)));
    expect(new Set(replies.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(replies[0]?.data).toMatchObject({ totals: TOTALS });
    expect(await countRows("day_closes", park.tenant_id)).toBe(1);
    expect(await auditRows(park.tenant_id, "event = 'day.closed'")).toHaveLength(1);
  });

  test("[S5] no statement changes the report of a closed day", async () => {
    const { park, closeDay, business_date, other } = await dayOfTwo();
    await other.post("/shifts/close", { cash_counted: 60_000 });
    await closeDay(business_date);
    for (const text of ["UPDATE day_closes SET totals = '{}'", "DELETE FROM day_closes"]) {
      const change = env.DB.prepare(`${text} WHERE tenant_id = ?`).bind(park.tenant_id);
      await expect(change.run(), text).rejects.toThrow("E_DAY_FINAL");
    }
  });

  test("[S5] closing a future date is 422, a date without a shift 409, and a date of another store is refused", async () => {
    const { park, cashier, closeDay, supervisor } = await scene();
    const tomorrow = new Date(Date.now() + 86_400_000 + 7 * 3_600_000).toISOString().slice(0, 10);
    const future = await closeDay(tomorrow);
    expect([future.status, future.error?.details]).toMatchObject([422, { fields: [{ path: "business_date" }] }]);
    expect((await closeDay("2026-02-30")).status).toBe(422);
    const empty = await closeDay("2020-01-01");
    expect([empty.status, empty.error?.code]).toEqual([409, "E_DAY_EMPTY"]);
    const unasked = await cashier.post("/day_closes", { store_id: park.store_id, business_date: "2020-01-01" });
    expect([unasked.status, unasked.error?.code]).toEqual([403, "E_PERMISSION"]);
    const elsewhere = { store_id: park.second_store_id, business_date: "2020-01-01" };
    expect((await supervisor.post("/day_closes", elsewhere)).error?.code).toBe("E_SCOPE_MISMATCH");
    expect((await supervisor.get(`/day_closes/${park.store_id}/2020-01-01`)).status).toBe(404);
  });

  test("[S5] a day close at the instant of an opening has that shift, waits for it, or leaves it beside the report, but never loses it", async () => {
    const { park, cashier, closeDay, read } = await scene();
    const { business_date } = (await cashier.post("/shifts/open", { cash_open: 0 })).data;
    await cashier.post("/shifts/close", { cash_counted: 0 });
    const till = await park.addTill();
    await till.post("/shifts/close", { cash_counted: 100_000 });
    const [closed] = await Promise.all([closeDay(business_date), cashier.post("/shifts/open", { cash_open: 7 })]);
    await cashier.post("/shifts/close", { cash_counted: 7 });
    const report = closed.status === 201 ? closed.data : (await closeDay(business_date)).data;
    const { totals, late } = await read(business_date);
    expect(totals).toEqual(report.totals);
    expect(totals.shifts_count + (late?.shifts_count ?? 0)).toBe(3);
    expect(totals.cash_counted + (late?.cash_counted ?? 0)).toBe(100_007);
  });
});

describe("entries for a closed day", () => {
  async function closedDay() {
    const all = await dayOfTwo();
    await all.other.post("/shifts/close", { cash_counted: 60_000 });
    const report = (await all.closeDay(all.business_date)).data;
    return { ...all, report };
  }

  test("[O7] entries of an outage for a closed day stay beside the report, which does not change", async () => {
    const { park, shift_id, business_date, read, report } = await closedDay();
    const moved = { kind: "paid_in", amount: 5_000, reason: "change", happened_at: Date.now(), shift_id } as const;
    await recordMovement(await operation(park), moved);
    const day = await read(business_date);
    expect(day.totals).toEqual(report.totals);
    expect(day.late).toMatchObject({ shifts_count: 0, cash_in: 5_000, cash_expected: 5_000, cash_diff: -5_000 });
  });

  test("[O7] a whole shift for a closed day is beside the report once it is closed", async () => {
    const { park, cashier, sell, business_date, read, report } = await closedDay();
    const opened_at = Date.parse(report.closed_at);
    await openShift(await operation(park), { cash_open: 1_000, opened_at });
    expect((await read(business_date)).late).toBeNull();
    await sell(cashier);
    await cashier.post("/shifts/close", { cash_counted: 36_000 });
    const day = await read(business_date);
    expect(day.totals).toEqual(report.totals);
    expect(day.shifts).toHaveLength(3);
    expect(day.late).toMatchObject({ shifts_count: 1, sales_total: 35_000, cash_counted: 36_000, cash_diff: 0 });
  });
});

describe("summing a day", () => {
  async function summedUp(meanwhile: (cashier: Client) => Promise<unknown>) {
    const { park, cashier } = await scene();
    const { business_date } = (await cashier.post("/shifts/open", { cash_open: 5 })).data;
    await cashier.post("/shifts/close", { cash_counted: 5 });
    const ctx = overtaken({ ...(await operation(park)), actor: SYSTEM }, () => meanwhile(cashier));
    return closeDay(ctx, { store_id: park.store_id, business_date });
  }

  test("[S5] a day is summed again when a shift is opened and closed meanwhile", async () => {
    const { totals } = await summedUp(async (cashier) => {
      await cashier.post("/shifts/open", { cash_open: 5 });
      await cashier.post("/shifts/close", { cash_counted: 6 });
    });
    expect(totals).toMatchObject({ shifts_count: 2, cash_counted: 11, cash_diff: 1 });
  });

  test("[S5] a day close waits when a drawer is opened meanwhile", async () => {
    const closing = summedUp((cashier) => cashier.post("/shifts/open", { cash_open: 5 }));
    await expect(closing).rejects.toMatchObject({ spec: { code: "E_DRAWERS_OPEN" }, details: { shifts: [{}] } });
  });
});
