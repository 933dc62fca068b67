/** A drawer has one open shift; its closing counts every sale once, and never changes (rules S3–S5). */

import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { auditRows, type Client, cashSale, countRows, newPark, stepUp, type TestPark } from "../../../support/park.ts";

async function scene(): Promise<{
  park: TestPark;
  cashier: Client;
  sell: (method?: string) => ReturnType<Client["post"]>;
}> {
  const park = await newPark();
  const cashier = await park.person("cashier", "pos");
  const sell = (method = "cash") => {
    const items = [{ package_id: park.packages.single, qty: 1 }];
    return cashier.post("/sales", { items, payments: [{ method, amount: 35_000 }] }, newId(Date.now()));
  };
  return { park, cashier, sell };
}

describe("a drawer", () => {
  test("[S4] a drawer has one open shift: a second opening is 409 E_SHIFT_OPEN, also at the same instant", async () => {
    const { park, cashier } = await scene();
    const replies = await Promise.all([1, 2, 3].map(() => cashier.post("/shifts/open", { cash_open: 100_000 })));
    expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    const late = await cashier.post("/shifts/open", { cash_open: 0 });
    expect([late.status, late.error?.code]).toEqual([409, "E_SHIFT_OPEN"]);
    expect(await countRows("shifts", park.tenant_id)).toBe(1);
    const current = await cashier.get("/shifts/current");
    const opened = replies.find(({ status }) => status === 201);
    // The opening shows nothing that a blind count hides.
    expect(current.data).toEqual({ ...opened?.data, amounts_hidden: true });
  });

  test("[S4] a drawer has no current shift before its opening and after its closing, and can be opened again", async () => {
    const { cashier } = await scene();
    expect((await cashier.get("/shifts/current")).status).toBe(404);
    await cashier.post("/shifts/open", { cash_open: 1_000 });
    await cashier.post("/shifts/close", { cash_counted: 1_000 });
    expect((await cashier.get("/shifts/current")).status).toBe(404);
    expect((await cashier.post("/shifts/open", { cash_open: 1_000 })).status).toBe(201);
  });

  test("[S4] a drawer of another device is refused", async () => {
    const { park, cashier } = await scene();
    const device_id = park.devices.kiosk?.device_id;
    for (const path of ["/shifts/open", "/shifts/close"]) {
      const amount = path.endsWith("open") ? { cash_open: 1 } : { cash_counted: 1 };
      const reply = await cashier.post(path, { ...amount, device_id });
      expect([path, reply.status, reply.error?.code]).toEqual([path, 403, "E_SCOPE_MISMATCH"]);
    }
  });

  test("[S4] a console names a drawer, because it has none of its own", async () => {
    const { park, cashier } = await scene();
    const console_ = await park.person("cashier");
    const unnamed = await console_.post("/shifts/open", { cash_open: 1 });
    expect([unnamed.status, unnamed.error?.code]).toEqual([422, "E_VALIDATION"]);
    const device_id = park.devices.pos?.device_id;
    const opened = await console_.post("/shifts/open", { cash_open: 1_000, device_id });
    expect([opened.status, opened.data.device_id]).toEqual([201, device_id]);
    expect((await cashier.get("/shifts/current")).data.shift_id).toBe(opened.data.shift_id);
  });

  test("[S4] [O9] the open shift of a revoked device stays open, and is closed from the console", async () => {
    const { park, cashier } = await scene();
    const { shift_id } = (await cashier.post("/shifts/open", { cash_open: 1_000 })).data;
    const device_id = park.devices.pos?.device_id;
    const owner = await stepUp(await park.person("owner"));
    expect((await owner.post(`/devices/${device_id}/revoke`, {})).status).toBe(200);
    expect((await cashier.post("/shifts/close", { cash_counted: 1_000 })).error?.code).toBe("E_DEVICE_REVOKED");
    const closed = await owner.post("/shifts/close", { device_id, cash_counted: 1_000 });
    expect([closed.status, closed.data.shift_id, closed.data.cash_diff]).toEqual([200, shift_id, 0]);
  });
});

describe("a console", () => {
  const drawers: [whose: string, answer: string, find: (park: TestPark) => Promise<string>][] = [
    ["another tenant's", "404 E_NOT_FOUND", async () => (await newPark()).devices.pos?.device_id ?? ""],
    ["an unknown device's", "404 E_NOT_FOUND", async () => newId(Date.now())],
    [
      "another store's",
      "403 E_SCOPE_MISMATCH",
      async (park) => (await park.addDevice("POS", park.second_store_id)).device_id,
    ],
  ];
  test.each(drawers)("[T2] a console that names %s drawer to open is %s and opens none", async (_, answer, find) => {
    const { park } = await scene();
    const console_ = await park.person("cashier");
    const reply = await console_.post("/shifts/open", { cash_open: 1_000, device_id: await find(park) });
    expect(`${reply.status} ${reply.error?.code}`).toBe(answer);
    expect(await countRows("shifts", park.tenant_id)).toBe(0);
  });
});

describe("a sale", () => {
  test("[S3] a sale without an open shift is 409 E_SHIFT_CLOSED and sells nothing", async () => {
    const { park, sell, cashier } = await scene();
    const before = await sell();
    await cashier.post("/shifts/open", { cash_open: 0 });
    await cashier.post("/shifts/close", { cash_counted: 0 });
    const after = await sell();
    for (const reply of [before, after]) expect([reply.status, reply.error?.code]).toEqual([409, "E_SHIFT_CLOSED"]);
    for (const table of ["sales", "tickets", "payments"]) expect(await countRows(table, park.tenant_id)).toBe(0);
  });

  test("[S3] a sale with an open shift only at another drawer is refused", async () => {
    const { park, cashier } = await scene();
    await cashier.post("/shifts/open", { cash_open: 0 });
    const kiosk = await park.device("kiosk");
    const reply = await kiosk.post("/sales", cashSale(park.packages.single, 1, 35_000), "key");
    expect([reply.status, reply.error?.code]).toEqual([409, "E_SHIFT_CLOSED"]);
  });

  test("[S3] a sale needs no shift where the store requires none", async () => {
    const { park, sell } = await scene();
    const owner = await park.person("owner");
    await owner.call("PUT", "/settings/keys/shifts.require_open_shift", { value: false, store_id: park.store_id });
    const sold = await sell();
    expect(sold.status).toBe(201);
    const { shift_id } = sold.data;
    expect((await owner.get(`/shifts/${shift_id}`)).data).toMatchObject({
      unattended: true,
      late: { entries_count: 1 },
    });
    expect((await sell()).data.shift_id).toBe(shift_id);
    expect(await countRows("drawer_entries", park.tenant_id)).toBe(0);
  });
});

describe("a closing", () => {
  test.each([
    ["over", 140_000, 5_000],
    ["short", 130_000, -5_000],
    ["even", 135_000, 0],
  ])("[S5] a drawer that is %s is told to the satang, after a blind count", async (_, cash_counted, cash_diff) => {
    const { cashier, sell } = await scene();
    const opened = await cashier.post("/shifts/open", { cash_open: 100_000 });
    await sell();
    await sell("qr");
    const open = await cashier.get("/shifts/current");
    expect(open.data).toMatchObject({ cash_expected: null, cash_counted: null, cash_diff: null, totals: null });
    const closed = await cashier.post("/shifts/close", { cash_counted, note: "evening" });
    expect(closed.status).toBe(200);
    expect(closed.data).toMatchObject({
      shift_id: opened.data.shift_id,
      cash_open: 100_000,
      cash_expected: 135_000,
      cash_counted,
      cash_diff,
      note: "evening",
      totals: {
        sales_count: 2,
        gross: 70_000,
        discount_total: 0,
        tax_total: 2 * 2_290,
        sales_total: 70_000,
        cash_sales: 35_000,
        by_method: { cash: 35_000, qr: 35_000 },
      },
    });
    expect((await cashier.get(`/shifts/${opened.data.shift_id}`)).data).toEqual(closed.data);
  });

  test("[S5] a closing counts change as given back: a guest who hands over more leaves only the price", async () => {
    const { park, cashier } = await scene();
    await cashier.post("/shifts/open", { cash_open: 0 });
    const payments = [{ method: "cash", amount: 35_000, amount_tendered: 100_000 }];
    await cashier.post("/sales", { items: [{ package_id: park.packages.single, qty: 1 }], payments }, "key");
    const closed = await cashier.post("/shifts/close", { cash_counted: 35_000 });
    expect([closed.data.cash_expected, closed.data.cash_diff]).toEqual([35_000, 0]);
  });

  test("[S5] a repeated closing answers the first one and changes nothing", async () => {
    const { park, cashier } = await scene();
    await cashier.post("/shifts/open", { cash_open: 100 });
    const first = await cashier.post("/shifts/close", { cash_counted: 100 });
    const audits = (await auditRows(park.tenant_id)).length;
    const second = await cashier.post("/shifts/close", { cash_counted: 999 });
    expect([second.status, second.data]).toEqual([200, first.data]);
    expect((await auditRows(park.tenant_id)).length).toBe(audits);
  });

  test("[S5] a closing of a drawer that never had a shift is 409 E_SHIFT_CLOSED", async () => {
    const { cashier } = await scene();
    const reply = await cashier.post("/shifts/close", { cash_counted: 0 });
    expect([reply.status, reply.error?.code]).toEqual([409, "E_SHIFT_CLOSED"]);
  });

  test("[S5] a closing leaves a snapshot that no statement changes, and a drawer that takes no more entries", async () => {
    const { park, cashier, sell } = await scene();
    const { data } = await cashier.post("/shifts/open", { cash_open: 100 });
    await sell();
    await cashier.post("/shifts/close", { cash_counted: 100 });
    const { tenant_id } = park;
    const statements: [text: string, error: string][] = [
      ["UPDATE shifts SET cash_counted = 0 WHERE tenant_id = ?", "E_SHIFT_CLOSED"],
      ["UPDATE shifts SET closed_at = NULL WHERE tenant_id = ?", "E_SHIFT_CLOSED"],
      ["UPDATE shifts SET note = 'x' WHERE tenant_id = ?", "E_SHIFT_CLOSED"],
      ["UPDATE drawer_entries SET cash = 0 WHERE tenant_id = ?", "E_DRAWER_FINAL"],
      [
        `INSERT INTO drawer_entries (tenant_id, shift_id, entry_id, kind, at, total, cash, gross, discount_total,
           tax_total, by_method)
         SELECT tenant_id, shift_id, 'more', kind, at, total, cash, gross, discount_total, tax_total, by_method
         FROM drawer_entries WHERE tenant_id = ?`,
        "E_SHIFT_CLOSED",
      ],
    ];
    const before = (await cashier.get(`/shifts/${data.shift_id}`)).data;
    for (const [text, error] of statements)
      await expect(env.DB.prepare(text).bind(tenant_id).run(), text).rejects.toThrow(error);
    expect((await cashier.get(`/shifts/${data.shift_id}`)).data).toEqual(before);
  });

  test("[S5] a closing is in audit and outbox with the counted cash", async () => {
    const { park, cashier } = await scene();
    await cashier.post("/shifts/open", { cash_open: 100 });
    await cashier.post("/shifts/close", { cash_counted: 90 });
    const [row] = await auditRows(park.tenant_id, "event = 'shift.closed'");
    expect(JSON.parse(row?.changes ?? "{}")).toMatchObject({ cash_expected: 100, cash_counted: 90, cash_diff: -10 });
    expect(await countRows("outbox", park.tenant_id, "type IN ('shift.opened', 'shift.closed')")).toBe(2);
  });
});
