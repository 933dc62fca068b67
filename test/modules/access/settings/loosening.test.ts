/**
 * Tests of loosening: two people loosen a guard and it takes effect later; one person tightens it at once (rule T7).
 */

import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import { LOOSENED_AFTER_MS, loosens } from "../../../../src/modules/access/settings/domain/loosening.ts";
import { standingAt } from "../../../../src/shared/waiting.ts";
import {
  auditRows,
  type CallOptions,
  type Client,
  countRefusals,
  countRows,
  newPark,
  type Reply,
  randomIp,
  writeRepeats,
} from "../../../support/park.ts";

afterEach(() => void vi.useRealTimers());

const PIN = "482193";
const HOUR_S = 3_600;
const USED = "refunds.used_tickets";

async function scene() {
  const park = await newPark();
  const owner = await park.person("owner");
  const manager = await park.person("manager");
  /** The approvers for the owner, and for the manager. */
  const approver = { approver_id: park.employees.manager?.employee_id, pin: PIN };
  const owner_agrees = { approver_id: park.employees.owner?.employee_id, pin: PIN };
  const set = (key: string, value: unknown, fields: object = { approver }, by: Client = owner) =>
    by.call("PUT", `/settings/keys/${key}`, { value, ...fields });
  const read = async (key: string) => (await owner.get(`/settings/keys/${key}`)).data;
  const at = async (offset_seconds: number) => owner.call("PUT", "/sandbox/clock", { offset_seconds });
  return { park, owner, manager, approver, owner_agrees, set, read, at };
}

const refusalOf = ({ status, error }: Reply) => [status, error?.code];

describe("a guard", () => {
  test.each([
    [USED, "never", "with_approval", true],
    [USED, "with_approval", "never", false],
    [USED, "never", "never", false],
    ["refunds.within_days", 30, 31, true],
    ["refunds.within_days", 30, 0, true],
    ["refunds.within_days", 0, 30, false],
    ["refunds.daily_cap_per_employee", 50, 51, true],
    ["refunds.daily_cap_per_employee", 50, 0, true],
    ["refunds.daily_cap_per_employee", 0, 10_000, false],
    ["reprints.daily_cap_per_employee", 20, 21, true],
    ["reprints.daily_cap_per_device", 50, 0, true],
    ["refunds.goodwill_max_amount", 0, 1, true],
    ["refunds.goodwill_max_amount", 1, 0, false],
    ["offline.max_price_gap_bps", 2_000, 2_001, true],
    ["offline.max_price_gap_bps", 2_000, 0, false],
    ["tickets.annuls_per_device_per_day", 20, 21, true],
    ["receipt.language", "th", "en", false],
    ["constructor", 1, 2, false],
  ])("[T12] %s from %j to %j loosens: %s", (key, before, after, looser) => {
    expect(loosens(key, before, after)).toBe(looser);
  });

  test("[T12] a loosening is in force in its own millisecond and not in the one before", () => {
    const row = { value: "never", waiting: { next: "with_approval", next_from: 1_000 } };
    expect(standingAt(row, 999)).toEqual(row);
    expect(standingAt(row, 1_000)).toEqual({ value: "with_approval", waiting: null });
    expect(standingAt({ value: 5, waiting: { next: null, next_from: 1_000 } }, 1_001).value).toBeNull();
  });

  test("[T12] two people loosen a guard; it is pending, published, and in force after an hour without an alarm", async () => {
    const { park, approver, set, read, at } = await scene();
    const asked = await set(USED, "with_approval");
    expect(asked.status).toBe(200);
    const from = Date.parse(asked.data.pending[0].from);
    expect(Math.abs(from - Date.now() - HOUR_S * 1000)).toBeLessThan(60_000);
    expect(await read(USED)).toMatchObject({
      value: "never",
      source: "default",
      tenant_value: null,
      pending: [{ level: "tenant", value: "with_approval" }],
    });
    const row = (await auditRows(park.tenant_id, "event = 'requirement.loosened'")).at(-1);
    expect(row).toMatchObject({ subject_id: USED, approver_id: approver.approver_id });
    expect(await countRows("outbox", park.tenant_id, "type = 'requirement.loosened'")).toBe(1);
    await at(HOUR_S - 30);
    expect(await read(USED)).toMatchObject({ value: "never" });
    await at(HOUR_S + 30);
    expect(await read(USED)).toMatchObject({ value: "with_approval", source: "tenant", pending: [] });
  });

  test.each([
    ["who asked for it", "manager"],
    ["who agreed to it", "owner"],
  ])("[T12] a loosening ends when %s is suspended before it is in force; what was in force stays", async (_, asks) => {
    const { park, owner, manager, approver, owner_agrees, set, read } = await scene();
    const [by, agrees] = asks === "manager" ? [manager, owner_agrees] : [owner, approver];
    const limit = { approval: "unless_permitted", above_amount: 900_000, reason_required: false, approver: agrees };
    const set_limit = await by.call("PUT", "/approvals/requirements/drawer_open", limit);
    expect([set_limit.status, (await set(USED, "with_approval", { approver: agrees }, by)).status]).toEqual([200, 200]);
    await set("refunds.within_days", 60, { approver: agrees }, by);
    const in_force = "UPDATE settings SET next_from = 1, version = version + 1 WHERE tenant_id = ? AND key = ?";
    await env.DB.prepare(in_force).bind(park.tenant_id, "refunds.within_days").run();
    const suspended = await owner.post(`/employees/${park.employees.manager?.employee_id}/suspend`);
    expect(suspended.status, suspended.text).toBe(200);
    expect(await read(USED)).toMatchObject({ value: "never", pending: [] });
    expect(await read("refunds.within_days")).toMatchObject({ value: 60, pending: [] });
    const rows = (await owner.get(`/approvals/requirements?store_id=${park.store_id}`)).data;
    const drawer = rows.find(({ action }: { action: string }) => action === "drawer_open");
    expect(drawer).toMatchObject({ above_amount: 100_000, pending: [] });
    expect(await countRows("settings", park.tenant_id, "next_from > 1")).toBe(0);
    expect(await countRows("approval_requirements", park.tenant_id, "next_from > 1")).toBe(0);
  });

  test("[T12] nobody loosens a guard alone while another person could approve, or without a step-up", async () => {
    const { park, set, manager, approver, read } = await scene();
    expect(refusalOf(await set(USED, "with_approval", {}))).toEqual([403, "E_SECOND_PERSON"]);
    expect(refusalOf(await set(USED, "with_approval", {}, manager))).toEqual([403, "E_SECOND_PERSON"]);
    const visitor = await park.visitor("owner");
    expect(refusalOf(await set(USED, "with_approval", { approver }, visitor))).toEqual([403, "E_STEP_UP_REQUIRED"]);
    expect(await read(USED)).toMatchObject({ value: "never", pending: [] });
  });

  test("[T12] the approver is another person with the permission everywhere it concerns, and enters their PIN", async () => {
    const { park, set } = await scene();
    const by = (key: string, pin = PIN) => ({ approver: { approver_id: park.employees[key]?.employee_id, pin } });
    expect(refusalOf(await set(USED, "with_approval", by("owner")))).toEqual([403, "E_APPROVER"]);
    expect(refusalOf(await set(USED, "with_approval", by("supervisor")))).toEqual([403, "E_APPROVER"]);
    expect(refusalOf(await set(USED, "with_approval", by("manager", "000111")))).toEqual([403, "E_APPROVER_PIN"]);
    const memberships = [park.store_id, park.second_store_id].map((store_id) => ({ store_id, roles: ["manager"] }));
    const owner = await park.person("owner");
    const email = `${crypto.randomUUID()}@people.test`;
    const made = await owner.post("/employees", { name: "Anong Jai", email, pin: PIN, memberships });
    const own = { approver: { approver_id: made.data.employee_id, pin: PIN } };
    expect(refusalOf(await set(USED, "with_approval", own))).toEqual([403, "E_APPROVER"]);
    const manager = await park.person("manager");
    expect((await set(USED, "with_approval", { ...own, store_id: park.store_id }, manager)).status).toBe(200);
  });

  test("[T12] one person tightens a guard at once, which ends a waiting loosening", async () => {
    const { set, read, at } = await scene();
    expect((await set(USED, "with_approval")).status).toBe(200);
    expect((await set(USED, "never", {})).data).toMatchObject({ value: "never", pending: [] });
    await at(2 * HOUR_S);
    expect(await read(USED)).toMatchObject({ value: "never", pending: [] });
    expect((await set("refunds.within_days", 7, {})).data).toMatchObject({ value: 7, pending: [] });
  });

  test("[T12] removing a stricter value is a loosening as well, and waits too", async () => {
    const { park, owner, approver, set, read, at } = await scene();
    await set("refunds.within_days", 7, {});
    const path = "/settings/keys/refunds.within_days";
    expect(refusalOf(await owner.call("DELETE", path))).toEqual([403, "E_SECOND_PERSON"]);
    expect((await owner.call("DELETE", path, { approver })).data).toMatchObject({
      value: 7,
      pending: [{ level: "tenant", value: null }],
    });
    await at(HOUR_S + 1);
    expect(await read("refunds.within_days")).toMatchObject({ value: 30, source: "default", pending: [] });
    const at_store = { store_id: park.store_id };
    expect(refusalOf(await set("refunds.within_days", 31, at_store))).toEqual([403, "E_SECOND_PERSON"]);
  });

  test("[T12] an owner without another approver loosens a guard alone, in force after a day", async () => {
    const { park, owner, set, read, at } = await scene();
    const { employee_id } = park.employees.manager ?? {};
    expect((await owner.post(`/employees/${employee_id}/suspend`)).status).toBe(200);
    expect((await set(USED, "with_approval", {})).status).toBe(200);
    await at(24 * HOUR_S - 60);
    expect(await read(USED)).toMatchObject({ value: "never" });
    await at(24 * HOUR_S + 60);
    expect(await read(USED)).toMatchObject({ value: "with_approval" });
    expect(LOOSENED_AFTER_MS).toEqual({ by_two: 3_600_000, alone: 86_400_000 });
  });

  test("[T12] a guard that is tightened while another person repeats its loosening stays tight", async () => {
    const { park, set, read, at } = await scene();
    await set("refunds.within_days", 7, {});
    for (let round = 0; round < 5; round++) {
      const values = [6 - round, 7 - round, 7 - round, 7 - round];
      const all = values.map((value) => set("refunds.within_days", value, {}));
      const told = (await Promise.all(all)).map(({ status, error }) => error?.code ?? status);
      // A looser value after the tighter one is a loosening and needs a second person.
      for (const outcome of told) expect([200, "E_SECOND_PERSON"]).toContain(outcome);
      expect(await read("refunds.within_days")).toMatchObject({ value: 6 - round });
    }
    await at(25 * HOUR_S);
    expect(await read("refunds.within_days")).toMatchObject({ value: 2, pending: [] });
    expect(await countRows("outbox", park.tenant_id, "type = 'requirement.loosened'")).toBe(0);
  });
});

describe("an act's requirement", () => {
  const put = (by: Client, action: string, fields: object, options: CallOptions = {}) => {
    const requirement = { above_amount: null, reason_required: true, ...fields };
    return by.call("PUT", `/approvals/requirements/${action}`, requirement, options);
  };
  const read = async (by: Client, action: string) =>
    (await by.get("/approvals/requirements")).data.find((one: { action: string }) => one.action === action);

  test("[T12] a manager alone cannot set a requirement to never for one refund, and set it back", async () => {
    const { park, manager } = await scene();
    expect(refusalOf(await put(manager, "refund", { approval: "never" }))).toEqual([403, "E_SECOND_PERSON"]);
    expect(await read(manager, "refund")).toMatchObject({ approval: "always", source: "default", pending: [] });
    expect(await countRows("approval_requirements", park.tenant_id)).toBe(0);
  });

  test("[T12] two people loosen a requirement, in force after an hour, and published; so is the drawer's limit", async () => {
    const { park, manager, owner, owner_agrees: approver, at } = await scene();
    const both = { approver };
    const asked = await put(manager, "refund", { approval: "never", ...both });
    expect(asked.data).toMatchObject({
      approval: "always",
      pending: [{ level: "tenant", requirement: { approval: "never" } }],
    });
    const limit = { approval: "always", reason_required: false };
    expect((await put(manager, "drawer_open", { ...limit, above_amount: 50_000 })).data.pending).toEqual([]);
    const more = { ...limit, above_amount: 50_001 };
    expect(refusalOf(await put(manager, "drawer_open", more))).toEqual([403, "E_SECOND_PERSON"]);
    expect((await put(manager, "drawer_open", { ...more, ...both })).data.above_amount).toBe(50_000);
    const rows = await auditRows(park.tenant_id, "event = 'requirement.loosened'");
    expect(rows.map(({ subject_id, approver_id }) => [subject_id, approver_id])).toEqual([
      ["refund", approver.approver_id],
      ["drawer_open", approver.approver_id],
    ]);
    await at(HOUR_S - 30);
    expect(await read(owner, "refund")).toMatchObject({ approval: "always" });
    await at(HOUR_S + 30);
    expect(await read(owner, "refund")).toMatchObject({ approval: "never", source: "tenant", pending: [] });
    expect(await read(owner, "drawer_open")).toMatchObject({ above_amount: 50_001 });
  });

  test("[T12] dropping a required reason is a loosening, and so is removing a store's stricter rule", async () => {
    const { park, manager, owner_agrees: approver } = await scene();
    const less = { approval: "unless_permitted", reason_required: false };
    expect(refusalOf(await put(manager, "void", less))).toEqual([403, "E_SECOND_PERSON"]);
    const { store_id } = park;
    expect((await put(manager, "void", { approval: "always", store_id })).data.approval).toBe("always");
    const path = `/approvals/requirements/void?store_id=${store_id}`;
    expect(refusalOf(await manager.call("DELETE", path))).toEqual([403, "E_SECOND_PERSON"]);
    expect((await manager.call("DELETE", path, { approver })).data).toMatchObject({
      approval: "always",
      pending: [{ level: "store", requirement: null }],
    });
    expect((await put(manager, "void", { approval: "always", store_id })).data.pending).toEqual([]);
  });

  test("[T12] the approver's PIN is locked as in a login, and each wrong one is in the audit", async () => {
    const { park, manager } = await scene();
    const approver = { approver_id: park.employees.owner?.employee_id, pin: "000222" };
    const from_here = { ip: randomIp() };
    const wrong = () => put(manager, "refund", { approval: "never", approver }, from_here);
    for (let tries = 0; tries < 5; tries++) expect(refusalOf(await wrong())).toEqual([403, "E_APPROVER_PIN"]);
    expect(refusalOf(await wrong())).toEqual([429, "E_PIN_LOCKED"]);
    await writeRepeats(env.EMPLOYEE.getByName(`${park.tenant_id}:${park.employees.owner?.employee_id}`));
    expect(await countRefusals(park.tenant_id, "approval.refused")).toEqual({ wrong: 5, locked: 1 });
  });
});
