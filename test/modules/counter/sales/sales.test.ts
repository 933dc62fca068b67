/** A sale is priced by the server, paid exactly, numbered without gaps, and made once (rules S1, S2, S7, S9, I7, I8). */

import { listDurableObjectIds } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { managerOf } from "../../../contracts/examples.ts";
import { makePackage } from "../../../support/gate.ts";
import { loosenedTo } from "../../../support/guards.ts";
import {
  auditRows,
  type Client,
  cashSale,
  countRows,
  newPark,
  rowCounts,
  rowsAdded,
  type TestPark,
} from "../../../support/park.ts";

let park: TestPark;
let till: Client;
beforeAll(async () => {
  park = await newPark();
  till = await park.till();
});

const sell = (body: object, key = newId(Date.now())) => till.post("/sales", body, key);
const one = <Fields extends object>(fields = {} as Fields) => ({
  ...cashSale(park.packages.single, 1, 35_000),
  ...fields,
});

interface Ticket {
  ticket_id: string;
  short_code: string;
  qr_token: string;
  package_id: string;
  line_no: number;
}

describe("a sale", () => {
  test("[P6] a sale of ten lines at 99.00 has the VAT of 990.00, unless the park rounds it on each line", async () => {
    const own = await newPark();
    const package_id = await makePackage(own, { price: 9_900 });
    const items = Array.from({ length: 10 }, () => ({ package_id, qty: 1 }));
    const seller = await own.till();
    const taxOf = async () => (await seller.post("/pricing/preview", { items })).data.tax_total;
    expect(await taxOf()).toBe(6_477);
    await loosenedTo(own, "pricing.tax_level", "line");
    expect(await taxOf()).toBe(6_480);
  });

  test("[S1] a sale has totals that add up line by line, and a ticket for each place", async () => {
    const items = [
      { package_id: park.packages.single, qty: 2 },
      { package_id: park.packages.timepass, qty: 1 },
      { package_id: park.packages.bundle, qty: 2 },
    ];
    const sold = await sell({ items, payments: [{ method: "cash", amount: 252_000 }] });
    expect(sold.status).toBe(201);
    const { data } = sold;
    expect(data).toMatchObject({ subtotal: 252_000, discount_total: 0, rounding: 0, grand_total: 252_000, change: 0 });
    expect(data.lines).toMatchObject([
      { line_no: 1, qty: 2, unit_price: 35_000, gross: 70_000, total: 70_000, tax_total: 4_580 },
      { line_no: 2, qty: 1, unit_price: 22_000, gross: 22_000, total: 22_000, tax_total: 1_439 },
      { line_no: 3, qty: 2, unit_price: 80_000, gross: 160_000, total: 160_000, tax_total: 10_467 },
    ]);
    for (const line of data.lines) expect(line.net + line.tax_total).toBe(line.total);
    expect(data.tax_total).toBe(4_580 + 1_439 + 10_467);
    const tickets: Ticket[] = data.tickets;
    expect(tickets.map(({ line_no, package_id }) => [line_no, package_id])).toEqual([
      ...Array(2).fill([1, park.packages.single]),
      [2, park.packages.timepass],
      ...Array(4).fill([3, park.packages.single]),
      ...Array(2).fill([3, park.packages.timepass]),
    ]);
    expect(new Set(tickets.map(({ short_code }) => short_code)).size).toBe(9);
    for (const { qr_token } of tickets) expect(qr_token).toMatch(/^PP1[0-9A-Z]{54}$/);
    expect(data.lines.flatMap(({ ticket_ids }: { ticket_ids: string[] }) => ticket_ids)).toEqual(
      tickets.map(({ ticket_id }) => ticket_id),
    );
  });

  test("[S1] a sale reads as it was answered", async () => {
    const { data } = await sell(one({ note: "window 2" }));
    expect((await till.get(`/sales/${data.sale_id}`)).data).toEqual(data);
  });

  test("[S1] a sale costs what its preview said", async () => {
    const items = [
      { package_id: park.packages.credit, qty: 3 },
      { package_id: park.packages.multi, qty: 1 },
    ];
    const preview = await till.post("/pricing/preview", { items });
    const { grand_total } = preview.data;
    const sold = await sell({ items, payments: [{ method: "qr", amount: grand_total }], expected_total: grand_total });
    const { lines: _, applied, not_applied, payments, amount_due, ...totals } = preview.data;
    expect(sold.data).toMatchObject(totals);
  });

  test("[S1] a sale whose till expects another total is 409 E_PRICE_CHANGED, names both totals, and sells nothing", async () => {
    const before = await rowCounts(park.tenant_id);
    for (const expected_total of [34_999, 35_001, 0]) {
      const reply = await sell(one({ expected_total }));
      expect([reply.status, reply.error?.code]).toEqual([409, "E_PRICE_CHANGED"]);
      expect(reply.error?.details).toEqual({ expected_total, grand_total: 35_000 });
    }
    expect(await rowCounts(park.tenant_id)).toEqual(before);
  });

  test("[S1] a sale calls no ticket's object", async () => {
    const before = (await listDurableObjectIds(env.TICKET)).map(String).toSorted();
    expect((await sell(cashSale(park.packages.single, 20, 35_000))).status).toBe(201);
    expect((await listDurableObjectIds(env.TICKET)).map(String).toSorted()).toEqual(before);
  });

  test("[S1] a sale of a thousand tickets is one commit, and of a thousand and one is refused", async () => {
    expect((await sell(cashSale(park.packages.single, 1_000, 35_000))).data.tickets.length).toBe(1_000);
    const items = [
      { package_id: park.packages.single, qty: 1_000 },
      { package_id: park.packages.multi, qty: 1 },
    ];
    const before = await rowCounts(park.tenant_id);
    const reply = await sell({ items, payments: [] });
    expect([reply.status, reply.error?.code]).toEqual([422, "E_TOO_MANY_TICKETS"]);
    expect(await rowCounts(park.tenant_id)).toEqual(before);
  });

  test.each([1, 10])("[S1] a sale of %d tickets writes at most seven rows and three for each ticket", async (qty) => {
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const sold = await sell(cashSale(park.packages.single, qty, 35_000));
    const line = log.mock.calls.map(([text]) => JSON.parse(text)).find(({ route }) => route === "/sales");
    log.mockRestore();
    expect(sold.status).toBe(201);
    expect(line.rows_written).toBeGreaterThan(qty);
    expect(line.rows_written).toBeLessThanOrEqual(7 + 3 * qty);
  });

  test("[S1] a sale from a console or a gate is 403", async () => {
    const loose = await park.person("cashier");
    const reply = await loose.post("/sales", one(), "key");
    expect([reply.status, reply.error?.code]).toEqual([403, "E_DEVICE_REQUIRED"]);
    const gate = await park.person("cashier", "gate");
    expect((await gate.post("/sales", one(), "key")).error?.code).toBe("E_PERMISSION");
  });
});

describe("the payments", () => {
  const sound: [what: string, payments: object[], tendered: number, change: number][] = [
    ["exact cash", [{ method: "cash", amount: 35_000 }], 35_000, 0],
    ["cash with change", [{ method: "cash", amount: 35_000, amount_tendered: 100_000 }], 100_000, 65_000],
    ["a larger note as amount", [{ method: "cash", amount: 50_000 }], 50_000, 15_000],
    [
      "card and cash",
      [
        { method: "card", amount: 20_000, reference: "A1" },
        { method: "cash", amount: 15_000 },
      ],
      35_000,
      0,
    ],
    [
      "card and a larger note",
      [
        { method: "card", amount: 20_000 },
        { method: "cash", amount: 20_000 },
      ],
      40_000,
      5_000,
    ],
  ];
  test.each(sound)("[S2] payments of %s settle the sale", async (_, payments, amount_tendered, change) => {
    const { status, data } = await sell(one({ payments }));
    expect([status, data.amount_tendered, data.change]).toEqual([201, amount_tendered, change]);
    const settled = data.payments.reduce((sum: number, { amount }: { amount: number }) => sum + amount, 0);
    expect(settled).toBe(35_000);
  });

  const unsound: [what: string, payments: object[], path: string][] = [
    ["nothing", [], "payments"],
    ["a satang too little", [{ method: "cash", amount: 34_999 }], "payments"],
    ["a satang too much by card", [{ method: "card", amount: 35_001 }], "payments"],
    ["an unknown method", [{ method: "shells", amount: 35_000 }], "payments.0.method"],
    [
      "less handed over than settled",
      [{ method: "cash", amount: 35_000, amount_tendered: 1 }],
      "payments.0.amount_tendered",
    ],
    [
      "more handed over by card",
      [{ method: "card", amount: 35_000, amount_tendered: 40_000 }],
      "payments.0.amount_tendered",
    ],
    [
      "change from a card",
      [
        { method: "cash", amount: 1_000 },
        { method: "card", amount: 36_000 },
      ],
      "payments",
    ],
  ];
  test.each(unsound)("[S2] %s is 422 E_PAYMENT with the field, and sells nothing", async (_, payments, path) => {
    const before = await rowCounts(park.tenant_id);
    const reply = await sell(one({ payments }));
    expect([reply.status, reply.error?.code]).toEqual([422, "E_PAYMENT"]);
    expect(reply.error?.details?.fields).toMatchObject([{ path }]);
    expect(await rowCounts(park.tenant_id)).toEqual(before);
  });
});

describe("receipt numbers", () => {
  test("[S7] receipt numbers have no gap and no double under twenty sales at once, some of which fail", async () => {
    const own = await newPark();
    const seller = await own.till();
    const one = (fields = {}) => ({ ...cashSale(own.packages.single, 1, 35_000), ...fields });
    const bodies = Array.from({ length: 26 }, (_, index) => (index % 4 === 3 ? one({ payments: [] }) : one()));
    const replies = await Promise.all(bodies.map((body, index) => seller.post("/sales", body, `key-${index}`)));
    const sold = replies.filter(({ status }) => status === 201);
    expect(sold.length).toBe(20);
    const numbers = sold
      .map(({ data }) => data.receipt_no)
      .toSorted((a, b) => Number(a.split("-")[1]) - Number(b.split("-")[1]));
    const prefix = numbers[0]?.split("-")[0];
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => `${prefix}-${index + 1}`));
    expect(replies.map(({ text }) => text).join()).not.toContain("receipt_seq");
    for (const { changes } of await auditRows(own.tenant_id, "event = 'sale.created'"))
      expect(numbers).toContain(JSON.parse(changes).receipt_no);
  });

  test("[S7] receipt numbers have a series of their own at each till", async () => {
    const own = await newPark();
    const body = cashSale(own.packages.single, 1, 35_000);
    const numbers: string[] = [];
    for (const [till, seller] of [await own.till(0), await own.addTill()].entries())
      for (const turn of ["first", "second"])
        numbers.push((await seller.post("/sales", body, `${till}-${turn}`)).data.receipt_no);
    const [prefixes, counts] = [0, 1].map((part) => numbers.map((number) => number.split("-")[part]));
    expect(counts).toEqual(["1", "2", "1", "2"]);
    expect(new Set(prefixes).size).toBe(2);
  });
});

describe("the till's sale_id", () => {
  test("[I7] the till's sale_id is the sale's id, and a repeat with the same body is the same sale", async () => {
    const body = one({ sale_id: newId(Date.now()) });
    const before = await rowCounts(park.tenant_id);
    const first = await sell(body);
    const again = await sell(body);
    expect([first.status, first.data.sale_id, again.status]).toEqual([201, body.sale_id, 201]);
    expect(again.data).toEqual(first.data);
    const added = rowsAdded(before, await rowCounts(park.tenant_id));
    expect(added).toMatchObject({ sales: 1, drawer_entries: 1, payments: 1, tickets: 1, audits: 1, outbox: 2 });
  });

  test("[I7] the till's sale_id used for another sale is 409 and sells nothing", async () => {
    const sale_id = newId(Date.now());
    await sell(one({ sale_id }));
    const before = await rowCounts(park.tenant_id);
    for (const other of [one({ sale_id, note: "x" }), { ...cashSale(park.packages.single, 2, 35_000), sale_id }]) {
      const reply = await sell(other);
      expect([reply.status, reply.error?.code]).toEqual([409, "E_DUPLICATE"]);
    }
    expect(await rowCounts(park.tenant_id)).toEqual(before);
  });

  test("[I7] the till's sale_id sent ten times at once under ten keys makes one sale", async () => {
    const body = one({ sale_id: newId(Date.now()) });
    const before = await countRows("sales", park.tenant_id);
    const replies = await Promise.all(Array.from({ length: 10 }, () => sell(body)));
    expect(new Set(replies.map(({ status, data }) => `${status} ${data?.receipt_no}`)).size).toBe(1);
    expect(await countRows("sales", park.tenant_id)).toBe(before + 1);
  });

  test("[I7] [T2] the sale_id of another tenant's sale is free here, and neither reveals the other", async () => {
    const other = await newPark();
    const sale_id = newId(Date.now());
    await sell(one({ sale_id }));
    const theirs = await (await other.till()).post(
      "/sales",
      { ...cashSale(other.packages.single, 1, 35_000), sale_id },
      "key",
    );
    expect([theirs.status, theirs.data.sale_id]).toEqual([201, sale_id]);
  });
});

describe("a package", () => {
  const off = (fields: string) =>
    env.DB.prepare(`UPDATE packages SET ${fields} WHERE tenant_id = ? AND package_id = ?`);
  test.each([
    "active = 0",
    "active_from = 9999999999999",
    "active_to = 1",
    "visible_on = '[\"KIOSK\"]'",
    "store_id = 'other'",
  ])("[S9] a package with %s is neither listed nor previewed nor sold", async (fields) => {
    const { multi, credit } = park.packages;
    const listed = async () =>
      ((await till.get("/catalog/packages")).data as { package_id: string }[]).map(({ package_id }) => package_id);
    const before = await listed();
    const row = await env.DB.prepare("SELECT * FROM packages WHERE tenant_id = ? AND package_id = ?")
      .bind(park.tenant_id, credit)
      .first<Record<string, string>>();
    await off(fields).bind(park.tenant_id, credit).run();
    expect(await listed()).toEqual(before.filter((package_id) => package_id !== credit));
    const items = [multi, credit].map((package_id) => ({ package_id, qty: 1 }));
    for (const reply of [await till.post("/pricing/preview", { items }), await sell({ items, payments: [] })]) {
      expect([reply.status, reply.error?.code]).toEqual([422, "E_PACKAGE_UNAVAILABLE"]);
      expect(reply.error?.details?.fields).toMatchObject([{ path: "items.1.package_id" }]);
    }
    const [column = ""] = fields.split(" ");
    await off(`${column} = ?`)
      .bind(row?.[column] ?? null, park.tenant_id, credit)
      .run();
    expect(await listed()).toEqual(before);
  });

  test("[S9] a bundle is not sold while a part of it is off sale", async () => {
    const own = await newPark();
    const seller = await own.till();
    await off("active = 0").bind(own.tenant_id, own.packages.timepass).run();
    const reply = await seller.post("/sales", cashSale(own.packages.bundle, 1, 80_000), "key");
    expect([reply.status, reply.error?.code]).toEqual([422, "E_PACKAGE_UNAVAILABLE"]);
  });

  test("[S9] a new package is listed at its store and sold at once", async () => {
    const manager = await managerOf(park);
    const body = { name: "Night ticket", type: "single", price: 19_900, zones: [{ zone_id: park.zones["Ball Pit"] }] };
    const made = await manager.post("/catalog/packages", body);
    expect(made.data).toMatchObject({
      store_id: park.store_id,
      name_th: "Night ticket",
      quota_or_minutes: 1,
      active: true,
    });
    const { package_id } = made.data;
    const listed = (await till.get("/catalog/packages")).data as { package_id: string }[];
    expect(listed.find((item) => item.package_id === package_id)).toEqual(made.data);
    expect((await sell(cashSale(package_id, 1, 19_900))).status).toBe(201);
    const owner = await park.person("owner");
    const elsewhere = await owner.get(`/catalog/packages?store_id=${park.second_store_id}`);
    expect(elsewhere.data).toEqual([]);
  });
});

test("[T7] stores are listed to the people who work there", async () => {
  const ids = async (client: Client) =>
    ((await client.get("/stores")).data as { store_id: string }[]).map(({ store_id }) => store_id).toSorted();
  const both = [park.store_id, park.second_store_id].toSorted();
  expect(await ids(till)).toEqual([park.store_id]);
  expect(await ids(await park.person("owner"))).toEqual(both);
  expect(await ids(await park.person("cashier"))).toEqual([park.store_id]);
  const other = await till.get(`/stores/${park.second_store_id}`);
  expect([other.status, other.error?.code]).toEqual([403, "E_SCOPE_MISMATCH"]);
});
