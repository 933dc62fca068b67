/** An entry at the instant of a closing is in the snapshot, beside it, or refused; a drawer holds the sum of its rows (rules S3–S5). */

import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { needsOnly } from "../../../support/guards.ts";
import { type Client, countRows, newPark, type TestPark } from "../../../support/park.ts";

const key = () => newId(Date.now());

async function grantFor(park: TestPark, asker: Client, subject_id: string): Promise<string> {
  const { employee_id: approver_id, pin } = park.employees.supervisor ?? {};
  const asked = { approver_id, pin, action: "shift_adjust", subject_id, amount: 100_000 };
  return (await asker.post("/approvals/verify-pin", asked)).data.approval_token;
}

describe("a closing at the same instant", () => {
  test("[S5] two closings at the same instant are one: both answer the first count", async () => {
    const park = await newPark();
    const till = await park.person("cashier", "pos");
    for (let round = 0; round < 10; round++) {
      await till.post("/shifts/open", { cash_open: 0 });
      const counts = [100, 200, 300];
      const closed = await Promise.all(counts.map((cash_counted) => till.post("/shifts/close", { cash_counted })));
      expect(closed.map(({ status }) => status)).toEqual([200, 200, 200]);
      expect(new Set(closed.map(({ data }) => JSON.stringify(data))).size).toBe(1);
      expect(counts).toContain(closed[0]?.data.cash_counted);
    }
    expect(await countRows("audits", park.tenant_id, "event = 'shift.closed'")).toBe(10);
  });

  test("[S5] a correction at the instant of a closing is in the snapshot or beside it, never both and never neither", async () => {
    const park = await newPark();
    const till = await park.person("cashier", "pos");
    for (let round = 0; round < 20; round++) {
      const { shift_id } = (await till.post("/shifts/open", { cash_open: 0 })).data;
      const body = { amount: 500, reason: "found", approval_token: await grantFor(park, till, shift_id) };
      const adjust = () => till.post(`/shifts/${shift_id}/adjustments`, body, key());
      const close = () => till.post("/shifts/close", { cash_counted: 500 });
      const both = round % 2 === 0 ? [adjust(), close()] : [close(), adjust()];
      expect((await Promise.all(both)).map(({ status }) => status).toSorted()).toEqual([200, 201]);
      const { totals, late, adjustments, cash_expected } = (await till.get(`/shifts/${shift_id}`)).data;
      expect(totals.cash_adjusted + (late?.totals.cash_adjusted ?? 0)).toBe(500);
      expect(late?.cash_expected ?? cash_expected).toBe(500);
      expect(adjustments).toHaveLength(1);
    }
  }, 30_000);
});

/** Numbers below one that are the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

test("[S4] after a thousand random operations the drawer must hold its float and the sum of its rows", async () => {
  const park = await newPark();
  // All movements together take out so much that they would need an approval.
  await needsOnly(park, "drawer_open", { approval: "never" });
  const [till, supervisor] = await Promise.all([park.till(500_000), park.person("supervisor", "pos")]);
  const { shift_id } = (await till.get("/shifts/current")).data;
  const random = seeded(20_260_101);
  const below = (limit: number) => Math.floor(random() * limit);
  const sold: string[] = [];
  let cash = 500_000;
  const done: Record<string, number> = {};

  const sell = async () => {
    const qty = 1 + below(3);
    const total = qty * 35_000;
    const by_cash = [0, total, 1 + below(total - 1)][below(3)] ?? 0;
    const tendered = { method: "cash", amount: by_cash, amount_tendered: by_cash + below(5) * 10_000 };
    const rest = { method: "qr", amount: total - by_cash };
    const payments = [tendered, rest].filter(({ amount }) => amount > 0);
    const reply = await till.post("/sales", { items: [{ package_id: park.packages.single, qty }], payments }, key());
    sold.push(reply.data.sale_id);
    cash += by_cash;
    return { reply, cash_of_sale: by_cash };
  };
  const cashOf = new Map<string, number>();
  const acts = {
    sale: async () => {
      const { reply, cash_of_sale } = await sell();
      cashOf.set(reply.data.sale_id, cash_of_sale);
      return reply;
    },
    void: async () => {
      const sale_id = sold.splice(below(sold.length), 1)[0] ?? "";
      cash -= cashOf.get(sale_id) ?? 0;
      return supervisor.post(`/sales/${sale_id}/void`, { reason_code: "guest_request" });
    },
    movement: () => {
      const kind = ["paid_in", "paid_out", "drop", "pickup"][below(4)];
      const amount = 1 + below(9_999);
      cash += kind === "paid_in" ? amount : 0 - amount;
      return till.post("/cash_drawers/movements", { kind, amount, reason: "x" }, key());
    },
    no_sale: () => till.post("/cash_drawers/no-sale", { reason: "x" }),
    adjustment: async () => {
      const amount = (below(2) === 0 ? 1 : -1) * (1 + below(999));
      cash += amount;
      const approval_token = await grantFor(park, till, shift_id);
      return till.post(`/shifts/${shift_id}/adjustments`, { amount, reason: "x", approval_token }, key());
    },
  };
  const choose = (): keyof typeof acts => {
    const dice = random();
    if (dice < 0.3) return "sale";
    if (dice < 0.4 && sold.length > 0) return "void";
    if (dice < 0.42) return "adjustment";
    return dice < 0.5 ? "no_sale" : "movement";
  };
  for (let step = 0; step < 1_000; step++) {
    const act = choose();
    const reply = await acts[act]();
    expect([act, reply.status, reply.error]).toEqual([act, act === "void" ? 200 : 201, null]);
    done[act] = (done[act] ?? 0) + 1;
  }
  expect(Math.min(...Object.values(done))).toBeGreaterThan(5);

  const query = "SELECT SUM(cash) AS cash FROM drawer_entries WHERE tenant_id = ? AND shift_id = ?";
  const rows = await env.DB.prepare(query).bind(park.tenant_id, shift_id).first<number>("cash");
  expect(500_000 + (rows ?? 0)).toBe(cash);
  const { cash_expected, totals, adjustments } = (await supervisor.get("/cash_drawers/summary")).data;
  expect(cash_expected).toBe(cash);
  const closed = (await till.post("/shifts/close", { cash_counted: cash + 3 })).data;
  expect([closed.cash_expected, closed.cash_diff]).toEqual([cash, 3]);
  expect(closed.totals).toEqual(totals);
  expect(closed.totals).toMatchObject({ sales_count: done.sale, voids_count: done.void, no_sale_count: done.no_sale });
  expect(adjustments).toHaveLength(done.adjustment ?? 0);
}, 120_000);
