/**
 * Tests of repairs: records of an outage with faulty texts are kept; online the same texts are refused (rules O7, T6,
 * I4).
 */

import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { handIn, makePackage, offlineScan, sellOne } from "../../../support/gate.ts";
import {
  auditRows,
  cashSale,
  countRows,
  newPark,
  rowCounts,
  rowsAdded,
  type TestPark,
  until,
} from "../../../support/park.ts";
import { handedIn, operationOf, saleOp } from "../../../support/sales-of-outage.ts";

const CARD = "4111 1111 1111 1111";
const REFERENCE = "622058590719860308";
const PRICE = 35_000;

const changesOf = async (park: TestPark, where: string) => {
  const [row] = await auditRows(park.tenant_id, where);
  return JSON.parse(row?.changes ?? "{}");
};

/** Every row of every table that may have a guest's texts. */
async function rowsWith(park: TestPark, text: string): Promise<string[]> {
  const tables = ["sales", "payments", "audits", "outbox", "replies", "drawer_entries", "late_entries", "redemptions"];
  const found = await Promise.all(
    tables.map(async (table) => {
      const { results } = await env.DB.prepare(`SELECT * FROM ${table} WHERE tenant_id = ?`).bind(park.tenant_id).all();
      return JSON.stringify(results).includes(text) ? [table] : [];
    }),
  );
  return found.flat();
}

describe("a card's number in a text", () => {
  const sale = (park: TestPark) => cashSale(park.packages.single, 1, PRICE);
  test.each([
    ["note", (body: object) => ({ ...body, note: `paid with ${CARD}` })],
    [
      "payments.0.reference",
      (body: object) => ({ ...body, payments: [{ method: "card", amount: PRICE, reference: CARD }] }),
    ],
  ])("[T6] online is refused, and %s is named; a transfer's reference of 18 digits is sold", async (path, change) => {
    const park = await newPark();
    const till = await park.till();
    const refused = await till.post("/sales", change(sale(park)), newId(Date.now()));
    expect([refused.status, refused.error?.details?.fields]).toMatchObject([422, [{ path }]]);
    const payments = [{ method: "qr", amount: PRICE, reference: REFERENCE }];
    const sold = await till.post("/sales", { ...sale(park), note: REFERENCE, payments }, newId(Date.now()));
    expect([sold.status, sold.data?.note, sold.data?.payments[0].reference]).toEqual([201, REFERENCE, REFERENCE]);
  });

  test("[T6] [O7] a card number in a sale of an outage is removed, the sale is made, and nobody can read the number", async () => {
    const park = await newPark();
    const till = await park.device("pos");
    const payments = [{ method: "card", amount: PRICE, reference: CARD }];
    const op = saleOp(park, PRICE, {
      receipt_no: "D1X-7",
      note: `${"n".repeat(600)} ${CARD}`,
      payments,
      card_no: CARD,
    });
    const movement = operationOf("movement", Date.now(), { kind: "paid_in", amount: 500, reason: CARD });
    const [sold, moved] = await handedIn(till, [op, movement]);
    expect(sold).toMatchObject({ status: "applied", data: { receipt_no: "D1X-7", grand_total: PRICE } });
    expect(sold.data.doubts.toSorted()).toEqual(["card_number", "unknown_fields"]);
    expect(moved).toMatchObject({ status: "applied", data: { doubts: ["card_number", "text_missing"] } });
    expect(await countRows("sales", park.tenant_id, "note IS NULL")).toBe(1);
    expect(await countRows("payments", park.tenant_id, "reference IS NULL")).toBe(1);
    expect(await rowsWith(park, CARD)).toEqual([]);
    expect(await changesOf(park, "event = 'sale.created'")).toMatchObject({ doubts: sold.data.doubts });
  });
});

test("[T6] [O7] a card number in a gate's reason or a report's details is removed, and nobody can read it", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  const scanned = offlineScan(await sellOne(park), Date.now(), { result: "fail", reason: CARD });
  const report = { event: "door opened", details: { said: ["by", { card: `my ${CARD}` }] } };
  const results = await handedIn(gate, [scanned, operationOf("audit", Date.now(), report)]);
  expect(results).toMatchObject([{ status: "applied" }, { status: "applied", data: { doubts: ["card_number"] } }]);
  await until(async () => (await countRows("redemptions", park.tenant_id, "doubts LIKE '%card_number%'")) === 1);
  expect(await rowsWith(park, CARD)).toEqual([]);
});

describe("a sale of an outage", () => {
  test("[O7] a sale of an outage with a long note, nulls, empty texts and new fields is made once, flagged, without extra rows", async () => {
    const park = await newPark();
    await park.till();
    const till = await park.device("pos");
    // The first sale of a package also stores its terms.
    await handedIn(till, [saleOp(park, PRICE)]);
    const clean = saleOp(park, PRICE, { receipt_no: "D1X-1" });
    const before = await rowCounts(park.tenant_id);
    await handedIn(till, [clean]);
    const between = await rowCounts(park.tenant_id);
    const payments = [{ method: "cash", amount: PRICE, reference: "", wallet: { kind: "coins" } }];
    const odd = {
      receipt_no: "D1X-2",
      note: "ก".repeat(600),
      customer_id: null,
      promo_codes: ["  "],
      tip: 500,
      payments,
    };
    const op = { ...saleOp(park, PRICE, odd), lane: "north" };
    const [sold] = await handedIn(till, [op]);
    expect(sold).toMatchObject({ status: "applied", data: { receipt_no: "D1X-2", price_mismatch: null } });
    expect(sold.data.doubts).toEqual(["unknown_fields", "text_cut"]);
    const after = await rowCounts(park.tenant_id);
    expect(rowsAdded(between, after)).toEqual(rowsAdded(before, between));
    expect(await countRows("sales", park.tenant_id, `note = '${"ก".repeat(500)}' AND promo_codes IS NULL`)).toBe(1);
    expect(await changesOf(park, `event = 'sale.created' AND subject_id = '${sold.data.sale_id}'`)).toMatchObject({
      doubts: ["unknown_fields", "text_cut"],
      extra: { lane: "north", tip: 500, "payments.0.wallet": { kind: "coins" } },
    });
    const again = await handedIn(till, [op, op]);
    expect(again).toMatchObject([
      { status: "duplicate", data: sold.data },
      { status: "duplicate", data: sold.data },
    ]);
    expect(await rowCounts(park.tenant_id)).toEqual(after);
  });

  test.each([201, 1_000])("[O7] with %i lines is made whole", async (count) => {
    const park = await newPark();
    const till = await park.device("pos");
    const items = Array.from({ length: count }, () => ({ package_id: park.packages.single, qty: 1 }));
    const reply = await handIn(till, [saleOp(park, count * PRICE, { receipt_no: "D1X-1", items })]);
    expect(reply.data.results[0], reply.text).toMatchObject({
      status: "applied",
      data: { receipt_no: "D1X-1", grand_total: count * PRICE, price_mismatch: null },
    });
    expect(reply.data.results[0].data.doubts).toBeUndefined();
    expect(await countRows("tickets", park.tenant_id)).toBe(count);
    expect(await countRows("sales", park.tenant_id, `json_array_length(lines) = ${count}`)).toBe(1);
  });

  test("[O7] an impossible sale of an outage is refused with its fault; a valid one after it is made", async () => {
    const park = await newPark();
    const ops = [saleOp(park, PRICE, { totals: {}, tip: 1 }), saleOp(park, PRICE, { items: [] }), saleOp(park, PRICE)];
    const results = await handedIn(await park.device("pos"), ops);
    expect(results).toMatchObject([
      { status: "rejected", code: "E_VALIDATION", details: { fields: [{ path: "totals.grand_total" }] } },
      { status: "rejected", code: "E_VALIDATION", details: { fields: [{ path: "items" }] } },
      { status: "applied" },
    ]);
    expect(await countRows("sales", park.tenant_id)).toBe(1);
  });
});

test("[O7] scans with fields of a newer gate are recorded and flagged, and the audit keeps the fields", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  const ticket = await sellOne(park);
  const scanned = offlineScan(ticket, Date.now(), { lane: 4, short_code: "", zone_id: null });
  const unread = offlineScan({ ...ticket, qr_token: "PP1JUNK" }, Date.now(), { lane: 5, result: "fail" });
  const reply = await handIn(gate, [scanned, unread]);
  expect(reply.data.results, reply.text).toMatchObject([{ status: "applied" }, { status: "applied" }]);
  await until(async () => (await countRows("redemptions", park.tenant_id)) === 2);
  expect(await countRows("redemptions", park.tenant_id, `doubts = '["unknown_fields"]'`)).toBe(2);
  const kept = { doubts: ["unknown_fields"], extra: { lane: 4 } };
  expect(await changesOf(park, `changes ->> '$.scan_id' = '${scanned.op_id}'`)).toMatchObject(kept);
  expect(await changesOf(park, `subject_id = '${unread.op_id}'`)).toMatchObject({ ...kept, extra: { lane: 5 } });
});

test("[T6] [O7] a card number in a gate's own reason is removed and flagged, and nobody can read it; online it is refused", async () => {
  const park = await newPark();
  const gate = await park.device("gate");
  const [ticket, other] = [await sellOne(park), await sellOne(park)];
  const refused = { result: "fail", reason: CARD };
  const ops = [offlineScan(ticket, Date.now(), refused), offlineScan(other, Date.now(), { reason: ` ${CARD} ` })];
  const { data, text } = await handIn(gate, ops);
  expect(data.results).toMatchObject([
    { status: "applied", data: { result: "fail", reason: "not_listed" } },
    { status: "applied", data: { result: "pass" } },
  ]);
  expect(text).not.toContain(CARD);
  await until(async () => (await countRows("redemptions", park.tenant_id, `doubts = '["card_number"]'`)) === 2);
  expect(await rowsWith(park, CARD)).toEqual([]);
  const alone = { qr_token: ticket.qr_token, scan_id: newId(Date.now()), ts: new Date().toISOString(), ...refused };
  const imported = await gate.post("/redemptions", alone);
  expect([imported.status, imported.error?.details?.fields]).toMatchObject([422, [{ path: "reason" }]]);
});

test("[I4] an unknown field is refused online, and an empty text counts as none", async () => {
  const park = await newPark();
  const till = await park.till();
  const sale = cashSale(await makePackage(park, { price: 100 }), 1, 100);
  const refused = await till.post("/sales", { ...sale, tip: 5 }, newId(Date.now()));
  expect([refused.status, refused.error?.details?.fields]).toMatchObject([422, [{ path: "tip" }]]);
  const payments = [{ method: "qr", amount: 100, reference: " " }];
  const sold = await till.post("/sales", { ...sale, note: "", reason_code: null, payments }, newId(Date.now()));
  expect([sold.status, sold.data?.note, sold.data?.payments[0].reference]).toEqual([201, null, null]);
});

test("[I4] an empty text in PATCH clears the field, and a name is never empty", async () => {
  const park = await newPark();
  const manager = await park.person("manager");
  const device = `/devices/${park.devices.pos?.device_id}`;
  expect((await manager.call("PATCH", device, { notes: "by the door" })).data.notes).toBe("by the door");
  expect((await manager.call("PATCH", device, { notes: " " })).data.notes).toBeNull();
  const named = await manager.call("PATCH", device, { name: "" });
  expect([named.status, named.error?.details?.fields]).toMatchObject([422, [{ path: "name" }]]);
  const guest = { name: "Somsri", phone: "081-234-5678", email: "s@guests.test", note: "likes slides" };
  const { customer_id } = (await (await park.person("cashier", "pos")).post("/customers", guest)).data;
  const cleared = await manager.call("PUT", `/customers/${customer_id}`, {
    name: "Somsri",
    phone: "",
    email: "",
    note: "",
  });
  expect([cleared.status, cleared.data]).toMatchObject([200, { phone: null, email: null, note: null }]);
});
