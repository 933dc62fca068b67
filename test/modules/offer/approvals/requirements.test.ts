/**
 * Tests of requirements: a tenant sets each act's requirement, for itself or a store, to the satang (rules A1, A6, T7).
 */

import { describe, expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { needsOnly } from "../../../support/guards.ts";
import {
  addPerson,
  auditRows,
  type Client,
  call,
  cashSale,
  clientOf,
  newPark,
  proven,
  rowCounts,
  rowsAdded,
  type TestPark,
} from "../../../support/park.ts";

const key = () => newId(Date.now());
const NONE = { above_amount: null, reason_required: false };

async function scene() {
  const park = await newPark();
  const owner = await park.person("owner");
  const put = (action: string, fields: object) =>
    owner.call("PUT", `/approvals/requirements/${action}`, { ...NONE, ...fields });
  const rule = async (action: string, by: Client = owner, store_id?: string) => {
    const { data } = await by.get(`/approvals/requirements${store_id ? `?store_id=${store_id}` : ""}`);
    return data.find((one: { action: string }) => one.action === action);
  };
  return { park, owner, put, rule };
}

/** One day ticket with a discount by hand. */
function discounted(park: TestPark, off: number, fields: object = {}) {
  const item = { package_id: park.packages.single, qty: 1, discount: { kind: "amount", value: off } };
  return { items: [item], payments: [{ method: "cash", amount: 35_000 - off }], ...fields };
}

const oneTicket = (park: TestPark) => cashSale(park.packages.single ?? "", 1, 35_000);

const sell = (by: Client, body: object) => by.post("/sales", body, key());

async function grant(park: TestPark, by: Client, fields: object): Promise<string> {
  const { email: approver_email, pin } = park.employees.manager ?? {};
  return (await by.post("/approvals/verify-pin", { approver_email, pin, ...fields })).data.approval_token;
}

const refusalOf = ({ status, error }: { status: number; error: { code: string } | null }) => [status, error?.code];

describe("requirements", () => {
  test("[T7] [U1] requirements apply by default, for the tenant, or for one store, which precedes; removed ones fall back", async () => {
    const { park, owner, put, rule } = await scene();
    expect(await rule("void")).toEqual({
      action: "void",
      approval: "unless_permitted",
      ...NONE,
      reason_required: true,
      source: "default",
      pending: [],
    });
    const reason_required = true;
    const of_tenant = await put("void", { approval: "always", above_amount: 50_000, reason_required });
    expect(of_tenant.data).toMatchObject({ approval: "always", above_amount: 50_000, source: "tenant" });
    await put("void", { approval: "always", reason_required, store_id: park.store_id });
    const at = (store_id: string) => rule("void", owner, store_id);
    expect([await at(park.store_id), await at(park.second_store_id)]).toMatchObject([
      { approval: "always", above_amount: null, source: "store" },
      { approval: "always", above_amount: 50_000, source: "tenant" },
    ]);
    await put("void", { approval: "always", above_amount: 40_000, reason_required, store_id: park.second_store_id });
    const gone = `/approvals/requirements/void?store_id=${park.second_store_id}`;
    await put("void", { approval: "always", above_amount: 30_000, reason_required });
    expect((await owner.call("DELETE", gone)).data).toMatchObject({ above_amount: 30_000, source: "tenant" });
    const before = await rowCounts(park.tenant_id);
    expect((await owner.call("DELETE", gone)).data).toMatchObject({ above_amount: 30_000, source: "tenant" });
    expect(rowsAdded(before, await rowCounts(park.tenant_id))).toEqual({});

    const rows = await auditRows(park.tenant_id, "event = 'approval_requirement.changed'");
    const { store_id, second_store_id } = park;
    expect(rows.map((row) => row.store_id)).toEqual([null, store_id, second_store_id, null, second_store_id]);
    expect(JSON.parse(rows[1]?.changes ?? "{}")).toEqual({
      before: { above_amount: 50_000, source: "tenant" },
      after: { above_amount: null, source: "store" },
    });
  });

  test("[T7] setting requirements needs the permission there, for the tenant in every store; the till reads them", async () => {
    const { park, rule } = await scene();
    const { email, pin } = await addPerson(park, { [park.store_id]: ["manager"] });
    const manager = await proven(clientOf((await call("POST", "/employees/login", { email, pin })).data.access_token));
    const body = { approval: "always", above_amount: null, reason_required: true };
    const path = "/approvals/requirements/void";
    expect(refusalOf(await manager.call("PUT", path, body))).toEqual([403, "E_PERMISSION"]);
    expect((await manager.call("PUT", path, { ...body, store_id: park.store_id })).status).toBe(200);
    const cashier = await park.person("cashier", "pos");
    expect(refusalOf(await cashier.call("PUT", path, body))).toEqual([403, "E_PERMISSION"]);
    expect(await rule("void", cashier)).toMatchObject({ approval: "always", source: "store" });
    expect(refusalOf(await manager.call("DELETE", path))).toEqual([403, "E_PERMISSION"]);
  });

  test("[I4] requirements that no act could meet are refused with the field", async () => {
    const { put } = await scene();
    const wrong: [action: string, fields: object, path: string][] = [
      ["gate_override", { approval: "unless_permitted" }, "approval"],
      ["gate_override", { approval: "always", reason_required: true }, "reason_required"],
      ["void", { approval: "never", above_amount: 1 }, "above_amount"],
      ["void", { approval: "sometimes" }, "approval"],
      ["void", { approval: "always", above_amount: -1 }, "above_amount"],
    ];
    for (const [action, fields, path] of wrong) {
      const reply = await put(action, fields);
      expect([reply.status, reply.error?.details]).toMatchObject([422, { fields: [{ path }] }]);
    }
    expect((await put("parade", { approval: "always" })).status).toBe(404);
  });
});

describe("an act", () => {
  test("[A1] an act of exactly the amount needs no grant, of one satang more it does; without the permission it always does", async () => {
    const { park, put } = await scene();
    await put("manual_discount", { approval: "always", above_amount: 10_000 });
    const cashier = await park.till();
    const supervisor = await park.person("supervisor", "pos");
    expect((await sell(supervisor, discounted(park, 10_000))).status).toBe(201);
    const more = await sell(supervisor, discounted(park, 10_001));
    expect([...refusalOf(more), more.error?.details?.reason]).toEqual([403, "E_APPROVAL_REQUIRED", "missing"]);
    const [sale_id, { items }] = [key(), discounted(park, 10_001)];
    const asked = { action: "manual_discount", subject_id: sale_id, amount: 10_001, cart: { items } };
    const approval_token = await grant(park, supervisor, asked);
    const sold = await sell(supervisor, discounted(park, 10_001, { sale_id, approval_token }));
    expect([sold.status, sold.data.approver_id]).toEqual([201, park.employees.manager?.employee_id]);
    expect(refusalOf(await sell(cashier, discounted(park, 1)))).toEqual([403, "E_APPROVAL_REQUIRED"]);
  });

  test("[A1] [P8] the amount of an act is the discounts by hand, without those of rules", async () => {
    const { park, owner, put } = await scene();
    await put("manual_discount", { approval: "always", above_amount: 1_000 });
    const rule = { name: "Ten off", kind: "cart_percent", params: { rate_bps: 1_000 }, priority: 1 };
    expect((await owner.post("/pricing/rules", rule)).status).toBe(201);
    await park.till();
    const supervisor = await park.person("supervisor", "pos");
    const paid = (off: number) => ({ payments: [{ method: "cash", amount: 31_500 - off }] });
    const sold = await sell(supervisor, discounted(park, 1_000, paid(1_000)));
    expect([sold.status, sold.data.discount_total]).toEqual([201, 4_500]);
    const more = await sell(supervisor, discounted(park, 1_001, paid(1_001)));
    expect(refusalOf(more)).toEqual([403, "E_APPROVAL_REQUIRED"]);
  });

  test("[A1] an act that always needs a grant needs it of a manager too, at that store and not at another", async () => {
    const { park, put } = await scene();
    for (const action of ["void", "drawer_open"])
      await put(action, { approval: "always", reason_required: action === "void", store_id: park.store_id });
    await park.till();
    const manager = await park.everywhere("manager");
    const { sale_id } = (await sell(manager, oneTicket(park))).data;
    const undone = await manager.post(`/sales/${sale_id}/void`, { reason_code: "cashier_error" });
    expect(refusalOf(undone)).toEqual([403, "E_APPROVAL_REQUIRED"]);
    expect(refusalOf(await manager.post("/cash_drawers/no-sale", { reason: "change" }))).toEqual([
      403,
      "E_APPROVAL_REQUIRED",
    ]);

    const device = await call("POST", "/auth/device/login", await park.addDevice("POS", park.second_store_id));
    const { email, pin } = park.employees.owner ?? {};
    const login = await clientOf(device.data.access_token).post("/employees/login", { email, pin });
    const there = clientOf(login.data.access_token);
    await there.post("/shifts/open", { cash_open: 100_000 });
    expect((await there.post("/cash_drawers/no-sale", { reason: "change" })).status).toBe(201);
  });

  test("[A1] an act that never needs a grant is free for holders of the permission only", async () => {
    const { park } = await scene();
    await needsOnly(park, "shift_adjust", { approval: "never" });
    const cashier = await park.till();
    const { shift_id } = (await cashier.get("/shifts/current")).data;
    const adjusted = await cashier.post(
      `/shifts/${shift_id}/adjustments`,
      { amount: -500, reason: "torn note" },
      key(),
    );
    expect([adjusted.status, adjusted.data.approver_id]).toEqual([201, null]);
    await needsOnly(park, "drawer_open", { approval: "never" });
    const by_itself = await park.device("pos");
    expect(refusalOf(await by_itself.post("/cash_drawers/no-sale", { reason: "change" }))).toEqual([
      403,
      "E_APPROVAL_REQUIRED",
    ]);
  });

  test("[A6] an act has a reason where it is required, at the counter, the drawer and the sale, and it is audited", async () => {
    const { park, owner } = await scene();
    const words = { label_en: "Change", label_th: "แลกเงิน" };
    const actions = ["drawer_open", "shift_adjust", "manual_discount", "void"];
    await owner.post("/approvals/reason-codes", { reason_code: "change", ...words, actions });
    for (const action of actions)
      await needsOnly(park, action, { approval: "unless_permitted", reason_required: true });
    await park.till();
    const supervisor = await park.person("supervisor", "pos");
    const { shift_id } = (await supervisor.get("/shifts/current")).data;
    const { sale_id } = (await sell(supervisor, oneTicket(park))).data;
    const acts: [event: string, act: (reason: object) => ReturnType<typeof sell>][] = [
      ["sale.created", (reason) => sell(supervisor, discounted(park, 500, reason))],
      ["drawer.opened", (reason) => supervisor.post("/cash_drawers/no-sale", { reason: "why", ...reason })],
      [
        "shift.adjusted",
        (reason) => supervisor.post(`/shifts/${shift_id}/adjustments`, { amount: 1, reason: "why", ...reason }, key()),
      ],
      ["sale.voided", (reason) => supervisor.post(`/sales/${sale_id}/void`, reason)],
    ];
    for (const [event, act] of acts) {
      expect([event, ...refusalOf(await act({}))]).toEqual([event, 422, "E_REASON_REQUIRED"]);
      expect([event, ...refusalOf(await act({ reason_code: "printer_jam" }))]).toEqual([
        event,
        422,
        "E_REASON_UNKNOWN",
      ]);
      expect([event, (await act({ reason_code: "change" })).error]).toEqual([event, null]);
      const row = (await auditRows(park.tenant_id, `event = '${event}'`)).at(-1);
      expect(JSON.parse(row?.changes ?? "{}")).toMatchObject({ reason_code: "change" });
    }
  });

  test("[A6] an act has no reason where none is required", async () => {
    const { park } = await scene();
    await needsOnly(park, "void", { approval: "unless_permitted" });
    await park.till();
    const supervisor = await park.person("supervisor", "pos");
    const { sale_id } = (await sell(supervisor, oneTicket(park))).data;
    const undone = await supervisor.post(`/sales/${sale_id}/void`, {});
    expect([undone.status, undone.data.void_reason_code]).toEqual([200, null]);
  });
});
