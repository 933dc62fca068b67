/** While a shift is open and counted blind, lists hide its amounts from the cashier; a single record shows them (rule S5). */

import { describe, expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { loosenedTo } from "../../../support/guards.ts";
import { type Client, newPark } from "../../../support/park.ts";
import { grantFor, refund, sellTickets } from "../../../support/refunds.ts";

const key = () => newId(Date.now());

/** A shift with every act that brings or takes money. */
async function busyShift() {
  const park = await newPark();
  const till = await park.till(100_000);
  const sale = await sellTickets(park, till, 2);
  const given = await refund(park, till, sale.sale_id, { amount: 17_500 });
  await till.post("/shifts/movements", { kind: "drop", amount: 12_300, reason: "safe" }, key());
  const { shift_id } = (await till.get("/shifts/current")).data;
  const supervisor = await park.person("supervisor", "pos");
  const approval_token = await grantFor(park, till, shift_id, 5_000, "shift_adjust");
  const adjusted = await till.post(
    `/shifts/${shift_id}/adjustments`,
    { amount: -4_400, reason: "fault", approval_token },
    key(),
  );
  if (adjusted.status !== 201) throw new Error(adjusted.text);
  return { park, till, supervisor, sale, refund_id: given.data.refund_id as string, shift_id };
}

/** All amounts in lists from which the cashier could compute the takings. */
const FIGURES = [70_000, 52_500, 17_500, 35_000, 12_300, 4_400, -12_300, -4_400, 4_579, 1_145];

const LISTS = ["/sales", "/payments", "/refunds", "/tickets", "/tickets?q=D1-1", "/shifts", "/shifts/current"];
const ALSO = ["/cash_drawers/current", "/cash_drawers/summary", "/cash_drawers/movements", "/payments/summary/stats"];

function figuresIn(value: unknown): number[] {
  if (typeof value === "number") return FIGURES.includes(value) ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(figuresIn) : [];
}

async function figuresOf(by: Client, path: string) {
  const reply = await by.get(path);
  return { status: reply.status, figures: figuresIn(reply.data), rows: [reply.data].flat() };
}

describe("an open shift with a blind count", () => {
  test("[S5] lists show the cashier no amount, each row says so, and a person with approve sees all amounts", async () => {
    const { till, supervisor, shift_id } = await busyShift();
    for (const path of [...LISTS, ...ALSO, `/shifts/${shift_id}`, `/shifts/${shift_id}/movements`]) {
      const { figures, status } = await figuresOf(till, path);
      expect([figures, status === 200 || status === 403], path).toEqual([[], true]);
    }
    for (const path of ["/sales", "/payments", "/refunds", "/tickets", `/shifts/${shift_id}/movements`]) {
      const hidden = await figuresOf(till, path);
      expect(
        hidden.rows.map(({ amounts_hidden }) => amounts_hidden),
        path,
      ).toEqual(hidden.rows.map(() => true));
      expect(hidden.rows.length, path).toBeGreaterThan(0);
      const seen = await figuresOf(supervisor, path);
      expect(
        seen.rows.map(({ amounts_hidden }) => amounts_hidden),
        path,
      ).toEqual(seen.rows.map(() => false));
      expect(seen.figures.length, path).toBeGreaterThan(0);
    }
  });

  test("[S5] a CSV of hidden rows is 403 E_AMOUNTS_HIDDEN; a CSV of other rows is given", async () => {
    const { till, supervisor } = await busyShift();
    const now = new Date(Date.now() - 3_600_000).toISOString();
    for (const list of ["/sales", "/payments", "/refunds"]) {
      const sheet = await till.get(`${list}?format=csv`);
      expect([sheet.status, sheet.error?.code], list).toEqual([403, "E_AMOUNTS_HIDDEN"]);
      expect((await till.get(`${list}?format=csv&to=${now}`)).status, list).toBe(200);
      expect((await supervisor.get(`${list}?format=csv`)).status, list).toBe(200);
    }
  });

  test("[S5] a single record shows its amounts, and so does its receipt", async () => {
    const { till, sale, refund_id } = await busyShift();
    const told = await till.get(`/sales/${sale.sale_id}`);
    expect(told.data).toMatchObject({ grand_total: 70_000, payments: [{ amount: 70_000 }], refunded_total: 17_500 });
    expect((await till.get(`/refunds/${refund_id}`)).data).toMatchObject({ amount: 17_500 });
    expect((await till.get(`/payments/${sale.sale_id}-1`)).data).toMatchObject({ amount: 70_000 });
    expect((await till.get(`/receipts/${sale.sale_id}`)).text).toContain("700.00");
  });

  test("[S5] rows have their amounts once the shift is counted, or where the store counts openly", async () => {
    const { till } = await busyShift();
    await till.post("/shifts/close", { cash_counted: 0 });
    for (const path of ["/sales", "/payments", "/refunds", "/tickets"]) {
      const { rows, figures } = await figuresOf(till, path);
      expect([rows.some(({ amounts_hidden }) => amounts_hidden), figures.length > 0], path).toEqual([false, true]);
    }
    expect((await till.get("/sales?format=csv")).status).toBe(200);
    const open = await newPark();
    await loosenedTo(open, "shifts.blind_count", false);
    const other = await open.till();
    await sellTickets(open, other, 1);
    expect((await other.get("/sales")).data).toMatchObject([{ grand_total: 35_000, amounts_hidden: false }]);
  });

  test("[S5] a colleague's lists hide the amounts too, and so do a device's own recent records", async () => {
    const { park } = await busyShift();
    const colleague = await park.addTill();
    const device = await park.device("pos");
    for (const by of [colleague, device])
      expect((await figuresOf(by, "/sales")).rows).toMatchObject([{ amounts_hidden: true }]);
  });
});
