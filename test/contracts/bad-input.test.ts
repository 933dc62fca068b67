/** Bad input: every input gets a 4xx with its reason, or a verdict; never a 5xx, and never an unwanted row. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../src/platform/http/context.ts";
import {
  auditRows,
  type Client,
  call,
  cashSale,
  countRows,
  newPark,
  type Reply,
  rowCounts,
  rowsAdded,
  type TestPark,
  until,
} from "../support/park.ts";
import { managerOf, nobody } from "./examples.ts";
import { namedFields } from "./walk.ts";

let park: TestPark;
let manager: Client;
let gate: Client;
let counted: Record<string, number>;
/** The refused codes that this file's tests record; equal ones of a minute share a row. */
const recorded = new Set<string>();

beforeAll(async () => {
  park = await newPark();
  manager = await managerOf(park);
  gate = await park.device("gate");
  await manager.post("/shifts/open", { cash_open: 0 });
  counted = await rowCounts(park.tenant_id);
});

afterAll(async () => {
  const added = async () => rowsAdded(counted, await rowCounts(park.tenant_id));
  // The last refused scans reach D1 after their replies.
  await until(async () => Number((await added()).redemptions) >= recorded.size);
  expect(await added()).toEqual({ redemptions: recorded.size, audits: recorded.size, outbox: recorded.size });
});

function expectRefused(reply: Reply, status: number, code: string): void {
  expect([reply.status, reply.error?.code, reply.ok]).toEqual([status, code, false]);
}

const streamOf = (text: string) => new Blob([text]).stream();
const nested = (depth: number) => `${'{"a":'.repeat(depth - 1)}[1]${"}".repeat(depth - 1)}`;
const sale = (fields: object = {}) => ({ ...cashSale(park.packages.single, 1, 35_000), ...fields });
const sell = (body: unknown) => manager.post("/sales", body, newId(Date.now()));

describe("a body", () => {
  test("[I9] of 2 MiB is 413, with or without a Content-Length, before its JSON is read", async () => {
    const text = `{"note":"${"x".repeat(2 * 1024 * 1024)}"}`;
    const headers = { authorization: `Bearer ${manager.token}` };
    expectRefused(await call("POST", "/pricing/preview", undefined, { headers, raw: text }), 413, "E_TOO_LARGE");
    const raw = streamOf(text) as BodyInit;
    expectRefused(await call("POST", "/pricing/preview", undefined, { headers, raw }), 413, "E_TOO_LARGE");
    const login = await call("POST", "/employees/login", undefined, { raw: text });
    expectRefused(login, 413, "E_TOO_LARGE");
  });

  test("[I9] of exactly 1 MiB is read, one byte more is 413", async () => {
    const fill = (bytes: number) => `{"note":"${"x".repeat(bytes - '{"note":""}'.length)}"}`;
    const read = await manager.call("POST", "/pricing/preview", undefined, { raw: fill(1024 * 1024) });
    expectRefused(read, 422, "E_VALIDATION");
    const large = await manager.call("POST", "/pricing/preview", undefined, { raw: fill(1024 * 1024 + 1) });
    expectRefused(large, 413, "E_TOO_LARGE");
  });

  test("[I9] nested 20 deep is read, 21 deep or a hundred thousand is 400", async () => {
    const at = (depth: number) => manager.call("POST", "/pricing/preview", undefined, { raw: nested(depth) });
    expectRefused(await at(20), 422, "E_VALIDATION");
    expectRefused(await at(21), 400, "E_TOO_DEEP");
    expectRefused(await at(100_000), 400, "E_TOO_DEEP");
  });

  const unreadable: [what: string, raw: BodyInit][] = [
    ["invalid UTF-8", new Uint8Array([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
    ["UTF-8 that ends in the middle of a character", new Uint8Array([0x22, 0xe0, 0xb8])],
    ["UTF-16", new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00])],
    ["NUL bytes", new Uint8Array(64)],
    ["a form", "items=1&qty=2"],
    ["two documents", "{}{}"],
    ["a comment", "{/* items */}"],
    ["single quotes", "{'items': []}"],
    ["NaN", '{"items":NaN}'],
    ["Infinity", '{"items":-Infinity}'],
    ["a hexadecimal number", '{"items":0x10}'],
    ["a number with a leading zero", '{"items":01}'],
  ];
  test.each(unreadable)("[I3] of %s is 400 E_MALFORMED", async (_, raw) => {
    const headers = { authorization: `Bearer ${manager.token}`, "idempotency-key": "junk" };
    expectRefused(await call("POST", "/sales", undefined, { headers, raw }), 400, "E_MALFORMED");
  });

  const types: [type: string, status: number][] = [
    ["application/json", 200],
    ["Application/JSON; charset=UTF-8", 200],
    ['application/json;charset="utf-8"', 200],
    ["application/json; charset=utf-16", 415],
    ["application/jsonp", 415],
    ["application/csp-report", 415],
    ["application/x-www-form-urlencoded", 415],
    ["multipart/form-data; boundary=x", 415],
    ["text/plain", 415],
    ["text/plain, application/json", 415],
    ["", 415],
  ];
  test.each(types)("[I3] of type %j is answered %i", async (type, status) => {
    const raw = JSON.stringify({ items: [{ package_id: park.packages.single, qty: 1 }] });
    const reply = await manager.call("POST", "/pricing/preview", undefined, { raw, headers: { "content-type": type } });
    expect([reply.status, reply.error?.code ?? null]).toEqual([status, status === 415 ? "E_CONTENT_TYPE" : null]);
    if (status === 415) expect(reply.error?.details).toEqual({ content_types: ["application/json"] });
  });

  test("[I3] that is compressed is 415, and without a token still 401", async () => {
    const raw = JSON.stringify({ items: [{ package_id: park.packages.single, qty: 1 }] });
    const headers = { "content-encoding": "gzip" };
    expectRefused(await manager.call("POST", "/pricing/preview", undefined, { raw, headers }), 415, "E_CONTENT_TYPE");
    const plain = { headers: { "content-type": "text/plain" }, raw };
    expectRefused(await call("POST", "/pricing/preview", undefined, plain), 401, "E_UNAUTHENTICATED");
  });

  test("[I3] that is empty is refused where a field is required, and accepted where none is", async () => {
    const empty = { headers: { authorization: `Bearer ${manager.token}`, "idempotency-key": newId(0) } };
    for (const raw of ["", " \n"]) {
      const reply = await call("POST", "/sales", undefined, { ...empty, raw });
      expectRefused(reply, 422, "E_VALIDATION");
      expect(namedFields(reply)).toContain("items");
    }
    const asked = `/pairings/${newId(0)}/revoke`;
    const nothing = await manager.call("POST", asked, undefined, { headers: { "content-type": "text/plain" } });
    expectRefused(nothing, 404, "E_NOT_FOUND");
  });

  test("[I4] with prototype keys is refused and changes no object", async () => {
    for (const raw of [
      '{"constructor":{"prototype":{"a":1}}}',
      '{"prototype":1}',
      '{"toString":1,"hasOwnProperty":2}',
    ]) {
      const reply = await manager.call("POST", "/pairings", undefined, { raw });
      expectRefused(reply, 422, "E_VALIDATION");
      expect(namedFields(reply)).toEqual(expect.arrayContaining(Object.keys(JSON.parse(raw))));
    }
    const raw = `{"store_id":"${park.store_id}","name":"Slides","__proto__":{"polluted":true}}`;
    expectRefused(await manager.call("POST", "/catalog/zones", undefined, { raw }), 422, "E_VALIDATION");
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe("a sale", () => {
  const numbers = [-1, 0, 1.5, 1e21, Number.MAX_SAFE_INTEGER, 1001, "1", "NaN", null, true, [1], {}];
  test.each(numbers)("[I5] of %j pieces is 422 at the line's qty", async (qty) => {
    const reply = await sell(sale({ items: [{ package_id: park.packages.single, qty }] }));
    expectRefused(reply, 422, "E_VALIDATION");
    expect(new Set(namedFields(reply))).toEqual(new Set(["items.0.qty"]));
  });

  const amounts = [-1, 0.5, 35_000.01, 1e300, Number.MAX_SAFE_INTEGER, "35000", "NaN", null, [35_000]];
  test.each(amounts)("[I5] paid with %j satang is 422 at the payment's amount", async (amount) => {
    const reply = await sell(sale({ payments: [{ method: "cash", amount }] }));
    expectRefused(reply, 422, "E_VALIDATION");
    expect(new Set(namedFields(reply))).toEqual(new Set(["payments.0.amount"]));
  });

  const shapes: [field: string, fields: object, path: string][] = [
    ["5,000 items", { items: Array(5_000).fill({ package_id: newId(0), qty: 1 }) }, "items"],
    ["no items", { items: [] }, "items"],
    ["an object for items", { items: { package_id: "x", qty: 1 } }, "items"],
    ["an array for an item", { items: [[1, 2]] }, "items.0"],
    ["a package that is no id", { items: [{ package_id: "' OR 1=1 --", qty: 1 }] }, "items.0.package_id"],
    ["a lower-case id", { sale_id: newId(0).toLowerCase() }, "sale_id"],
    ["21 payments", { payments: Array(21).fill({ method: "cash", amount: 1 }) }, "payments"],
    [
      "an unknown kind of discount",
      { items: [{ package_id: newId(0), qty: 1, discount: { kind: "x" } }] },
      "items.0.discount.kind",
    ],
    ["a note of 501 characters", { note: "x".repeat(501) }, "note"],
  ];
  test.each(shapes)("[I3] with %s is 422 and names the field", async (_, fields, path) => {
    const reply = await sell(sale(fields));
    expectRefused(reply, 422, "E_VALIDATION");
    expect(namedFields(reply)).toEqual([path]);
  });

  const crafted = ["price", "unit_price", "total", "tenant_id", "store_id", "cashier_id", "status", "receipt_no"];
  test.each(crafted)("[I4] with a crafted %s, on the sale or its line, is 422 and sells nothing", async (field) => {
    const on_sale = await sell(sale({ [field]: 1 }));
    expect(namedFields(on_sale)).toEqual([field]);
    const on_line = await sell(sale({ items: [{ package_id: park.packages.single, qty: 1, [field]: 1 }] }));
    expect(namedFields(on_line)).toEqual([`items.0.${field}`]);
  });

  const CARD = "4111 1111 1111 1111";
  const cards: [place: string, text: string][] = [
    ["in the note", CARD],
    ["with hyphens", "paid by 4111-1111-1111-1111 today"],
    ["without separators", "ref 5555555555554444."],
    ["of 15 digits", "378282246310005"],
    ["of 16 digits of UnionPay", "6250941006528599"],
    ["of 19 digits", "4000000000000000006"],
  ];
  test.each(cards)("[T6] with a card number %s is 422 and stores nothing", async (_, note) => {
    const reply = await sell(sale({ note }));
    expectRefused(reply, 422, "E_VALIDATION");
    expect(reply.error?.details?.fields).toEqual([{ path: "note", message: "must not hold a card number" }]);
    expect(reply.text).not.toMatch(/\d{13}/);
  });

  test("[T6] long numbers that are no card numbers are accepted", async () => {
    const body = {
      items: [{ package_id: newId(0), qty: 1 }],
      payments: [],
      note: "order 4111111111111112, transfer 622058590719860308, tel 0812345678",
    };
    expect((await sell(body)).error?.code).not.toBe("E_VALIDATION");
  });
});

test("[T6] a card number is refused in every name and note that people type", async () => {
  const card = "4111111111111111";
  const { store_id } = park;
  const cases: [path: string, body: object, field: string][] = [
    ["/catalog/zones", { store_id, name: card }, "name"],
    ["/catalog/zones", { store_id, name: "Slides", name_th: card }, "name_th"],
    ["/catalog/packages", { store_id, name: card, type: "single", price: 1 }, "name"],
    ["/pairings", { store_id, type: "POS", name: card }, "name"],
    ["/shifts/close", { cash_counted: 0, note: card }, "note"],
    ["/sales", sale({ payments: [{ method: "card", amount: 35_000, reference: card }] }), "payments.0.reference"],
    ["/sales", sale({ promo_codes: [card] }), "promo_codes.0"],
  ];
  for (const [path, body, field] of cases) {
    const reply = await manager.post(path, body, newId(Date.now()));
    expect([path, reply.status, namedFields(reply)]).toEqual([path, 422, [field]]);
  }
  const device = { name: card, type: "POS" };
  const reply = await nobody.post("/auth/device/register", { site_key: "pps_x", device });
  expect(namedFields(reply)).toEqual(["device.name"]);
});

describe("a scan", () => {
  test("[G13] of ten kilobytes of junk is recorded once as invalid_sig, however often it is sent", async () => {
    const scan = { qr_token: "x\u0000\ud83c\udf9f ".repeat(2_000), scan_id: newId(Date.now()) };
    for (const replayed of [false, true, true]) {
      const { status, data } = await gate.post("/tickets/redeem", scan);
      expect([status, data.result, data.reason, data.replayed]).toEqual([200, "fail", "invalid_sig", replayed]);
    }
    recorded.add(scan.qr_token);
    expect(await countRows("redemptions", park.tenant_id, `scan_id = '${scan.scan_id}'`)).toBe(1);
  });

  test.each(["x".repeat(10_240), "", " ", "0", "ABCDEFGH2".repeat(1_000), "%00", "'; DROP TABLE tickets;--"])(
    "[G15] of a short code like %.20s is a recorded fail",
    async (short_code) => {
      const { status, data } = await gate.post("/tickets/redeem", { short_code });
      recorded.add(short_code.trim());
      expect([status, data.result, data.reason, data.ticket]).toEqual([200, "fail", "unknown", null]);
    },
  );

  const bodies: [what: string, body: object][] = [
    ["no code", {}],
    ["two codes", { qr_token: "x", short_code: "y" }],
    ["an array for a code", { qr_token: ["x"] }],
    ["a scan id that is no ULID", { qr_token: "x", scan_id: "1" }],
    ["a day that does not exist", { qr_token: "x", ts: "2026-02-30T00:00:00Z" }],
    ["a time without a zone", { qr_token: "x", ts: "2026-02-01T00:00:00" }],
    ["a time as a number", { qr_token: "x", ts: 1_700_000_000_000 }],
    ["an offset that does not exist", { qr_token: "x", ts: "2026-02-01T00:00:00+99:99" }],
  ];
  test.each(bodies)("[I3] with %s is 422 and not recorded", async (_, body) => {
    expectRefused(await gate.post("/tickets/redeem", body), 422, "E_VALIDATION");
  });
});

describe("what is no body", () => {
  const ids = [
    "x",
    "1",
    "%00",
    "%2e%2e%2f",
    "%ff",
    "%E0%A4%A",
    "null",
    "01K3ZJ8Q4N7V0Y2B5C6D8E9FGI",
    "' OR '1'='1",
    "__proto__",
    "x".repeat(5_000),
  ];
  test.each(ids)("[T2] an id like %.20s in a path is 404", async (id) => {
    const paths = ["/sales/", "/devices/", "/shifts/", "/tickets/", "/stores/"];
    for (const path of paths) expectRefused(await manager.get(path + encodeURI(id)), 404, "E_NOT_FOUND");
    for (const action of ["suspend", "rotate"])
      expectRefused(await manager.post(`/devices/${encodeURI(id)}/${action}`), 404, "E_NOT_FOUND");
  });

  const LISTS = ["/sales", "/redemptions", "/devices"];
  const cursors = [
    "x",
    "e30",
    "bnVsbA",
    btoa("[1,2,3,4]"),
    btoa("[null]"),
    btoa('[{"a":1}]'),
    "%00",
    "\u{1f39f}",
    "x".repeat(600),
  ];
  test.each(cursors)("[I8] a cursor like %.20s is 422 on every list", async (cursor) => {
    for (const list of LISTS) {
      const reply = await manager.get(`${list}?cursor=${encodeURIComponent(cursor)}`);
      expectRefused(reply, 422, "E_VALIDATION");
      expect(namedFields(reply)).toEqual(["cursor"]);
    }
  });

  test.each([btoa('["a"]'), btoa('["a","b"]'), btoa("[1e400]"), btoa('[1e400,"x"]'), btoa("[-1,-1]")])(
    "[I8] a cursor that names no row of the list, %s, is a page or 422 and never a 5xx",
    async (cursor) => {
      for (const list of LISTS) expect([200, 422]).toContain((await manager.get(`${list}?cursor=${cursor}`)).status);
    },
  );

  test.each(["0", "201", "-1", "1.5", "NaN", "Infinity", "1e999", "x", ""])(
    "[I8] a limit of %j is 422",
    async (limit) => {
      for (const list of LISTS) {
        const reply = await manager.get(`${list}?limit=${limit}`);
        expectRefused(reply, 422, "E_VALIDATION");
        expect(namedFields(reply)).toEqual(["limit"]);
      }
    },
  );

  test.each(["a b", "", "ключ", "x".repeat(129), "a,b", '"quoted"', "a\tb", "<script>"])(
    "[I6] an Idempotency-Key like %.20j is 422 and nothing is sold",
    async (key) => {
      const headers = {
        "idempotency-key": encodeURI(key) === key || /^[\x20-\x7e\t]*$/.test(key) ? key : encodeURI(key),
      };
      expectRefused(await manager.call("POST", "/sales", sale(), { headers }), 422, "E_IDEMPOTENCY_MISSING");
    },
  );

  test.each([
    "",
    "Bearer",
    "Bearer ",
    "Bearer a b",
    "Basic b3duZXI6NDgyMQ==",
    "Bearer null",
    `Bearer ${"x".repeat(20_000)}`,
    "Bearer a, Bearer b",
  ])("[T4] an Authorization like %.20j is 401", async (authorization) => {
    expectRefused(await call("GET", "/stores", undefined, { headers: { authorization } }), 401, "E_UNAUTHENTICATED");
  });

  test.each([
    "x",
    "",
    "first-primary",
    "0".repeat(5_000),
    "../..",
    "00000001-00000000-00000000-ffffffffffffffffffffffffffffffff",
  ])("[I3] a bookmark like %.20j does no harm", async (bookmark) => {
    const reply = await manager.call("GET", "/stores", undefined, { headers: { "x-d1-bookmark": bookmark } });
    expect(reply.status).toBe(200);
  });

  test("[I2] a request id with markup, line ends or a card number comes back clean", async () => {
    const headers = { "x-request-id": `<img src=x>${"9".repeat(4_000)}` };
    const reply = await manager.call("GET", "/stores", undefined, { headers });
    expect([reply.status, reply.request_id]).toEqual([200, `imgsrcx${"9".repeat(121)}`]);
  });

  test("[U1] junk leaves no audit row behind", async () => {
    const before = (await auditRows(park.tenant_id)).length;
    for (const path of ["/employees/login", "/auth/refresh", "/auth/device/login", "/auth/device/register"])
      for (const raw of ["", "{}", "[]", "junk", '{"email":{"$ne":null}}'])
        expect((await nobody.call("POST", path, undefined, { raw })).status).toBeOneOf([400, 422]);
    expect((await auditRows(park.tenant_id)).length).toBe(before);
  });
});
