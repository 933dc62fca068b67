/** Prices are equal everywhere and nothing is sold twice: rules, last places, capped codes, many tills (rules P1, P3, S7, S9). */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { handIn } from "../../../support/gate.ts";
import { type Client, call, cashSale, clientOf, newPark, rowCounts, type TestPark } from "../../../support/park.ts";

const key = () => newId(Date.now());

let park: TestPark;
let till: Client;
let owner: Client;
beforeAll(async () => {
  park = await newPark();
  till = await park.till();
  owner = await park.person("owner");
});

const made = async (path: string, body: object) => {
  const reply = await owner.post(path, { store_id: park.store_id, ...body });
  if (reply.status !== 201) throw new Error(reply.text);
  return reply.data;
};
const rule = (fields: object) => made("/pricing/rules", { stackable: true, priority: 10, ...fields });
const set = (name: string, value: unknown) =>
  owner.call("PUT", `/settings/keys/${name}`, { value, store_id: park.store_id });

describe("a cart under rules", () => {
  test("[P1] a cart under rules costs the same in preview, sale, checkout and sync, to the satang and line by line", async () => {
    const { single, multi, timepass } = park.packages;
    await rule({ name: "Early Bird", kind: "line_percent", params: { rate_bps: 1_000 }, package_ids: [single] });
    await rule({
      name: "Three for two",
      kind: "buy_n_get_m",
      params: { buy_qty: 2, get_qty: 1 },
      package_ids: [timepass],
    });
    await rule({ name: "Members", kind: "promo_code", params: { code: "member", rate_bps: 333 } });
    await set("pricing.cash_rounding", 25);
    const items = [
      { package_id: single, qty: 3 },
      { package_id: timepass, qty: 4 },
      { package_id: multi, qty: 1 },
    ];
    const cart = { items, promo_codes: ["Member", "NOBODY"] };
    const preview = await till.post("/pricing/preview", { ...cart, payments: [{ method: "cash" }] });
    expect(preview.status).toBe(200);
    const { grand_total, lines, discount_total, rounding, not_applied } = preview.data;
    // 945.00 + 660.00 + 2,800.00 = 4,405.00; 3.33 % of it is 146.69 (half-up of 146.6865): 4,258.31, in cash 4,258.25.
    expect([grand_total, rounding, discount_total]).toEqual([425_825, -6, 10_500 + 22_000 + 14_669]);
    expect(not_applied).toEqual([{ code: "NOBODY", reason: "unknown" }]);
    const payments = [{ method: "cash", amount: grand_total }];
    const figures = ({ data }: { data: Record<string, unknown> }) =>
      ["grand_total", "rounding", "discount_total", "tax_total", "subtotal"].map((name) => data[name]);
    const amounts = (reply: { data: { lines: { total: number; tax_total: number; discount_total: number }[] } }) =>
      reply.data.lines.map(({ total, tax_total, discount_total }) => [total, tax_total, discount_total]);

    const sold = await till.post("/sales", { ...cart, payments, expected_total: grand_total }, key());
    expect(sold.status).toBe(201);
    const parked = await till.post("/open_tickets", cart);
    const path = `/open_tickets/${parked.data.open_ticket_id}/checkout`;
    const checked_out = await till.post(path, { payments, expected_total: grand_total }, key());
    const sale_id = key();
    const payload = { sale_id, receipt_no: "X-1", ...cart, payments, totals: { grand_total } };
    const op = { op_id: key(), type: "sale", ts: new Date(Date.now() - 1).toISOString(), payload };
    const synced = await handIn(till, [op]);
    expect(synced.data.results[0]).toMatchObject({ status: "applied", data: { grand_total, price_mismatch: null } });
    for (const reply of [sold, checked_out, await till.get(`/sales/${sale_id}`)]) {
      expect(figures(reply)).toEqual(figures(preview));
      expect(amounts(reply)).toEqual(
        lines.map((line: Record<string, number>) => [line.total, line.tax_total, line.discount_total]),
      );
    }
    await set("pricing.cash_rounding", 0);
  });

  test("[P8] a code that fails is explained exactly to staff, and with one general answer to a guest", async () => {
    await rule({
      name: "Gone",
      kind: "promo_code",
      params: { code: "gone", amount: 100 },
      active_to: "2020-01-01T00:00:00Z",
    });
    const cart = { items: [{ package_id: park.packages.credit, qty: 1 }], promo_codes: ["gone", "never"] };
    const staff = await till.post("/pricing/preview", cart);
    expect(staff.data.not_applied).toEqual([
      { code: "GONE", reason: "expired" },
      { code: "NEVER", reason: "unknown" },
    ]);
    const kiosk = await park.device("kiosk");
    const guest = await kiosk.post("/pricing/preview", cart);
    expect(guest.data.not_applied.map(({ reason }: { reason: string }) => reason)).toEqual(["unknown", "unknown"]);
  });
});

describe("a capped code", () => {
  test("[P3] a capped code is used once by many tills at once, and the others get the full price", async () => {
    const tills = [till, await park.addTill(), await park.addTill()];
    for (let round = 0; round < 10; round += 1) {
      const code = `ONCE${round}`;
      await rule({ name: code, kind: "promo_code", params: { code, amount: 5_000 }, max_uses: 1 });
      const body = { ...cashSale(park.packages.credit, 1, 45_000), promo_codes: [code], expected_total: 45_000 };
      const replies = await Promise.all(tills.map((each) => each.post("/sales", body, key())));
      expect(replies.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
      const refused = replies.find(({ status }) => status === 409);
      expect(refused?.error).toMatchObject({ code: "E_PRICE_CHANGED", details: { grand_total: 50_000 } });
    }
  });

  test("[P3] a capped code may be used again when its sale is voided", async () => {
    await rule({ name: "Back", kind: "promo_code", params: { code: "BACK", amount: 5_000 }, max_uses: 1 });
    const body = { ...cashSale(park.packages.credit, 1, 45_000), promo_codes: ["BACK"] };
    const first = await till.post("/sales", body, key());
    expect((await till.post("/sales", body, key())).error?.code).toBe("E_PAYMENT");
    const supervisor = await park.person("supervisor", "pos");
    await supervisor.post(`/sales/${first.data.sale_id}/void`, { reason_code: "cashier_error" });
    expect((await till.post("/sales", body, key())).status).toBe(201);
  });
});

describe("places in a slot", () => {
  const slotted = (capacity: number) =>
    made("/catalog/packages", { name: "Trampoline hour", type: "single", price: 10_000, capacity, slot_minutes: 60 });

  test("[S9] places in a slot are for the named slot, whose tickets admit in it, and a void gives them back", async () => {
    const { package_id } = await slotted(2);
    const slots = await till.get(`/catalog/packages/${package_id}/slots?store_id=${park.store_id}`);
    const next = slots.data.find(({ slot_start }: { slot_start: string }) => Date.parse(slot_start) > Date.now());
    if (!next) return;
    const items = [{ package_id, qty: 2, slot_start: next.slot_start }];
    const body = { items, payments: [{ method: "cash", amount: 20_000 }] };
    const sold = await till.post("/sales", body, key());
    expect(sold.data.tickets[0]).toMatchObject({ valid_from: next.slot_start });
    expect((await till.post("/sales", body, key())).error?.code).toBe("E_SOLD_OUT");
    const supervisor = await park.person("supervisor", "pos");
    await supervisor.post(`/sales/${sold.data.sale_id}/void`, { reason_code: "cashier_error" });
    expect((await till.post("/sales", body, key())).status).toBe(201);
  });

  test("[S9] an outage sells more places than there are, and the count shows it", async () => {
    const { package_id } = await slotted(1);
    expect((await till.post("/sales", cashSale(package_id, 1, 10_000), key())).status).toBe(201);
    const { payments, items } = cashSale(package_id, 1, 10_000);
    const payload = { receipt_no: "X-2", items, payments, totals: { grand_total: 10_000 } };
    const op = { op_id: key(), type: "sale", ts: new Date(Date.now() - 1).toISOString(), payload };
    expect((await handIn(till, [op])).data.results[0].status).toBe("applied");
    const row = await env.DB.prepare("SELECT sold, oversold FROM package_slots WHERE tenant_id = ? AND package_id = ?")
      .bind(park.tenant_id, package_id)
      .first();
    expect(row).toEqual({ sold: 1, oversold: 1 });
  });
});

test("[S7] receipt numbers of twenty tills at once have no gap and no double", async () => {
  const own = await newPark();
  const boss = await own.person("owner");
  await boss.call("PUT", "/settings/keys/shifts.require_open_shift", { value: false, store_id: own.store_id });
  const tills: Client[] = [];
  for (let index = 0; index < 20; index += 1) {
    const login = await call("POST", "/auth/device/login", await own.addDevice("KIOSK"));
    tills.push(clientOf(login.data.access_token));
  }
  const body = { items: [{ package_id: own.packages.single, qty: 1 }], payments: [{ method: "qr", amount: 35_000 }] };
  const rounds = tills.flatMap((each) => [each, each, each]);
  const replies = await Promise.all(rounds.map((each) => each.post("/sales", body, key())));
  expect(replies.map(({ status }) => status)).toEqual(rounds.map(() => 201));
  const numbers = Map.groupBy(
    replies.map(({ data }) => (data.receipt_no as string).split("-")),
    ([prefix]) => prefix,
  );
  expect(numbers.size).toBe(20);
  for (const series of numbers.values()) expect(series.map(([, seq]) => seq).toSorted()).toEqual(["1", "2", "3"]);
}, 60_000);

describe("a cart with wrong fields", () => {
  const cart = (fields: object) => ({ items: [{ package_id: park.packages.single, qty: 1, ...fields }], payments: [] });
  const MAX = Number.MAX_SAFE_INTEGER;
  test.each([
    ["a negative quantity", () => cart({ qty: -1 }), "items.0.qty"],
    ["no quantity", () => cart({ qty: 0 }), "items.0.qty"],
    ["half a piece", () => cart({ qty: 1.5 }), "items.0.qty"],
    ["more than safe integers", () => cart({ qty: MAX + 1 }), "items.0.qty"],
    ["a price", () => cart({ unit_price: 1 }), "items.0"],
    [
      "a payment beyond all money",
      () => ({ ...cart({}), payments: [{ method: "cash", amount: MAX }] }),
      "payments.0.amount",
    ],
    ["a payment below zero", () => ({ ...cart({}), payments: [{ method: "cash", amount: -1 }] }), "payments.0.amount"],
    ["a slot of a package that has none", () => cart({ slot_start: "2026-11-21T10:00:00Z" }), "items.0.slot_start"],
    ["an unknown package", () => cart({ package_id: key() }), "items.0.package_id"],
    ["an unknown tender", () => ({ ...cart({}), payments: [{ method: "shells", amount: 35_000 }] }), "payments.0"],
    ["an unknown customer", () => ({ ...cart({}), customer_id: key() }), "customer_id"],
  ])("[I3] a cart with %s is refused by its field, and nothing is sold", async (_, body, path) => {
    const before = await rowCounts(park.tenant_id);
    const reply = await till.post("/sales", body(), key());
    expect([reply.status, (reply.error?.details?.fields as { path: string }[])?.[0]?.path]).toEqual([
      422,
      expect.stringContaining(path),
    ]);
    expect(await rowCounts(park.tenant_id)).toEqual(before);
  });
});
