/** A sale of an outage is recorded once, as the guest paid it, with its doubts (rules O7, I7). */

import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { applyOfflineSale, type OfflineSale } from "../../../../src/modules/counter/sales/index.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import { offlineSale, operation, overtaken } from "../../../support/outage.ts";
import { auditRows, cashSale, countRows, newPark, rowCounts, rowsAdded, type TestPark } from "../../../support/park.ts";

type OfflineSaleView = Awaited<ReturnType<typeof applyOfflineSale>>;

/** Returns the answer to the till. */
async function handIn(park: TestPark, sale: OfflineSale, op_id?: string): Promise<OfflineSaleView> {
  const ctx = await operation(park, op_id);
  const sold = await applyOfflineSale(ctx, sale);
  return ctx.committed ? JSON.parse(ctx.committed.text) : sold;
}

const code = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error) => error.spec?.code ?? String(error),
  );

async function audited(park: TestPark, sale_id: string) {
  const [row] = await auditRows(park.tenant_id, `event = 'sale.created' AND subject_id = '${sale_id}'`);
  return JSON.parse(row?.changes ?? "{}");
}

const namesOf = (found: readonly { receipt_no: string }[]) => found.map(({ receipt_no }) => receipt_no).toSorted();

const plain = {
  off_sale: [],
  unknown_methods: [],
  unknown_cashier: [],
  cashier_doubts: [],
  unknown_customer: [],
  unapproved_discounts: 0,
  unapproved_overrides: 0,
  refused_blanks: [],
  references: [],
  held: [],
};

describe("an offline sale", () => {
  test("[O7] an offline sale at the server's price is a sale of its time, with its own number, payments and tickets", async () => {
    const park = await newPark();
    const sale = offlineSale(park, { receipt_no: "D1X-17", cashier_id: park.employees.cashier?.employee_id });
    await park.person("cashier", "pos");
    const before = await rowCounts(park.tenant_id);
    const sold = await handIn(park, sale);
    expect(rowsAdded(before, await rowCounts(park.tenant_id))).toEqual({
      sales: 1,
      payments: 1,
      tickets: 1,
      ticket_terms: 1,
      shifts: 1,
      late_entries: 1,
      audits: 2,
      outbox: 2,
      sale_spans: 3,
      replies: 1,
    });
    expect(sold).toMatchObject({
      sale_id: sale.sale_id,
      receipt_no: "D1X-17",
      cashier_id: sale.cashier_id,
      grand_total: 35_000,
      tax_total: 2_290,
      sold_at: sale.happened_at,
      device_at: sale.device_at,
      offline: true,
      late: true,
      price_mismatch: null,
      receipt_conflict: null,
      flags: plain,
    });
    expect(sold.tickets[0]?.valid_from).toBe(sale.happened_at);
    expect(await countRows("payments", park.tenant_id, `paid_at = ${sale.happened_at}`)).toBe(1);
    const till = await park.person("cashier", "pos");
    const shown = (await till.get(`/sales/${sale.sale_id}`)).data;
    expect(shown).toMatchObject({ receipt_no: "D1X-17", offline: true, late: true, price_mismatch: null });
    expect(Date.parse(shown.received_at)).toBeGreaterThan(sale.happened_at);
  });

  test("[O7] [P4] a sale with more than a hundred percent off is recorded as paid, and its price is zero", async () => {
    const park = await newPark();
    const sale = offlineSale(park, {
      items: [{ package_id: park.packages.single, qty: 1, discount: { kind: "percent", value: 12_000 } }],
      payments: [{ method: "qr", amount: 30_000 }],
      totals: { grand_total: 30_000 },
    });
    expect(await handIn(park, sale)).toMatchObject({ grand_total: 30_000, price_mismatch: { grand_total: 0 } });
  });

  test.each([
    ["less", 30_001],
    ["more", 36_003],
    ["nothing", 0],
  ])("[O7] a sale of which the guest paid %s is recorded as paid, with its mismatch", async (_, paid) => {
    const park = await newPark();
    const { single, timepass } = park.packages;
    const sale = offlineSale(park, {
      items: [
        { package_id: single, qty: 2 },
        { package_id: timepass, qty: 1 },
      ],
      payments: paid === 0 ? [] : [{ method: "qr", amount: paid }],
      totals: { grand_total: paid },
    });
    const sold = await handIn(park, sale);
    const mismatch = { grand_total: 92_000 };
    expect(sold).toMatchObject({ grand_total: paid, price_mismatch: mismatch });
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    expect(sum(sold.lines.map(({ total }) => total))).toBe(paid);
    expect(sold.subtotal - sold.discount_total).toBe(paid);
    for (const line of sold.lines) {
      expect(line.net + line.tax_total).toBe(line.total);
      const prices = sold.tickets.filter(({ line_no }) => line_no === line.line_no).map(({ price }) => price);
      expect(sum(prices)).toBe(line.total);
    }
    expect(await audited(park, sale.sale_id)).toMatchObject({ price_mismatch: mismatch, grand_total: paid });
    const told = await env.DB.prepare("SELECT data FROM outbox WHERE tenant_id = ? AND type = 'sale.price_mismatch'")
      .bind(park.tenant_id)
      .first<string>("data");
    expect(JSON.parse(told ?? "{}")).toMatchObject({ sale_id: sale.sale_id, paid, grand_total: 92_000 });
  });

  test("[O7] an offline sale is never dropped for a package off sale, an unknown tender, cashier or discount; each is flagged", async () => {
    const park = await newPark();
    await env.DB.prepare("UPDATE packages SET active = 0 WHERE tenant_id = ?").bind(park.tenant_id).run();
    const stranger = newId(Date.now());
    const { single } = park.packages;
    const sale = offlineSale(park, {
      items: [{ package_id: single, qty: 1, discount: { kind: "amount", value: 5_000 } }],
      payments: [{ method: "cowrie", amount: 30_000 }],
      totals: { grand_total: 30_000 },
      cashier_id: stranger,
    });
    const sold = await handIn(park, sale);
    const flags = {
      ...plain,
      off_sale: [single],
      unknown_methods: ["cowrie"],
      unknown_cashier: [stranger],
      cashier_doubts: ["unknown_person"],
      unapproved_discounts: 1,
    };
    expect(sold).toMatchObject({ flags, cashier_id: stranger, grand_total: 30_000 });
    expect(await audited(park, sale.sale_id)).toMatchObject({ offline: true, flags });
  });

  const impossible: [string, string, (park: TestPark) => Partial<OfflineSale> | Promise<Partial<OfflineSale>>][] = [
    ["payments below its own total", "E_PAYMENT", () => ({ totals: { grand_total: 35_001 } })],
    ["a card charged above its total", "E_PAYMENT", () => ({ payments: [{ method: "card", amount: 40_000 }] })],
    [
      "a package of another tenant",
      "E_PACKAGE_UNAVAILABLE",
      async () => ({ items: [{ package_id: (await newPark()).packages.single, qty: 1 }] }),
    ],
    [
      "a thousand and one tickets",
      "E_TOO_MANY_TICKETS",
      ({ packages }) => ({ items: [{ package_id: packages.single, qty: 1001 }] }),
    ],
  ];
  test.each(impossible)("[O7] a sale with %s is refused as %s and writes nothing", async (_, answer, change) => {
    const park = await newPark();
    const sale = offlineSale(park, await change(park));
    const before = await rowCounts(park.tenant_id);
    expect(await code(handIn(park, sale))).toBe(answer);
    expect(rowsAdded(before, await rowCounts(park.tenant_id))).toEqual({});
  });

  test("[O7] an offline sale of a device that may not sell is refused", async () => {
    const park = await newPark();
    const ctx = await operation(park);
    const device = ctx.device && { ...ctx.device, permissions: [] };
    expect(await code(applyOfflineSale({ ...ctx, device }, offlineSale(park)))).toBe("E_PERMISSION");
  });
});

describe("an offline receipt number", () => {
  test("[O7] an offline number printed twice stays on both papers, and shifts no later number of the till", async () => {
    const park = await newPark();
    const numbers = ["D1X-7", "D1X-7", "D1X-8", "D1X-9", "D1X-7", "D2X-40", "paper", "D1X-10", "D1-1"];
    const sold: OfflineSaleView[] = [];
    for (const receipt_no of numbers) sold.push(await handIn(park, offlineSale(park, { receipt_no })));
    expect(sold.map((sale) => [sale.receipt_no, sale.receipt_conflict])).toEqual([
      ["D1X-7", null],
      ["D1X-7/2", null],
      ["D1X-8", null],
      ["D1X-9", null],
      ["D1X-7/3", null],
      ["D2X-40", "D2X-40"],
      ["D1U-1", "paper"],
      ["D1X-10", null],
      ["D1U-2", "D1-1"],
    ]);
    expect(await audited(park, sold[1]?.sale_id ?? "")).toMatchObject({ receipt_no: "D1X-7/2" });
    expect(await audited(park, sold[6]?.sale_id ?? "")).toMatchObject({
      receipt_no: "D1U-1",
      receipt_conflict: "paper",
    });
    const till = await park.till();
    expect((await till.get(`/sales/${sold[1]?.sale_id}`)).data.receipt_no).toBe("D1X-7/2");
    expect((await till.post("/sales", cashSale(park.packages.single, 1, 35_000), "key")).data.receipt_no).toBe("D1-1");
  });

  test("[G17] an offline number printed twice finds every sale with it, each by its own copy; no other number does", async () => {
    const park = await newPark();
    const sold: OfflineSaleView[] = [];
    for (const receipt_no of ["D1X-7", "D1X-7", "D1X-8"])
      sold.push(await handIn(park, offlineSale(park, { receipt_no })));
    const till = await park.person("cashier", "pos");
    const manager = await park.office("manager");
    const cases: [q: string, found: string[]][] = [
      ["d1x-7", ["D1X-7", "D1X-7/2"]],
      ["D1X-7/2", ["D1X-7/2"]],
      ["D1X-08", ["D1X-8"]],
      ["D1X-9", []],
      ["paper", []],
    ];
    for (const [q, found] of cases) {
      const tickets = (await till.get(`/tickets?q=${encodeURIComponent(q)}`)).data;
      expect([q, namesOf(tickets)]).toEqual([q, found]);
      const listed = (await manager.get(`/sales?receipt_no=${encodeURIComponent(q)}`)).data;
      expect([q, namesOf(listed)]).toEqual([q, found]);
    }
    const receipt = await till.call("GET", `/receipts/${sold[1]?.sale_id}?format=html`);
    expect(receipt.headers.get("content-disposition")).toBe('inline; filename="D1X-7_2.html"');
    expect(receipt.text).toContain("D1X-7/2");
  });

  test("[O7] an offline number printed by five sales at once has five copies, and every sale is recorded", async () => {
    const park = await newPark();
    const sold = await Promise.all(Array.from({ length: 5 }, () => handIn(park, offlineSale(park))));
    expect(namesOf(sold)).toEqual(["D1X-1", "D1X-1/2", "D1X-1/3", "D1X-1/4", "D1X-1/5"]);
    expect(await countRows("sales", park.tenant_id, "receipt_prefix = 'D1X' AND receipt_seq = 1")).toBe(5);
  });

  test("[S7] an offline number takes none out of the series of online sales", async () => {
    const park = await newPark();
    const till = await park.till();
    const sell = () => till.post("/sales", cashSale(park.packages.single, 1, 35_000), newId(Date.now()));
    const first = await sell();
    await handIn(park, offlineSale(park));
    expect([first.data.receipt_no, (await sell()).data.receipt_no]).toEqual(["D1-1", "D1-2"]);
  });
});

describe("a sale id", () => {
  test("[I7] a sale id handed in five times at once, and again, is one sale and one answer", async () => {
    const park = await newPark();
    const sale = offlineSale(park);
    const sold = await Promise.all(Array.from({ length: 5 }, () => handIn(park, sale)));
    const before = await rowCounts(park.tenant_id);
    sold.push(await handIn(park, { ...sale, totals: { grand_total: 1 } }));
    expect(new Set(sold.map(({ receipt_no, grand_total }) => `${receipt_no} ${grand_total}`))).toEqual(
      new Set(["D1X-1 35000"]),
    );
    expect(rowsAdded(before, await rowCounts(park.tenant_id))).toEqual({});
    expect(await countRows("sales", park.tenant_id)).toBe(1);
  });

  test("[I6] a sale id handed in by the same operation again is a replay", async () => {
    const park = await newPark();
    const op_id = newId(Date.now());
    await handIn(park, offlineSale(park), op_id);
    await expect(handIn(park, offlineSale(park), op_id)).rejects.toThrow("a reply to this Idempotency-Key is stored");
    expect(await countRows("sales", park.tenant_id)).toBe(1);
  });

  test("[I7] a sale id that was sold online, and handed in after a lost reply, has one effect; so in the other order", async () => {
    const park = await newPark();
    const till = await park.till();
    const sale = offlineSale(park);
    const body = { ...cashSale(park.packages.single, 1, 35_000), sale_id: sale.sale_id };
    const online = await till.post("/sales", body, "key");
    expect(await handIn(park, sale)).toMatchObject({ sale_id: sale.sale_id, receipt_no: online.data.receipt_no });

    const second = offlineSale(park);
    const handed_in = await handIn(park, second);
    const again = await till.post("/sales", { ...body, sale_id: second.sale_id }, "other-key");
    expect([again.status, again.data.receipt_no]).toEqual([201, handed_in.receipt_no]);
    expect(await countRows("sales", park.tenant_id)).toBe(2);
    expect(await countRows("drawer_entries", park.tenant_id)).toBe(2);
  });

  test("[I7] a sale id of another device's sale is 409 E_DUPLICATE", async () => {
    const park = await newPark();
    const sale = offlineSale(park);
    await handIn(park, sale);
    expect(await code(applyOfflineSale(await operation(park, undefined, "kiosk"), sale))).toBe("E_DUPLICATE");
    const kiosk = await park.device("kiosk");
    const body = { ...cashSale(park.packages.single, 1, 35_000), sale_id: sale.sale_id };
    expect((await kiosk.post("/sales", body, "key")).status).toBe(409);
    expect(await countRows("sales", park.tenant_id)).toBe(1);
  });
});

describe("an offline sale in its drawer", () => {
  test("[O7] an offline sale is in the drawer of the shift that was open then; in a closed shift it is late and beside the snapshot", async () => {
    const park = await newPark();
    const till = await park.till(100_000);
    const { shift_id } = (await till.get("/shifts/current")).data;
    const in_time = await handIn(park, offlineSale(park, { happened_at: Date.now() }));
    expect([in_time.shift_id, in_time.late]).toEqual([shift_id, false]);
    const closed = await till.post("/shifts/close", { cash_counted: 170_000 });
    expect(closed.data).toMatchObject({ cash_expected: 135_000, totals: { sales_count: 1 } });

    const late = await handIn(park, offlineSale(park, { shift_id, receipt_no: "D1X-2" }));
    expect([late.shift_id, late.late]).toEqual([shift_id, true]);
    const shown = (await till.get(`/shifts/${shift_id}`)).data;
    expect({ ...shown, late: null }).toEqual(closed.data);
    expect(shown.late).toMatchObject({ entries_count: 1, cash_expected: 170_000, cash_diff: 0 });
    expect(shown.late.totals).toMatchObject({ sales_count: 1, sales_total: 35_000, by_method: { cash: 35_000 } });
  });

  test("[O7] an offline sale that was on its way when its shift closed is late", async () => {
    const park = await newPark();
    const till = await park.till(0);
    const { shift_id } = (await till.get("/shifts/current")).data;
    const ctx = overtaken(await operation(park), () => till.post("/shifts/close", { cash_counted: 0 }));
    const sold = await applyOfflineSale(ctx, offlineSale(park, { shift_id }));
    expect([sold.shift_id, sold.late]).toEqual([shift_id, true]);
    expect(await countRows("drawer_entries", park.tenant_id)).toBe(0);
    expect(await countRows("late_entries", park.tenant_id)).toBe(1);
  });

  test("[O7] an offline sale at the instant of a closing counts once, in twenty rounds in the snapshot or beside it", async () => {
    const park = await newPark();
    const till = await park.person("cashier", "pos");
    for (let round = 1; round <= 20; round++) {
      const { shift_id } = (await till.post("/shifts/open", { cash_open: 0 })).data;
      const sale = offlineSale(park, { shift_id, receipt_no: `D1X-${round}` });
      const close = () => till.post("/shifts/close", { cash_counted: 0 });
      const [first, second] = round % 2 === 0 ? [() => handIn(park, sale), close] : [close, () => handIn(park, sale)];
      await Promise.all([first(), second()]);
      const { totals, late } = (await till.get(`/shifts/${shift_id}`)).data;
      expect([
        totals.sales_count + (late?.totals.sales_count ?? 0),
        totals.sales_total + (late?.totals.sales_total ?? 0),
      ]).toEqual([1, 35_000]);
      expect((await till.get(`/sales/${sale.sale_id}`)).data.late).toBe(late !== null);
    }
    expect(await countRows("sales", park.tenant_id)).toBe(20);
  }, 30_000);
});
