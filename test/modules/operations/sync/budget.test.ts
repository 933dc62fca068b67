/** Tests of the budget: one request of a batch does bounded work, the rest is sent again, and all is applied once. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { seedContext } from "../../../../local/park.ts";
import { BUDGET, MOST_QUERIES, type OpResult } from "../../../../src/modules/operations/sync/domain.ts";
import { routes } from "../../../../src/modules/operations/sync/routes.ts";
import { SCANS_AT_ONCE } from "../../../../src/modules/operations/sync/service/batch.ts";
import { SyncRequest } from "../../../../src/modules/operations/sync/wire.ts";
import { asTenant, newId } from "../../../../src/platform/http/context.ts";
import { iso } from "../../../../src/shared/time.ts";
import { handIn, makePackage, type Op, offlineScan, sell } from "../../../support/gate.ts";
import { countRows, newPark, type TestPark } from "../../../support/park.ts";

function op(type: string, payload: unknown, at = Date.now()): Op {
  return { op_id: newId(Date.now()), type, ts: iso(at), payload };
}

function saleOp(park: TestPark, number: number, fields: Record<string, unknown> = {}): Op {
  const items = [{ package_id: park.packages.single, qty: 1 }];
  const payments = [{ method: "cash", amount: 35_000 }];
  const receipt_no = `D1X-${number}`;
  return op("sale", { receipt_no, items, payments, totals: { grand_total: 35_000 }, ...fields });
}

/** Sends a batch to the route itself, and returns the number of statements sent to D1. */
async function costOf(park: TestPark, key: "pos" | "gate", ops: readonly Op[]) {
  const { tenant_id, store_id } = park;
  const { device_id = "" } = park.devices[key] ?? {};
  const device = await env.DEVICE.getByName(`${tenant_id}:${device_id}`).principal({ tenant_id, device_id });
  if (!device) throw new Error("no such device");
  const ctx = asTenant(seedContext(env), tenant_id, { actor: { kind: "device", id: device_id }, device, store_id });
  const body = SyncRequest.parse({ sent_at: iso(Date.now()), ops });
  const route = routes.find(({ path }) => path === "/sync/batch");
  const answer = await route?.handle({ ctx: ctx as never, params: undefined, query: undefined, body });
  return { results: (answer as { results: OpResult[] }).results, queries: ctx.db.queries.sent };
}

test("[O3] an operation that the device may not hand in is refused before anything looks into it", async () => {
  const park = await newPark();
  const reply = await handIn(await park.device("gate"), [op("sale", { surprise: "1 ".repeat(10_000) })]);
  expect(reply.data.results).toMatchObject([{ status: "rejected", code: "E_PERMISSION" }]);
});

test("[O3] one request sends at most 900 statements to D1, and the next ones apply the rest once", async () => {
  const park = await newPark();
  await park.till();
  let left = Array.from({ length: 60 }, (_, index) => saleOp(park, index + 1));
  let requests = 0;
  for (; left.length > 0; requests++) {
    const { results, queries } = await costOf(park, "pos", left);
    expect(queries).toBeLessThanOrEqual(BUDGET.queries);
    const late = results.filter(({ retry }) => retry);
    for (const { code, status } of late) expect([code, status]).toEqual(["E_BATCH_BUDGET", "rejected"]);
    expect(late.length).toBeLessThan(left.length);
    const again = new Set(late.map(({ op_id }) => op_id));
    left = left.filter(({ op_id }) => again.has(op_id));
  }
  expect(requests).toBeGreaterThan(1);
  expect(requests).toBeLessThan(10);
  expect(await countRows("sales", park.tenant_id, "offline = 1")).toBe(60);
});

test("[O3] the largest sale needs no more statements than the budget reserves for one operation", async () => {
  const park = await newPark();
  await park.till();
  const items = Array.from({ length: 1_000 }, () => ({ package_id: park.packages.single, qty: 1 }));
  const amount = 35_000_000;
  const big = saleOp(park, 1, { items, payments: [{ method: "cash", amount }], totals: { grand_total: amount } });
  const { results, queries } = await costOf(park, "pos", [big]);
  expect(results).toMatchObject([{ status: "applied" }]);
  expect(queries).toBeLessThanOrEqual(MOST_QUERIES.op);
  const repeated = await costOf(park, "pos", [big]);
  expect(repeated.results).toMatchObject([{ status: "duplicate" }]);
  expect(repeated.queries).toBeLessThanOrEqual(MOST_QUERIES.op);
});

test("[O3] no operation needs more statements than the budget reserves: late, held, doubted or repeated", async () => {
  const park = await newPark();
  const till = await park.till();
  const package_ids = [park.packages.single];
  const blanks = (await till.post("/lots", { count: 100, package_ids }, "lot")).data.tickets;
  const manager = await park.person("manager");
  const { customer_id } = (await manager.post("/customers", { name: "Somchai" }, "guest")).data;
  const employee_id = park.employees.owner?.employee_id ?? "";
  const discount = { kind: "percent", value: 10_000 };
  const items = Array.from({ length: 1_000 }, () => ({ package_id: park.packages.single, qty: 1, discount }));
  const ticket_ids = blanks.map(({ ticket_id }: { ticket_id: string }) => ticket_id);
  const named = { cashier_id: employee_id, customer_id, promo_codes: Array.from({ length: 20 }, (_, at) => `P${at}`) };
  const tickets = items.map((_, at) => ({
    line_no: at + 1,
    package_id: park.packages.single,
    ticket_ids: ticket_ids.slice(at, at + 1),
  }));
  const sold = {
    items,
    payments: [],
    totals: { grand_total: 0 },
    tickets: tickets.filter((one) => one.ticket_ids.length > 0),
  };
  const shift_id = newId(Date.now());
  const dear = [
    saleOp(park, 1, { ...named, ...sold }),
    op("movement", { kind: "paid_out", amount: 900_000, reason: "coins", employee_id }),
    op("shift_close", { cash_counted: 0, employee_id }),
    op("shift_open", { shift_id, cash_open: 5_000, employee_id }),
    op("shift_close", { shift_id, denominations: [{ value: 100, count: 50 }], employee_id }),
    op("timecard", { employee_id, action: "clock_in" }, Date.now() - 3_000),
    op("timecard", { employee_id, action: "break_start" }, Date.now() - 2_000),
    op("timecard", { employee_id, action: "clock_out" }, Date.now() - 1_000),
    op("audit", { event: "noted", details: { text: "x".repeat(60_000) } }),
    op("heartbeat", {}),
  ];
  const statuses: unknown[] = [];
  for (const one of [...dear, ...dear]) {
    const { results, queries } = await costOf(park, "pos", [one]);
    statuses.push(results[0]?.status);
    expect(queries).toBeLessThanOrEqual(MOST_QUERIES.op);
  }
  const repeats = dear.map(({ type }) => (type === "heartbeat" ? "applied" : "duplicate"));
  expect(statuses).toEqual([...dear.map(() => "applied"), ...repeats]);
  expect(await countRows("sales", park.tenant_id, "held_at IS NOT NULL")).toBe(1);
});

test("[O3] a thousand valid scans fit into one request, and no scan needs more statements than the budget reserves", async () => {
  const park = await newPark();
  const tickets = await sell(park, await makePackage(park, {}), 60);
  const honest = await costOf(
    park,
    "gate",
    tickets.map((ticket) => offlineScan(ticket, Date.now())),
  );
  expect(honest.results.filter(({ status }) => status === "applied")).toHaveLength(60);
  const groups = 1000 / SCANS_AT_ONCE;
  expect(honest.queries * groups).toBeLessThanOrEqual(BUDGET.queries - MOST_QUERIES.scan * SCANS_AT_ONCE);

  const junk = Array.from({ length: 30 }, (_, index) => offlineScan({ qr_token: `JUNK ${index}` }, Date.now()));
  const dear = await costOf(park, "gate", junk);
  expect(dear.queries).toBeLessThanOrEqual(junk.length * MOST_QUERIES.scan + MOST_QUERIES.scans);
  const again = await costOf(park, "gate", junk);
  expect(again.queries).toBeLessThanOrEqual(junk.length * MOST_QUERIES.scan + MOST_QUERIES.scans);
});

test("[T9] an operation of more than 128 KiB is refused for good, and one request takes 1 MiB of them", async () => {
  const park = await newPark();
  const device = await park.device("gate");
  const noted = (bytes: number) => op("audit", { event: "noted", details: { text: "x".repeat(bytes) } });
  const huge = await handIn(device, [noted(BUDGET.op_bytes)]);
  expect(huge.data.results).toMatchObject([{ status: "rejected", code: "E_TOO_LARGE" }]);
  expect(huge.data.results[0].retry).toBeUndefined();

  const large = Array.from({ length: 20 }, () => noted(60_000));
  const first = await handIn(device, large);
  const late = first.data.results.filter(({ retry }: OpResult) => retry).length;
  expect(late).toBe(3);
  const again = await handIn(device, large);
  const statuses = again.data.results.map(({ status }: OpResult) => status);
  expect(statuses.filter((status: string) => status === "duplicate").length).toBeGreaterThan(0);
});
