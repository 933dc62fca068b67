/** Acts while no shift is open join the next shift of that date or one made for it, and are in the day's report (rules O7, S4). */

import { describe, expect, test } from "vitest";
import { applyOfflineSale } from "../../../../src/modules/counter/sales/index.ts";
import { closeShift, openShift } from "../../../../src/modules/counter/shifts/index.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import { offlineSale, operation, overtaken } from "../../../support/outage.ts";
import { auditRows, countRows, newPark, type TestPark } from "../../../support/park.ts";
import { grantFor, refund, sellTickets } from "../../../support/refunds.ts";

const DAY_MS = 86_400_000;
/** Noon in Bangkok, two days ago. */
const NOON = Math.floor(Date.now() / DAY_MS) * DAY_MS - 2 * DAY_MS + 5 * 3_600_000;
const dateOf = (at: number) => new Date(at + 7 * 3_600_000).toISOString().slice(0, 10);
const saleAt = (park: TestPark, happened_at: number, seq: number) =>
  offlineSale(park, { happened_at, device_at: happened_at, receipt_no: `D1X-${seq}` });

async function zOf(park: TestPark, business_date: string) {
  const supervisor = await park.person("supervisor");
  const z = await supervisor.post("/day_closes", { store_id: park.store_id, business_date });
  if (z.status !== 201) throw new Error(z.text);
  return z.data;
}

describe("a sale of an outage without a shift", () => {
  test("[O7] a sale of an outage without a shift joins the next shift of its drawer and date, open or closed, and no other day's", async () => {
    const park = await newPark();
    const early = NOON - 3_600_000;
    const shift = await openShift(await operation(park), { cash_open: 0, opened_at: NOON });
    const first = await applyOfflineSale(await operation(park), saleAt(park, early, 1));
    await closeShift(await operation(park), { shift_id: shift.shift_id, cash_counted: 35_000, closed_at: NOON + 1 });
    const second = await applyOfflineSale(await operation(park), saleAt(park, early, 2));
    const before = await applyOfflineSale(await operation(park), saleAt(park, early - DAY_MS, 3));
    const later = await applyOfflineSale(await operation(park), saleAt(park, NOON + 60_000, 4));
    expect([first, second]).toMatchObject([
      { shift_id: shift.shift_id, late: false },
      { shift_id: shift.shift_id, late: true },
    ]);
    expect(new Set([shift.shift_id, before.shift_id, later.shift_id]).size).toBe(3);
    expect(await countRows("shifts", park.tenant_id, "unattended = 1")).toBe(2);
  });

  test("[O7] a sale of an outage without a shift else gets its own shift in lists and day report; its cash is uncounted, and nobody is short", async () => {
    const park = await newPark();
    const sold = await applyOfflineSale(await operation(park), saleAt(park, NOON, 1));
    const again = await applyOfflineSale(await operation(park), saleAt(park, NOON + 1_000, 2));
    expect(again.shift_id).toBe(sold.shift_id);
    const supervisor = await park.person("supervisor");
    const [row] = (await supervisor.get(`/shifts?business_date=${dateOf(NOON)}`)).data;
    const late = { entries_count: 2, cash_expected: 70_000, cash_diff: null, totals: { sales_total: 70_000 } };
    expect(row).toMatchObject({ shift_id: sold.shift_id, unattended: true, cash_counted: null, cash_diff: null, late });
    const z = await zOf(park, dateOf(NOON));
    expect(z).toMatchObject({
      shift_ids: [sold.shift_id],
      totals: {
        ...{ sales_count: 2, sales_total: 70_000, tax_total: 4_580, cash_uncounted: 70_000 },
        ...{ cash_expected: 0, cash_counted: 0, cash_diff: 0 },
      },
    });
    expect(await auditRows(park.tenant_id, "event = 'shift.unattended'")).toHaveLength(1);
    const next = await (await park.person("cashier", "pos")).get("/cash_drawers/next");
    expect(next.data).toMatchObject({ cash_open_expected: null, last_shift_id: null });
  });

  test("[O7] two sales of an outage at the same instant share one made shift", async () => {
    const park = await newPark();
    const rival = async () => applyOfflineSale(await operation(park), saleAt(park, NOON, 2));
    const sold = await applyOfflineSale(overtaken(await operation(park), rival), saleAt(park, NOON, 1));
    const many = await Promise.all(
      [3, 4, 5, 6, 7].map(async (seq) => applyOfflineSale(await operation(park), saleAt(park, NOON, seq))),
    );
    expect(new Set([sold, ...many].map(({ shift_id }) => shift_id)).size).toBe(1);
    expect(await countRows("shifts", park.tenant_id)).toBe(1);
    expect(await countRows("late_entries", park.tenant_id)).toBe(7);
  });
});

describe("a refund without cash and without an open shift", () => {
  test("[S4] a refund without cash and without an open shift, at a till or in the office, is in the day's report", async () => {
    const park = await newPark();
    const till = await park.till();
    const terms = { payments: [{ method: "card", amount: 70_000 }] };
    const sale = await sellTickets(park, till, 2, terms);
    const { business_date } = (await till.get("/shifts/current")).data;
    await till.post("/shifts/close", { cash_counted: 100_000 });
    const at_till = await refund(park, till, sale.sale_id, { amount: 35_000 });
    expect(at_till.status, at_till.text).toBe(201);
    const manager = await park.office("manager");
    const approval_token = await grantFor(park, manager, sale.sale_id);
    const body = { sale_id: sale.sale_id, amount: 35_000, reason_code: "guest_request", approval_token };
    const in_office = await manager.post("/refunds", body, newId(Date.now()));
    expect(in_office.status, in_office.text).toBe(201);
    const { totals, shifts } = await zOf(park, business_date);
    expect(totals).toMatchObject({
      ...{ refunds_count: 2, refunds_total: 70_000, refunds_tax_total: 4_579, tax_total: 0, net: 0, cash_diff: 0 },
      ...{ by_method: { card: 0 }, taxes: [] },
    });
    const devices = shifts.filter(({ unattended }: { unattended: boolean }) => unattended);
    expect(devices.map(({ device_id }: { device_id: string }) => device_id).toSorted()).toEqual(
      [park.devices.pos?.device_id, park.store_id].toSorted(),
    );
  });
});
