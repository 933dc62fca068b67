/** A drawer holds its float and the sum of its rows, whatever was done with it (rule S4). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { needsOnly } from "../../../support/guards.ts";
import { newPark } from "../../../support/park.ts";
import { seededRandom } from "../../../support/seed.ts";
import { shortOrLong } from "../../../support/storms.ts";
import { grantFor } from "./grants.ts";

const OPERATIONS = shortOrLong(400, 1_000);

const key = () => newId(Date.now());

test(`[S4] after ${OPERATIONS} random operations the drawer must hold its float and the sum of its rows`, async () => {
  const park = await newPark();
  // So much is taken out in all that it would take an approval.
  await needsOnly(park, "drawer_open", { approval: "never" });
  const [till, supervisor] = await Promise.all([park.till(500_000), park.person("supervisor", "pos")]);
  const { shift_id } = (await till.get("/shifts/current")).data;
  const { next: random } = seededRandom();
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
  const choose = (step: number): keyof typeof acts => {
    // Left to chance, an adjustment is rare.
    if (step % 50 === 0) return "adjustment";
    const dice = random();
    if (dice < 0.3) return "sale";
    if (dice < 0.4 && sold.length > 0) return "void";
    return dice < 0.5 ? "no_sale" : "movement";
  };
  for (let step = 0; step < OPERATIONS; step++) {
    const act = choose(step);
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
