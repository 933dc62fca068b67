/** Cash leaves a drawer only by the acts listed here, and each asks for the approval that its action requires (rules S4, A1). */

import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { closeShift, recordMovement } from "../../../../src/modules/counter/shifts/index.ts";
import { newId } from "../../../../src/platform/http/context.ts";
import type { CashOut } from "../../../support/cash-out.ts";
import { needsOnly } from "../../../support/guards.ts";
import { operation } from "../../../support/outage.ts";
import { auditRows, type Client, countRows, newPark, type Reply, type TestPark } from "../../../support/park.ts";
import { sellTickets } from "../../../support/refunds.ts";

let park: TestPark;
let till: Client;
let shift_id: string;
beforeAll(async () => {
  park = await newPark();
  till = await park.person("cashier", "pos");
  shift_id = (await till.post("/shifts/open", { cash_open: 500_000 })).data.shift_id;
  // The setting asks every person for an approval, from the smallest sum on.
  for (const action of ["void", "refund", "shift_adjust"]) await needsOnly(park, action, { approval: "always" });
});

const key = () => newId(Date.now());
const grant = async (action: string, subject_id: string, amount: number): Promise<string> => {
  const { email: approver_email, pin } = park.employees.supervisor ?? {};
  const asked = { approver_email, pin, action, subject_id, amount };
  return (await till.post("/approvals/verify-pin", asked)).data.approval_token;
};

/** An act that takes cash out; after its setup it can be sent with or without a grant. */
interface Act {
  action: string;
  prepare(): Promise<{ subject_id: string; amount: number; ask(approval_token?: string): Promise<Reply> }>;
}

const moved = (kind: string): Act => ({
  action: "drawer_open",
  async prepare() {
    const movement = { kind, amount: 100_001, reason: "bank" };
    return {
      subject_id: shift_id,
      amount: movement.amount,
      ask: (approval_token) => till.post("/shifts/movements", { ...movement, approval_token }, key()),
    };
  },
});

const paidLater = (status: string): Act => ({
  action: "refund",
  async prepare() {
    const { sale_id } = await sellTickets(park, till, 1, { payments: [{ method: "account", amount: 35_000 }] });
    const { payment_id } = (await till.post("/payments", { sale_id, method: "cash", amount: 35_000 }, key())).data;
    return {
      subject_id: sale_id,
      amount: 35_000,
      ask: (approval_token) =>
        till.call(
          "PATCH",
          `/payments/${payment_id}`,
          { status, approval_token },
          { headers: { "idempotency-key": key() } },
        ),
    };
  },
});

const ACTS: Record<CashOut, Act> = {
  paid_out: moved("paid_out"),
  drop: moved("drop"),
  pickup: moved("pickup"),
  adjustment: {
    action: "shift_adjust",
    async prepare() {
      const body = { amount: -1, reason: "a coin too many" };
      const ask = (approval_token?: string) =>
        till.post(`/shifts/${shift_id}/adjustments`, { ...body, approval_token }, key());
      return { subject_id: shift_id, amount: 1, ask };
    },
  },
  refund: {
    action: "refund",
    async prepare() {
      const { sale_id } = await sellTickets(park, till, 1);
      const ask = (approval_token?: string) => till.post("/refunds", { sale_id, approval_token }, key());
      return { subject_id: sale_id, amount: 35_000, ask };
    },
  },
  void: {
    action: "void",
    async prepare() {
      const { sale_id } = await sellTickets(park, till, 1);
      const ask = (approval_token?: string) => till.post(`/sales/${sale_id}/void`, { approval_token }, key());
      return { subject_id: sale_id, amount: 35_000, ask };
    },
  },
  "a later payment that failed": paidLater("failed"),
  "a later payment that goes back": paidLater("refunded"),
};

const cashOf = async () =>
  (await env.DB.prepare("SELECT SUM(cash) AS cash FROM drawer_entries WHERE tenant_id = ?")
    .bind(park.tenant_id)
    .first<number>("cash")) ?? 0;

describe("cash out of a drawer", () => {
  test.each(Object.entries(ACTS))(
    "[A1] cash out by %s asks for the approval that its action requires, of its sum",
    async (_, act) => {
      const { subject_id, amount, ask } = await act.prepare();
      const before = await cashOf();
      const alone = await ask();
      expect([alone.status, alone.error]).toMatchObject([
        403,
        { code: "E_APPROVAL_REQUIRED", details: { reason: "missing" } },
      ]);
      const too_little = await ask(await grant(act.action, subject_id, amount - 1));
      expect(too_little.error).toMatchObject({ code: "E_APPROVAL_REQUIRED", details: { reason: "amount" } });
      const foreign = await ask(await grant(act.action, key(), amount));
      expect(foreign.error).toMatchObject({ code: "E_APPROVAL_REQUIRED", details: { reason: "subject" } });
      const strange = act.action === "reprint" ? "void" : "reprint";
      expect((await ask(await grant(strange, subject_id, amount))).error?.code).toBe("E_APPROVAL_REQUIRED");
      expect(await cashOf()).toBe(before);
      const approved = await ask(await grant(act.action, subject_id, amount));
      expect([approved.ok, approved.error]).toEqual([true, null]);
      expect(await cashOf()).toBe(before - amount);
      const approver_id = park.employees.supervisor?.employee_id;
      const where = `cash = ${-amount} AND approver_id = '${approver_id}'`;
      expect(await countRows("drawer_entries", park.tenant_id, where)).toBeGreaterThan(0);
    },
  );
});

describe("a movement", () => {
  const move = (fields: object, by = till) =>
    by.post("/cash_drawers/movements", { kind: "drop", amount: 100_000, reason: "to the safe", ...fields }, key());

  test("[S4] a movement of 1,000 baht out, or of any sum in, needs no second person", async () => {
    expect((await move({})).data).toMatchObject({ cash: -100_000, approver_id: null });
    expect((await move({ kind: "paid_in", amount: 5_000_000 })).data).toMatchObject({ cash: 5_000_000 });
  });

  test("[S4] the limit of movements also binds a person with approve, and the park can set another limit", async () => {
    const other = await newPark();
    const supervisor = await other.person("supervisor", "pos");
    await supervisor.post("/shifts/open", { cash_open: 500_000 });
    expect((await move({ amount: 100_001 }, supervisor)).error?.code).toBe("E_APPROVAL_REQUIRED");
    const owner = await other.person("owner");
    const limit = { approval: "unless_permitted", above_amount: 10_000, reason_required: false };
    await owner.call("PUT", "/approvals/requirements/drawer_open", limit);
    expect((await move({ amount: 10_000 }, supervisor)).status).toBe(201);
    expect((await move({ amount: 10_001 }, supervisor)).error?.code).toBe("E_APPROVAL_REQUIRED");
  });

  test("[I7] a movement with a grant, sent again under its movement_id, is the same movement and uses no second grant", async () => {
    const approval_token = await grant("drawer_open", shift_id, 200_000);
    const fields = { amount: 200_000, movement_id: key(), approval_token };
    const all = await Promise.all([move(fields), move(fields), move(fields)]);
    const repeated = await move(fields);
    for (const { data } of all) expect(data).toEqual(repeated.data);
    expect(await countRows("drawer_entries", park.tenant_id, `entry_id = '${fields.movement_id}'`)).toBe(1);
    expect((await move({ ...fields, movement_id: key() })).error?.code).toBe("E_APPROVAL_REQUIRED");
  });

  const opened = async () => {
    const other = await newPark();
    const cashier = await other.person("cashier", "pos");
    const { shift_id: subject_id } = (await cashier.post("/shifts/open", { cash_open: 500_000 })).data;
    const { email: approver_email, pin } = other.employees.supervisor ?? {};
    const approved = async (amount: number) => {
      const asked = { approver_email, pin, action: "drawer_open", subject_id, amount };
      return (await cashier.post("/approvals/verify-pin", asked)).data.approval_token as string;
    };
    return { other, cashier, approved, shift_id: subject_id };
  };

  test("[S4] a movement is held against the limit together with what was taken out of the shift without an approval before, also at once", async () => {
    const { other, cashier, approved } = await opened();
    const parts = await Promise.all(Array.from({ length: 5 }, () => move({ amount: 40_000 }, cashier)));
    expect(parts.map(({ status }) => status).toSorted()).toEqual([201, 201, 403, 403, 403]);
    expect((await move({ amount: 20_001, kind: "paid_out" }, cashier)).error?.code).toBe("E_APPROVAL_REQUIRED");
    const approval_token = await approved(50_000);
    expect((await move({ amount: 50_000, approval_token }, cashier)).status).toBe(201);
    expect((await move({ amount: 20_000, kind: "pickup" }, cashier)).status).toBe(201);
    expect((await move({ amount: 1 }, cashier)).error?.code).toBe("E_APPROVAL_REQUIRED");
    const alone = "SELECT SUM(cash) AS cash FROM drawer_entries WHERE tenant_id = ? AND approver_id IS NULL";
    expect(await env.DB.prepare(alone).bind(other.tenant_id).first("cash")).toBe(-100_000);
  });

  test("[S4] cash that a closing does not leave in the drawer needs the approval of a movement, once", async () => {
    const { other, cashier, approved, shift_id } = await opened();
    expect((await move({ amount: 60_000 }, cashier)).status).toBe(201);
    const close = (fields: object) => cashier.post("/shifts/close", { cash_counted: 440_000, ...fields });
    const alone = await close({ cash_left: 399_999 });
    expect([alone.status, alone.error]).toMatchObject([403, { code: "E_APPROVAL_REQUIRED" }]);
    const little = await close({ cash_left: 0, approval_token: await approved(439_999) });
    expect(little.error).toMatchObject({ code: "E_APPROVAL_REQUIRED", details: { reason: "amount" } });
    const with_grant = { cash_left: 0, approval_token: await approved(440_000) };
    const [first, second] = await Promise.all([close(with_grant), close(with_grant)]);
    expect([first.status, second.data]).toEqual([200, first.data]);
    const [told] = await auditRows(other.tenant_id, `event = 'shift.closed' AND subject_id = '${shift_id}'`);
    expect(told?.approver_id).toBe(other.employees.supervisor?.employee_id);
    await cashier.post("/shifts/open", { cash_open: 0 });
    expect((await cashier.post("/shifts/close", { cash_counted: 100_000, cash_left: 0 })).status).toBe(200);
  });

  test("[O7] a movement of an outage above the limit is kept and flagged", async () => {
    const { other, shift_id } = await opened();
    const hand_in = async (amount: number) =>
      recordMovement(await operation(other), {
        ...{ kind: "drop", amount, reason: "to the safe", happened_at: Date.now(), shift_id },
      });
    const [small, large] = [await hand_in(100_000), await hand_in(1)];
    expect([small.cash, large.cash, large.approver_id]).toEqual([-100_000, -1, null]);
    const rows = await auditRows(other.tenant_id, `event = 'drawer.moved' AND subject_id = '${shift_id}'`);
    const flagsOf = ({ movement_id }: { movement_id: string }) =>
      rows.map(({ changes }) => JSON.parse(changes)).find((told) => told.movement_id === movement_id)?.flags;
    expect([flagsOf(small), flagsOf(large)]).toEqual([undefined, ["unapproved"]]);
    const told = `type = 'drawer.moved' AND json_extract(data, '$.flags[0]') = 'unapproved'`;
    expect(await countRows("outbox", other.tenant_id, told)).toBe(1);
    const ended = { cash_counted: 399_999, cash_left: 0, shift_id, closed_at: Date.now() };
    expect(await closeShift(await operation(other), ended)).toMatchObject({ cash_left: 0 });
    const [closing] = await auditRows(other.tenant_id, `event = 'shift.closed' AND subject_id = '${shift_id}'`);
    expect(JSON.parse(closing?.changes ?? "{}").flags).toEqual(["unapproved"]);
  });
});
