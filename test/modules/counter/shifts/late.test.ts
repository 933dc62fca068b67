/** Entries that a till hands in for its drawer after an outage count once: in the snapshot or beside it (rules O7, S4, S5). */

import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { closeShift, openShift, recordMovement, shiftAt } from "../../../../src/modules/counter/shifts/index.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import { operation, overtaken } from "../../../support/outage.ts";
import { auditRows, countRows, newPark, rowCounts, rowsAdded } from "../../../support/park.ts";

const code = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error) => error.spec?.code ?? String(error),
  );
const movement = { kind: "paid_in", amount: 5_000, reason: "change from the bank" } as const;

describe("a shift that was opened offline", () => {
  test("[I7] a shift that was opened offline has the till's id and time, and a repeat is the same shift", async () => {
    const park = await newPark();
    const shift_id = newId(Date.now());
    const opening = { shift_id, cash_open: 100_000, opened_at: Date.now() - 3_600_000 };
    const first = await openShift(await operation(park), opening);
    expect(first).toMatchObject(opening);
    const before = await rowCounts(park.tenant_id);
    expect(await openShift(await operation(park), opening)).toEqual(first);
    expect(rowsAdded(before, await rowCounts(park.tenant_id))).toEqual({});
  });

  test("[I7] a shift that was opened offline and is handed in by five at once is one shift", async () => {
    const park = await newPark();
    const opening = { shift_id: newId(Date.now()), cash_open: 100_000, opened_at: Date.now() };
    const contexts = await Promise.all(Array.from({ length: 5 }, () => operation(park)));
    const opened = await Promise.all(contexts.map((ctx) => openShift(ctx, opening)));
    expect(new Set(opened.map(({ shift_id }) => shift_id))).toEqual(new Set([opening.shift_id]));
    expect(await countRows("shifts", park.tenant_id)).toBe(1);
  });

  test("[I7] a shift that was opened offline with an id of another drawer is 409 E_DUPLICATE", async () => {
    const park = await newPark();
    const opening = { shift_id: newId(Date.now()), cash_open: 1, opened_at: Date.now() };
    await openShift(await operation(park), opening);
    expect(await code(openShift(await operation(park, undefined, "kiosk"), opening))).toBe("E_DUPLICATE");
  });

  test("[I6] a shift that was opened offline is remembered under its operation: a repeat is a replay and writes nothing", async () => {
    const park = await newPark();
    const op_id = newId(Date.now());
    await openShift(await operation(park, op_id), { cash_open: 1, opened_at: Date.now() });
    const before = await rowCounts(park.tenant_id);
    const again = openShift(await operation(park, op_id), { cash_open: 1, opened_at: Date.now() });
    await expect(again).rejects.toThrow("a reply to this Idempotency-Key is stored");
    expect(rowsAdded(before, await rowCounts(park.tenant_id))).toEqual({});
  });
});

describe("a closing of an outage", () => {
  test("[S5] a closing of an outage closes the shift that it names, at its time; a repeat gives the first result", async () => {
    const park = await newPark();
    const opened_at = Date.now() - 7_200_000;
    const { shift_id } = await openShift(await operation(park), { cash_open: 100_000, opened_at });
    const closing = { shift_id, cash_counted: 99_000, closed_at: opened_at + 3_600_000 };
    const first = await closeShift(await operation(park), closing);
    expect(first).toMatchObject({ shift_id, closed_at: closing.closed_at, cash_expected: 100_000, cash_diff: -1_000 });
    expect(await closeShift(await operation(park), { ...closing, cash_counted: 1 })).toEqual(first);
  });

  test("[S5] a closing of an outage never closes a shift that was opened after it", async () => {
    const park = await newPark();
    const opened_at = Date.now() - 7_200_000;
    const { shift_id } = await openShift(await operation(park), { cash_open: 1, opened_at });
    await closeShift(await operation(park), { cash_counted: 1, closed_at: opened_at + 1_000 });
    await openShift(await operation(park), { cash_open: 2, opened_at: opened_at + 2_000 });
    const again = await closeShift(await operation(park), { cash_counted: 9, closed_at: opened_at + 1_500 });
    expect([again.shift_id, again.cash_counted]).toEqual([shift_id, 1]);
    expect(await countRows("shifts", park.tenant_id, "closed_at IS NULL")).toBe(1);
  });

  test("[S5] a closing of an outage has its coins, notes and cash left; one that contradicts itself is refused with the field", async () => {
    const park = await newPark();
    const till = await park.device("pos");
    const { shift_id } = await openShift(await operation(park), { cash_open: 1_000, opened_at: Date.now() - 60_000 });
    const close = async (count: object) => {
      const ts = new Date().toISOString();
      const op = { op_id: newId(Date.now()), type: "shift_close", ts, payload: { shift_id, ...count } };
      return (await till.post("/sync/batch", { sent_at: ts, ops: [op] })).data.results[0];
    };
    const denominations = [{ value: 500, count: 2 }];
    const wrong = await close({ cash_counted: 999, denominations });
    expect(wrong).toMatchObject({ status: "rejected", code: "E_VALIDATION", details: { fields: [{}] } });
    const counted = { cash_expected: 1_000, cash_counted: 1_000, cash_diff: 0, cash_left: 500 };
    const closed = await close({ denominations, cash_left: 500 });
    expect(closed).toMatchObject({ status: "applied", data: { shift_id, ...counted } });
  });

  test("[T2] a closing of an outage of a shift of another tenant is 404", async () => {
    const park = await newPark();
    const other = await newPark();
    const { shift_id } = await openShift(await operation(other), { cash_open: 1, opened_at: Date.now() });
    const closing = closeShift(await operation(park), { shift_id, cash_counted: 1, closed_at: Date.now() });
    expect(await code(closing)).toBe("E_NOT_FOUND");
  });
});

test("[O7] an act of an outage joins the shift that it names, else the one open then, else the next of that date, else its own", async () => {
  const park = await newPark();
  const ctx = await operation(park);
  const device_id = park.devices.pos?.device_id ?? "";
  const first = await openShift(await operation(park), { cash_open: 1, opened_at: 1_000 });
  await closeShift(await operation(park), { shift_id: first.shift_id, cash_counted: 1, closed_at: 2_000 });
  const second = await openShift(await operation(park), { cash_open: 1, opened_at: 3_000 });
  const other = await openShift(await operation(park, undefined, "kiosk"), { cash_open: 1, opened_at: 1_000 });
  const drawer = { device_id, store_id: park.store_id, by: device_id };
  const at = async (moment: number, named?: string) => {
    const { shift_id, unmade } = await shiftAt(ctx, { ...drawer, at: moment }, named);
    return unmade ? "made for it" : shift_id;
  };
  expect([await at(999), await at(1_000), await at(2_000), await at(2_500), await at(9_000)]).toEqual([
    first.shift_id,
    first.shift_id,
    first.shift_id,
    second.shift_id,
    second.shift_id,
  ]);
  expect([await at(1_000 - 86_400_000), await at(999, newId(0))]).toEqual(["made for it", first.shift_id]);
  expect(await at(9_000, first.shift_id)).toBe(first.shift_id);
  expect([await at(1_500, other.shift_id), await at(1_500, newId(0))]).toEqual([first.shift_id, first.shift_id]);
});

describe("cash moved by hand", () => {
  test("[S4] cash moved by hand changes the expected cash, and is in audit and outbox", async () => {
    const park = await newPark();
    const till = await park.till(100_000);
    const { shift_id } = (await till.get("/shifts/current")).data;
    const moves = [
      { kind: "paid_in", amount: 20_000, reason: "change" },
      { kind: "paid_out", amount: 3_000, reason: "milk" },
      { kind: "drop", amount: 50_000, reason: "to the safe" },
      { kind: "pickup", amount: 7_000, reason: "bank" },
    ];
    for (const move of moves) {
      const moved = await till.post("/shifts/movements", move, newId(Date.now()));
      expect([moved.status, moved.data]).toMatchObject([201, { ...move, shift_id, late: false }]);
    }
    const list = await (await park.person("supervisor")).get(`/shifts/${shift_id}/movements`);
    expect(list.data).toMatchObject(moves);
    expect(await countRows("outbox", park.tenant_id, "type = 'drawer.moved'")).toBe(4);
    expect(JSON.parse((await auditRows(park.tenant_id, "event = 'drawer.moved'"))[1]?.changes ?? "")).toMatchObject({
      kind: "paid_out",
      amount: 3_000,
      reason: "milk",
    });
    const closed = await till.post("/shifts/close", { cash_counted: 60_000 });
    const totals = { sales_count: 0, sales_total: 0, cash_sales: 0, cash_in: 20_000, cash_out: 60_000 };
    expect(closed.data).toMatchObject({ cash_expected: 60_000, cash_diff: 0, totals });
  });

  test("[S4] after any movements the closing expects the float and the sum of the rows", async () => {
    const park = await newPark();
    const till = await park.till(500_000);
    for (let index = 1; index <= 12; index++) {
      const kind = ["paid_in", "paid_out", "drop", "pickup"][(index * 7) % 4];
      await till.post("/shifts/movements", { kind, amount: index * 731, reason: "x" }, newId(Date.now()));
    }
    const query = "SELECT SUM(cash) AS cash FROM drawer_entries WHERE tenant_id = ?";
    const cash = await env.DB.prepare(query).bind(park.tenant_id).first<number>("cash");
    const closed = await till.post("/shifts/close", { cash_counted: 0 });
    expect(closed.data.cash_expected).toBe(500_000 + (cash ?? 0));
  });

  test("[S4] a movement without an open shift is 409 E_SHIFT_CLOSED; one of an outage joins a shift that is made for it", async () => {
    const park = await newPark();
    const cashier = await park.person("cashier", "pos");
    const reply = await cashier.post("/shifts/movements", movement, "key");
    expect([reply.status, reply.error?.code]).toEqual([409, "E_SHIFT_CLOSED"]);
    expect(await countRows("drawer_entries", park.tenant_id)).toBe(0);
    const moved = await recordMovement(await operation(park), { ...movement, happened_at: 5 });
    expect(moved.late).toBe(true);
    expect(await countRows("late_entries", park.tenant_id, `shift_id = '${moved.shift_id}'`)).toBe(1);
    expect(await countRows("shifts", park.tenant_id, `shift_id = '${moved.shift_id}' AND unattended = 1`)).toBe(1);
  });

  test("[I7] a movement with the same movement_id happens once, sent online and handed in, in any order or at once", async () => {
    const park = await newPark();
    const till = await park.till();
    const movement_id = newId(Date.now());
    const first = await till.post("/shifts/movements", { ...movement, movement_id }, "key");
    const handed_in = { ...movement, movement_id, happened_at: Date.now(), shift_id: first.data.shift_id };
    const again = await Promise.all([1, 2].map(async () => recordMovement(await operation(park), handed_in)));
    expect(again.map((view) => view.movement_id)).toEqual([movement_id, movement_id]);
    const fresh = { ...handed_in, movement_id: newId(Date.now()) };
    await Promise.all([1, 2, 3].map(async () => recordMovement(await operation(park), fresh)));
    expect(await countRows("drawer_entries", park.tenant_id)).toBe(2);
  });

  test("[I7] [O4] a movement with the same movement_id happens once, even if it is handed in with the time of the next shift", async () => {
    const park = await newPark();
    const till = await park.till();
    const supervisor = await park.person("supervisor", "pos");
    const moved = { kind: "paid_in", amount: 500, reason: "coins" } as const;
    const movement_id = newId(Date.now());
    const online = await supervisor.post("/cash_drawers/movements", { ...moved, movement_id }, newId(Date.now()));
    await till.post("/shifts/close", { cash_counted: 0 });
    await till.post("/shifts/open", { cash_open: 0 });
    const again = await recordMovement(await operation(park), { ...moved, movement_id, happened_at: Date.now() });
    expect(again).toMatchObject({ movement_id, shift_id: online.data.shift_id });
    expect(await countRows("drawer_entries", park.tenant_id)).toBe(1);
    expect(await countRows("late_entries", park.tenant_id)).toBe(0);
  });

  test("[S4] a movement needs the permission to open the drawer, more than zero satang, and a reason", async () => {
    const park = await newPark();
    const till = await park.till();
    for (const wrong of [{ amount: 0 }, { amount: 1.5 }, { reason: " " }, { kind: "sale" }]) {
      const reply = await till.post("/shifts/movements", { ...movement, ...wrong }, "key");
      expect([wrong, reply.status]).toEqual([wrong, 422]);
    }
  });
});

describe("entries for a closed shift", () => {
  test("[O7] late entries stay beside the snapshot, which does not change", async () => {
    const park = await newPark();
    const till = await park.till(100_000);
    const { shift_id } = (await till.get("/shifts/current")).data;
    const closed = await till.post("/shifts/close", { cash_counted: 103_000 });
    const late = await recordMovement(await operation(park), { ...movement, happened_at: Date.now(), shift_id });
    expect(late).toMatchObject({ shift_id, late: true });
    const shown = (await till.get(`/shifts/${shift_id}`)).data;
    expect({ ...shown, late: null }).toEqual(closed.data);
    expect(shown.late).toMatchObject({
      entries_count: 1,
      totals: { cash_in: 5_000, cash_out: 0, sales_count: 0 },
      cash_expected: 105_000,
      cash_diff: -2_000,
    });
    expect((await till.get(`/shifts/${shift_id}/movements`)).data).toMatchObject([{ late: true, amount: 5_000 }]);
    expect((await till.post("/shifts/close", { cash_counted: 1 })).data).toEqual(closed.data);
  });

  test("[O7] a late entry never changes, and is never put beside an open shift", async () => {
    const park = await newPark();
    const till = await park.till();
    const { shift_id } = (await till.get("/shifts/current")).data;
    await till.post("/shifts/movements", movement, "key");
    const move = `INSERT INTO late_entries (tenant_id, shift_id, entry_id, kind, at, received_at, total, cash, gross,
        discount_total, tax_total, by_method)
      SELECT tenant_id, shift_id, 'late', kind, at, at, total, cash, gross, discount_total, tax_total, by_method
      FROM drawer_entries WHERE tenant_id = ?`;
    await expect(env.DB.prepare(move).bind(park.tenant_id).run()).rejects.toThrow("E_SHIFT_OPEN");
    await till.post("/shifts/close", { cash_counted: 1 });
    await recordMovement(await operation(park), { ...movement, happened_at: 0, shift_id });
    const change = env.DB.prepare("UPDATE late_entries SET cash = 0 WHERE tenant_id = ?").bind(park.tenant_id);
    await expect(change.run()).rejects.toThrow("E_DRAWER_FINAL");
  });

  test("[O7] an entry that was on its way when the shift closed is late", async () => {
    const park = await newPark();
    const till = await park.till(0);
    const { shift_id } = (await till.get("/shifts/current")).data;
    const ctx = overtaken(await operation(park), () => till.post("/shifts/close", { cash_counted: 0 }));
    expect(await recordMovement(ctx, { ...movement, happened_at: Date.now() })).toMatchObject({ shift_id, late: true });
    expect((await till.get(`/shifts/${shift_id}`)).data.late).toMatchObject({ entries_count: 1, cash_expected: 5_000 });
  });

  test("[S5] an entry that was on its way when the closing was counted is in the snapshot", async () => {
    const park = await newPark();
    const till = await park.till(0);
    const { shift_id } = (await till.get("/shifts/current")).data;
    const ctx = overtaken(await operation(park), () => till.post("/shifts/movements", movement, "key"));
    const closed = await closeShift(ctx, { shift_id, cash_counted: 0, closed_at: Date.now() });
    expect(closed).toMatchObject({ cash_expected: 5_000, entries_count: 1 });
  });

  test("[O7] an entry at the instant of the closing is in the snapshot or late, in twenty rounds never both and never neither", async () => {
    const park = await newPark();
    const till = await park.person("cashier", "pos");
    for (let round = 0; round < 20; round++) {
      const { shift_id } = (await till.post("/shifts/open", { cash_open: 0 })).data;
      const ctx = await operation(park);
      const moved = () => recordMovement(ctx, { ...movement, happened_at: Date.now(), shift_id });
      const close = () => till.post("/shifts/close", { cash_counted: 0, shift_id });
      await (round % 2 === 0 ? Promise.all([moved(), close()]) : Promise.all([close(), moved()]));
      const { totals, late } = (await till.get(`/shifts/${shift_id}`)).data;
      expect(totals.cash_in + (late?.totals.cash_in ?? 0)).toBe(5_000);
      const rows = await countRows("drawer_entries", park.tenant_id, `shift_id = '${shift_id}'`);
      const beside = await countRows("late_entries", park.tenant_id, `shift_id = '${shift_id}'`);
      expect([rows + beside, late === null]).toEqual([1, beside === 0]);
    }
  }, 30_000);
});
