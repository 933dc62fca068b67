/** Impossible values: every route refuses impossible years, half characters and too large sums, and names the field. */

import { describe, expect, test } from "vitest";
import type * as z from "zod";
import { newId } from "../../src/platform/http/context.ts";
import { deviceTime } from "../../src/platform/http/fields.ts";
import { MOST_SATANG } from "../../src/shared/money.ts";
import { iso } from "../../src/shared/time.ts";
import { handIn, makePackage } from "../support/gate.ts";
import { auditRows, type Client, cashSale, countRows, newPark } from "../support/park.ts";
import { managerOf } from "./examples.ts";
import { callersOf, namedFields, routes, send, withValueAt } from "./walk.ts";

/** The format of a query's field, without defaults and other wrappers. */
function formatOf(schema: z.core.$ZodType): string | undefined {
  const def = schema._zod.def as unknown as { innerType?: z.core.$ZodType; in?: z.core.$ZodType; format?: string };
  const inner = def.innerType ?? def.in;
  return inner ? formatOf(inner) : def.format;
}

/** The paths of all texts in a body. */
function textPaths(value: unknown, path: string[] = []): string[] {
  if (typeof value === "string") return [path.join(".")];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => textPaths(inner, [...path, name]));
}

const FAR = { datetime: ["9999-12-31T23:59:59.999Z", "0001-01-01T00:00:00Z"], date: ["9999-12-31", "1900-01-01"] };

test("[I5] a moment or day outside the years 1926 to 2126 is 422 in every query that takes one, but for a device's clock", {
  timeout: 120_000,
}, async () => {
  const park = await newPark();
  const manager = await managerOf(park);
  const callerOf = await callersOf(manager);
  let asked = 0;
  for (const route of routes) {
    const fields = Object.entries(route.contract.query?.shape ?? {});
    for (const [name, schema] of fields) {
      const far = FAR[formatOf(schema as z.core.$ZodType) as keyof typeof FAR];
      // A device's own clock may show any year.
      if (!far || schema === deviceTime) continue;
      const request = await route.example.make(park, manager);
      const client = request.caller ?? callerOf(route);
      for (const value of far) {
        const reply = await send(route, client, { ...request, query: { ...request.query, [name]: value } });
        expect([route.name, reply.status], reply.text).toEqual([route.name, 422]);
        expect(namedFields(reply), route.name).toContain(name);
        asked += 1;
      }
    }
  }
  expect(asked).toBeGreaterThan(20);
});

test("[I5] the first and last moments of those years are accepted", async () => {
  const manager = await managerOf(await newPark());
  const reply = await manager.get("/sales?from=1926-01-01T00:00:00Z&to=2126-12-31T23:59:59.999Z");
  expect(reply.status, reply.text).toBe(200);
});

test("[T9] half a character in any text of any body is refused, by the name of its field", {
  timeout: 120_000,
}, async () => {
  const park = await newPark();
  const manager = await managerOf(park);
  const callerOf = await callersOf(manager);
  let refused = 0;
  for (const route of routes) {
    const request = await route.example.make(park, manager);
    const client = request.caller ?? callerOf(route);
    for (const path of textPaths(request.body)) {
      const broken = { ...request, body: withValueAt(request.body, path, "fun \ud83c") };
      const headers = { "idempotency-key": newId(Date.now()) };
      const reply = await send(route, client, broken, { headers });
      if (path.startsWith("ops.")) continue;
      expect(Math.floor(reply.status / 100), `${route.name} ${path}: ${reply.text}`).toBe(4);
      if (reply.error?.code !== "E_VALIDATION") continue;
      expect(namedFields(reply), `${route.name} ${path}`).toContain(path);
      refused += 1;
    }
  }
  expect(refused).toBeGreaterThan(100);
});

test("[T9] half a character in a note is refused for what it is; in an operation a sign stands for it, also in a field's name", async () => {
  const park = await newPark();
  const till = await park.till();
  const message = "holds half a character (a lone surrogate); send well-formed Unicode";
  const sale = { ...cashSale(park.packages.single, 1, 35_000), note: "fun \ud83c" };
  const online = await till.post("/sales", sale, "key");
  expect(online.error?.details?.fields).toEqual([{ path: "note", message }]);

  const op = (type: string, payload: unknown) => ({ op_id: newId(Date.now()), type, ts: iso(Date.now()), payload });
  const { data } = await handIn(await park.device("pos"), [
    op("audit", { event: "noted", details: { "\udc00": 1 } }),
    op("movement", { kind: "paid_in", amount: 1, reason: "float \ud83c" }),
    op("audit", { event: "noted 🎡" }),
  ]);
  const cut = { status: "applied", data: { doubts: ["text_cut"] } };
  expect(data.results).toMatchObject([cut, cut, { status: "applied" }]);
  expect(data.results[2].data.doubts).toBeUndefined();
  const noted = await auditRows(park.tenant_id, "changes LIKE '%text_cut%'");
  expect(noted).toHaveLength(2);
  expect(JSON.stringify(noted)).not.toMatch(/\\ud83c|\\udc00/);
});

describe("more than ten million baht", () => {
  async function dearCart(): Promise<{ till: Client; items: object[]; park: Awaited<ReturnType<typeof newPark>> }> {
    const park = await newPark();
    const package_id = await makePackage(park, { price: MOST_SATANG });
    return { park, till: await park.till(), items: [{ package_id, qty: 2 }] };
  }

  test("[S2] is neither priced, parked nor sold as one sale", async () => {
    const { park, till, items } = await dearCart();
    const payments = [
      { method: "cash", amount: MOST_SATANG },
      { method: "cash", amount: MOST_SATANG },
    ];
    const replies = [
      await till.post("/pricing/preview", { items }),
      await till.post("/open_tickets", { items }, newId(0)),
      await till.post("/sales", { items, payments }, newId(0)),
    ];
    for (const reply of replies) expect([reply.status, reply.error?.code]).toEqual([422, "E_TOTAL_TOO_LARGE"]);
    expect(await countRows("sales", park.tenant_id)).toBe(0);
  });

  test("[S4] is no movement of cash, no float and no count", async () => {
    const till = await (await newPark()).till();
    const amount = MOST_SATANG + 1;
    const movement = { kind: "paid_in", amount, reason: "float" };
    const replies = [
      [await till.post("/shifts/movements", movement, newId(0)), "amount"],
      [await till.post("/shifts/close", { cash_counted: amount }), "cash_counted"],
    ] as const;
    for (const [reply, field] of replies) expect([reply.status, namedFields(reply)]).toEqual([422, [field]]);
  });

  test("[O7] cannot have been a sale or movement of an outage, which is said once and for all", async () => {
    const park = await newPark();
    const amount = MOST_SATANG + 1;
    const op = (type: string, payload: unknown) => ({ op_id: newId(Date.now()), type, ts: iso(Date.now()), payload });
    const items = [{ package_id: park.packages.single, qty: 1 }];
    const { data } = await handIn(await park.device("pos"), [
      op("sale", { receipt_no: "D1X-1", items, payments: [], totals: { grand_total: amount } }),
      op("movement", { kind: "paid_in", amount, reason: "float" }),
    ]);
    for (const result of data.results) {
      expect(result).toMatchObject({ status: "rejected", code: "E_VALIDATION" });
      expect(result.retry).toBeUndefined();
    }
  });

  test("[S5] a shift with many movements of the largest kind still closes to the satang", async () => {
    const park = await newPark();
    const till = await park.till(0);
    for (let turn = 0; turn < 12; turn++) {
      const movement = { kind: "paid_in", amount: MOST_SATANG, reason: "float" };
      const moved = await till.post("/shifts/movements", movement, newId(Date.now()));
      expect(moved.status, moved.text).toBe(201);
    }
    const closed = await till.post("/shifts/close", { cash_counted: MOST_SATANG });
    expect(closed.data).toMatchObject({ cash_expected: 12 * MOST_SATANG, cash_diff: -11 * MOST_SATANG });
  });
});
