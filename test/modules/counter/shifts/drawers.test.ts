/** A drawer is the same shift as a box of cash: its float, its expected cash, and each opening with person and reason (rules S4, S5). */

import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import {
  addPerson,
  auditRows,
  type Client,
  cashSale,
  clientOf,
  countRows,
  newPark,
  rowCounts,
  rowsAdded,
  type TestPark,
} from "../../../support/park.ts";

const OPEN = { cash_open: 100_000 };
const key = () => newId(Date.now());

async function scene() {
  const park = await newPark();
  const [cashier, supervisor] = await Promise.all([park.person("cashier", "pos"), park.person("supervisor", "pos")]);
  const sell = (fields: object = {}) =>
    cashier.post("/sales", { ...cashSale(park.packages.single ?? "", 1, 35_000), ...fields }, key());
  return { park, cashier, supervisor, sell };
}

/** The supervisor's grant for another person's act on the till. */
async function grant(park: TestPark, asker: Client, fields: object): Promise<string> {
  const { email, pin } = park.employees.supervisor ?? {};
  const made = await asker.post("/approvals/verify-pin", { approver_email: email, pin, ...fields });
  return made.data.approval_token;
}

async function countOpenly(park: TestPark): Promise<void> {
  const owner = await park.person("owner");
  await owner.call("PUT", "/settings/keys/shifts.blind_count", { value: false });
}

describe("a shift and its drawer", () => {
  test("[S4] a shift and its drawer are one: opened, moved and closed by either view, both show the same", async () => {
    const { cashier } = await scene();
    const opened = await cashier.post("/cash_drawers/open", OPEN);
    expect((await cashier.get("/shifts/current")).data).toEqual({ ...opened.data, amounts_hidden: true });
    const twice = await cashier.post("/shifts/open", OPEN);
    expect([twice.status, twice.error?.code]).toEqual([409, "E_SHIFT_OPEN"]);
    const moves = [
      { kind: "drop", amount: 30_000, reason: "to the safe" },
      { kind: "paid_in", amount: 5_000, reason: "change" },
    ];
    await cashier.post("/cash_drawers/movements", moves[0], key());
    await cashier.post("/shifts/movements", moves[1], key());
    const list = (await cashier.get("/cash_drawers/movements")).data;
    expect(list).toMatchObject([{ kind: "drop" }, { kind: "paid_in" }]);
    const closed = await cashier.post("/cash_drawers/close", { cash_counted: 75_000 });
    expect(closed.data).toMatchObject({ cash_expected: 75_000, cash_diff: 0 });
    const { shift_id } = opened.data;
    expect((await cashier.get(`/shifts/${shift_id}`)).data).toEqual(closed.data);
    expect((await cashier.post("/shifts/close", { cash_counted: 1 })).data).toEqual(closed.data);
    expect((await cashier.get(`/cash_drawers/movements?shift_id=${shift_id}`)).data).toMatchObject([
      { ...moves[0], cash: -30_000 },
      { ...moves[1], cash: 5_000 },
    ]);
    for (const path of ["current", "summary", "movements"])
      expect([path, (await cashier.get(`/cash_drawers/${path}`)).status]).toEqual([path, 404]);
  });
});

describe("an opening", () => {
  test("[S5] an opening shows the cash that the last closing left, may find another sum, and records the difference", async () => {
    const { park, cashier } = await scene();
    const first = { open: false, cash_open_expected: null, last_shift_id: null };
    expect((await cashier.get("/cash_drawers/next")).data).toMatchObject(first);
    const { data } = await cashier.post("/shifts/open", OPEN);
    expect(data).toMatchObject({ cash_open_expected: null, cash_open_diff: null });
    expect((await cashier.get("/cash_drawers/next")).data).toMatchObject({ open: true, cash_open_expected: null });
    await cashier.post("/shifts/close", { cash_counted: 100_000, cash_left: 60_000 });
    const next = (await cashier.get("/cash_drawers/next")).data;
    expect(next).toMatchObject({ open: false, cash_open_expected: 60_000, last_shift_id: data.shift_id });
    const again = await cashier.post("/shifts/open", { cash_open: 59_000 });
    expect(again.data).toMatchObject({ cash_open: 59_000, cash_open_expected: 60_000, cash_open_diff: -1_000 });
    const [, told] = await auditRows(park.tenant_id, "event = 'shift.opened'");
    expect(JSON.parse(told?.changes ?? "{}")).toMatchObject({ cash_open_expected: 60_000, cash_open_diff: -1_000 });
    await cashier.post("/shifts/close", { cash_counted: 59_000 });
    expect((await cashier.get("/cash_drawers/next")).data.cash_open_expected).toBe(59_000);
  });

  test("[S4] a shift belongs to the store's business date", async () => {
    const { park, cashier } = await scene();
    await env.DB.prepare("UPDATE stores SET cutoff_hour = 23 WHERE tenant_id = ?").bind(park.tenant_id).run();
    const { opened_at, business_date } = (await cashier.post("/shifts/open", OPEN)).data;
    const bangkok = new Date(Date.parse(opened_at) + (7 - 23) * 3_600_000).toISOString().slice(0, 10);
    expect(business_date).toBe(bangkok);
  });
});

describe("a count", () => {
  const coins = [
    { value: 100_000, count: 1 },
    { value: 10_000, count: 3 },
    { value: 500, count: 10 },
  ];

  test("[S5] a count is blind: before it the cashier sees neither totals nor expected cash, and a person with approve sees both", async () => {
    const { cashier, supervisor, sell } = await scene();
    await cashier.post("/shifts/open", OPEN);
    await sell();
    for (const path of ["/shifts/current", "/cash_drawers/current", "/cash_drawers/summary"]) {
      const hidden = (await cashier.get(path)).data;
      expect([path, hidden.cash_expected, hidden.totals]).toEqual([path, null, null]);
      const shown = (await supervisor.get(path)).data;
      expect([path, shown.cash_expected, shown.totals.sales_total]).toEqual([path, 135_000, 35_000]);
    }
    expect((await cashier.get("/cash_drawers/summary")).data.reconciliation).toBeNull();
  });

  test("[S5] a count is open where the store says so", async () => {
    const { park, cashier, sell } = await scene();
    await countOpenly(park);
    await cashier.post("/shifts/open", OPEN);
    await sell();
    expect((await cashier.get("/shifts/current")).data).toMatchObject({ cash_expected: 135_000, cash_counted: null });
  });

  test("[S5] a count by coin and note is kept with the snapshot, and its sum is the counted cash", async () => {
    const { cashier, sell } = await scene();
    await cashier.post("/shifts/open", OPEN);
    await sell();
    const closed = await cashier.post("/shifts/close", { denominations: coins, cash_left: 50_000 });
    const counted = { cash_counted: 135_000, cash_diff: 0, denominations: coins, cash_left: 50_000 };
    expect([closed.status, closed.data]).toMatchObject([200, counted]);
    expect((await cashier.get(`/shifts/${closed.data.shift_id}`)).data).toEqual(closed.data);
  });

  const wrong: [string, object, string][] = [
    ["nothing", {}, "cash_counted"],
    ["a sum that is not that of its coins", { cash_counted: 135_001, denominations: coins }, "denominations"],
    ["one value twice", { denominations: [...coins, coins[0]] }, "denominations.3.value"],
    ["a negative count", { denominations: [{ value: 500, count: -1 }] }, "denominations.0.count"],
    ["coins of no value", { denominations: [{ value: 0, count: 1 }] }, "denominations.0.value"],
    ["more left than counted", { cash_counted: 10, cash_left: 11 }, "cash_left"],
    ["a negative sum", { cash_counted: -1 }, "cash_counted"],
  ];
  test.each(wrong)("[S5] a count of %s is 422 with the field, and closes nothing", async (_, body, path) => {
    const { cashier } = await scene();
    await cashier.post("/shifts/open", OPEN);
    const reply = await cashier.post("/shifts/close", body);
    expect([reply.status, reply.error?.code]).toEqual([422, "E_VALIDATION"]);
    expect(reply.error?.details).toMatchObject({ fields: [{ path }] });
    expect((await cashier.get("/shifts/current")).status).toBe(200);
  });

  test("[S5] a closing carries over the parked carts of the store", async () => {
    const { park, cashier } = await scene();
    await cashier.post("/shifts/open", OPEN);
    const items = [{ package_id: park.packages.single, qty: 2 }];
    const parked = await cashier.post("/open_tickets", { items, name: "Table 4" }, key());
    expect(parked.status).toBe(201);
    const closed = await cashier.post("/shifts/close", { cash_counted: 100_000 });
    expect(closed.data.open_tickets).toEqual({ count: 1, grand_total: 70_000 });
  });
});

describe("the summary of a drawer", () => {
  test("[S4] the summary of a drawer reconciles it: its parts add up to its expected cash, late entries included", async () => {
    const { park, cashier, supervisor, sell } = await scene();
    await cashier.post("/shifts/open", OPEN);
    const sold = await sell();
    await sell({ payments: [{ method: "qr", amount: 35_000 }] });
    await sell({ payments: [{ method: "cash", amount: 35_000, amount_tendered: 50_000 }] });
    const undone = await supervisor.post(`/sales/${sold.data.sale_id}/void`, { reason_code: "guest_request" });
    expect(undone.status).toBe(200);
    await cashier.post("/cash_drawers/movements", { kind: "pickup", amount: 20_000, reason: "bank" }, key());
    const parts = async (path = "") => {
      const { reconciliation, ...summary } = (await supervisor.get(`/cash_drawers/summary${path}`)).data;
      const sum = reconciliation.reduce((so_far: number, { cash }: { cash: number }) => so_far + cash, 0);
      const named = Object.fromEntries(
        reconciliation.flatMap(({ part, cash }: { part: string; cash: number }) => (cash === 0 ? [] : [[part, cash]])),
      );
      return { ...summary, sum, parts: named };
    };
    const open = await parts();
    expect(open).toMatchObject({ sum: 115_000, cash_expected: 115_000, cash_counted: null });
    expect(open.parts).toEqual({ cash_open: 100_000, cash_sales: 35_000, pickup: -20_000 });
    const { shift_id, totals } = open;
    expect(totals).toMatchObject({ sales_count: 3, voids_count: 1, voids_total: 35_000, sales_total: 70_000 });
    expect(totals.by_method).toEqual({ cash: 35_000, qr: 35_000 });

    await cashier.post("/shifts/close", { cash_counted: 113_000 });
    const approval_token = await grant(park, cashier, { action: "shift_adjust", subject_id: shift_id, amount: 2_000 });
    const body = { amount: -2_000, reason: "a note was counted twice", approval_token };
    expect((await cashier.post(`/shifts/${shift_id}/adjustments`, body, key())).status).toBe(201);
    const closed = await parts(`?shift_id=${shift_id}`);
    expect(closed).toMatchObject({ sum: 113_000, cash_expected: 115_000, cash_counted: 113_000, cash_diff: -2_000 });
    expect(closed.late).toMatchObject({ cash_expected: 113_000, cash_diff: 0 });
    expect(closed.parts).toMatchObject({ adjustments: -2_000 });
  });
});

describe("opening a drawer without a sale", () => {
  test("[S4] an opening without a sale records person and reason, moves no cash, and is in audit, outbox and totals", async () => {
    const { park, cashier } = await scene();
    const early = await cashier.post("/cash_drawers/no-sale", { reason: "change" });
    expect([early.status, early.error?.code]).toEqual([409, "E_SHIFT_CLOSED"]);
    await cashier.post("/shifts/open", OPEN);
    const opened = await cashier.post("/cash_drawers/no-sale", { reason: "change for a guest" });
    expect([opened.status, opened.data]).toMatchObject([201, { kind: "no_sale", cash: 0, approver_id: null }]);
    const { amount, cash, ...told } = opened.data;
    expect((await cashier.get("/cash_drawers/movements")).data).toEqual([{ ...told, amounts_hidden: true }]);
    const [row] = await auditRows(park.tenant_id, "event = 'drawer.opened'");
    expect(JSON.parse(row?.changes ?? "{}")).toMatchObject({ reason: "change for a guest" });
    expect(await countRows("outbox", park.tenant_id, "type = 'drawer.opened'")).toBe(1);
    const closed = await cashier.post("/shifts/close", { cash_counted: 100_000 });
    expect(closed.data).toMatchObject({ cash_expected: 100_000, totals: { no_sale_count: 1 } });
    expect((await cashier.post("/cash_drawers/no-sale", { reason: " " })).status).toBe(422);
  });

  test("[A1] an opening without a sale needs a grant for this shift from a person without the permission", async () => {
    const { park, cashier } = await scene();
    const { shift_id } = (await cashier.post("/shifts/open", OPEN)).data;
    await (await park.person("owner")).call("PUT", "/roles/seller", { permissions: ["sell"] });
    const { email, pin } = await addPerson(park, { [park.store_id]: ["seller"] });
    const pos = await park.device("pos");
    const seller = clientOf((await pos.post("/employees/login", { email, pin })).data.access_token);
    const refused = await seller.post("/cash_drawers/no-sale", { reason: "change" });
    expect([refused.status, refused.error?.code]).toEqual([403, "E_APPROVAL_REQUIRED"]);
    const approval_token = await grant(park, seller, { action: "drawer_open", subject_id: shift_id });
    const opened = await seller.post("/cash_drawers/no-sale", { reason: "change", approval_token });
    expect(opened.data).toMatchObject({ kind: "no_sale", approver_id: park.employees.supervisor?.employee_id });
    const again = await seller.post("/cash_drawers/no-sale", { reason: "change", approval_token });
    expect([again.status, again.error?.code]).toEqual([403, "E_APPROVAL_REQUIRED"]);
    expect(await countRows("drawer_entries", park.tenant_id)).toBe(1);
  });
});

describe("a correction", () => {
  async function closedShort() {
    const { park, cashier, supervisor } = await scene();
    const { shift_id } = (await cashier.post("/shifts/open", OPEN)).data;
    const closed = (await cashier.post("/shifts/close", { cash_counted: 98_000 })).data;
    const adjust = async (amount: number, on: object = {}, by = cashier) => {
      const asked = { action: "shift_adjust", subject_id: shift_id, amount: Math.abs(amount), ...on };
      const approval_token = await grant(park, cashier, asked);
      return by.post(`/shifts/${shift_id}/adjustments`, { amount, reason: "a note stuck", approval_token }, key());
    };
    return { park, cashier, supervisor, shift_id, closed, adjust };
  }

  test("[S5] a correction of a closed shift stays beside its snapshot, which does not change, and mends its difference", async () => {
    const { cashier, shift_id, closed, adjust } = await closedShort();
    const made = await adjust(-2_000);
    expect([made.status, made.data]).toMatchObject([
      201,
      { kind: "adjustment", amount: 2_000, cash: -2_000, late: true },
    ]);
    const shown = (await cashier.get(`/shifts/${shift_id}`)).data;
    expect({ ...shown, late: null, adjustments: [] }).toEqual(closed);
    expect(shown.late).toMatchObject({ entries_count: 1, cash_expected: 98_000, cash_diff: 0 });
    expect(shown.adjustments).toEqual([{ ...made.data, amounts_hidden: false }]);
  });

  test("[S5] a correction of an open shift is in its snapshot", async () => {
    const { park, cashier } = await scene();
    const { shift_id } = (await cashier.post("/shifts/open", OPEN)).data;
    const approval_token = await grant(park, cashier, {
      action: "shift_adjust",
      subject_id: shift_id,
      amount: 100_000,
    });
    const body = { amount: 700, reason: "found under the tray", approval_token };
    const made = await cashier.post(`/shifts/${shift_id}/adjustments`, body, key());
    expect(made.data).toMatchObject({ cash: 700, late: false });
    const { amount, cash, ...told } = made.data;
    const current = await cashier.get("/shifts/current");
    expect(current.data.adjustments).toEqual([{ ...told, amounts_hidden: true }]);
    const closed = (await cashier.post("/shifts/close", { cash_counted: 100_700 })).data;
    expect(closed).toMatchObject({ cash_expected: 100_700, cash_diff: 0, totals: { cash_adjusted: 700 }, late: null });
    expect(closed.adjustments).toEqual([{ ...made.data, amounts_hidden: false }]);
  });

  test("[A2] a correction has its actor and its approver in entry and audit", async () => {
    const { park, adjust, shift_id } = await closedShort();
    const who = {
      actor_id: park.employees.cashier?.employee_id,
      approver_id: park.employees.supervisor?.employee_id,
    };
    expect((await adjust(-2_000)).data).toMatchObject(who);
    const [row] = await auditRows(park.tenant_id, "event = 'shift.adjusted'");
    expect(row).toMatchObject({ ...who, subject_kind: "shift", subject_id: shift_id });
    expect(await countRows("outbox", park.tenant_id, "type = 'shift.adjusted'")).toBe(1);
  });

  test("[A1] a correction needs a grant for this shift, act and person, and at least its amount, once", async () => {
    const { park, cashier, supervisor, shift_id, adjust } = await closedShort();
    const refused = [
      await adjust(-2_000, { subject_id: newId(Date.now()) }),
      await adjust(-2_000, { action: "drawer_open" }),
      await adjust(-2_000, { amount: 1_999 }),
      await adjust(2_000, { amount: 1_999 }),
      await adjust(-2_000, {}, supervisor),
    ];
    for (const reply of refused) expect([reply.status, reply.error?.code]).toEqual([403, "E_APPROVAL_REQUIRED"]);
    const approval_token = await grant(park, cashier, {
      action: "shift_adjust",
      subject_id: shift_id,
      amount: 100_000,
    });
    const body = { amount: 100, reason: "found", approval_token };
    const both = await Promise.all([1, 2].map(() => cashier.post(`/shifts/${shift_id}/adjustments`, body, key())));
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 403]);
    expect(await countRows("late_entries", park.tenant_id)).toBe(1);
  });

  test("[I6] a correction that is repeated with its key happens once", async () => {
    const { park, cashier, shift_id } = await closedShort();
    const approval_token = await grant(park, cashier, {
      action: "shift_adjust",
      subject_id: shift_id,
      amount: 100_000,
    });
    const body = { amount: 100, reason: "found", approval_token };
    const one = key();
    const made = await Promise.all([1, 2, 3].map(() => cashier.post(`/shifts/${shift_id}/adjustments`, body, one)));
    expect(new Set(made.map(({ text }) => text)).size).toBe(1);
    expect(await countRows("late_entries", park.tenant_id)).toBe(1);
  });

  test.each([0, 0.5, "100", null, Number.MAX_SAFE_INTEGER])(
    "[I5] a correction of %j satang is 422 and changes nothing",
    async (amount) => {
      const { park, cashier, shift_id } = await closedShort();
      const before = await rowCounts(park.tenant_id);
      const body = { amount, reason: "x", approval_token: "x" };
      const reply = await cashier.post(`/shifts/${shift_id}/adjustments`, body, key());
      expect([reply.status, reply.error?.details]).toMatchObject([422, { fields: [{ path: "amount" }] }]);
      expect(rowsAdded(before, await rowCounts(park.tenant_id))).toEqual({});
    },
  );
});

describe("the list of shifts", () => {
  test("[S4] the list of shifts shows each shift of the store with over or short, latest first, by each filter", async () => {
    const { park, cashier, sell } = await scene();
    const ids: string[] = [];
    for (const cash_counted of [100_000, 99_000, 101_000]) {
      ids.unshift((await cashier.post("/shifts/open", OPEN)).data.shift_id);
      await cashier.post("/shifts/close", { cash_counted });
    }
    const till = await park.addTill();
    const open = (await till.get("/shifts/current")).data;
    await sell();
    const list = async (query = "") => (await cashier.get(`/shifts?${query}`)).data as { shift_id: string }[];
    const named = async (query: string) => (await list(query)).map(({ shift_id }) => shift_id);
    expect(await list()).toMatchObject([
      { shift_id: open.shift_id, closed_at: null, totals: null, cash_expected: null },
      { shift_id: ids[0], cash_diff: 1_000 },
      { shift_id: ids[1], cash_diff: -1_000 },
      { shift_id: ids[2], cash_diff: 0 },
    ]);
    expect(await named("status=open")).toEqual([open.shift_id]);
    expect(await named(`status=closed&device_id=${park.devices.pos?.device_id}`)).toEqual(ids);
    expect(await named(`employee_id=${park.employees.owner?.employee_id}`)).toEqual([]);
    expect(await named(`business_date=${open.business_date}&store_id=${park.store_id}`)).toHaveLength(4);
    expect(await named("business_date=2020-01-01")).toEqual([]);
    expect(await named(`from=${open.opened_at}`)).toEqual([open.shift_id]);
    expect(await named(`to=${new Date(Date.parse(open.opened_at) - 1).toISOString()}`)).toEqual(ids);
    const first = await cashier.get("/shifts?limit=3");
    const rest = await named(`limit=3&cursor=${first.page?.next_cursor}`);
    expect([first.data.length, rest]).toEqual([3, [ids[2]]]);
  });

  test("[I8] the CSV of shifts has the sums of the JSON", async () => {
    const { cashier, sell } = await scene();
    await cashier.post("/shifts/open", OPEN);
    await sell();
    await cashier.post("/shifts/close", { cash_counted: 134_000 });
    const [header, line, end] = (await cashier.get("/shifts?format=csv")).text.slice(1).split("\r\n");
    const columns = (header ?? "").split(",");
    const cell = (name: string) => (line ?? "").split(",")[columns.indexOf(name)];
    expect([cell("totals.sales_total"), cell("cash_expected"), cell("cash_diff")]).toEqual([
      "35000",
      "135000",
      "-1000",
    ]);
    expect(end ?? "").toBe("");
  });
});
