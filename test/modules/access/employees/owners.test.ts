/** Tests of owners: an owner owns every store, also later ones, and can always suspend anybody else. */

import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { spreadOwner } from "../../../../src/modules/access/employees/domain/owners.ts";
import { pinInForce } from "../../../../src/modules/access/employees/domain/pin-reset.ts";
import {
  addPerson,
  auditRows,
  type Client,
  call,
  clientOf,
  newPark,
  newProvider,
  proven,
  type Reply,
  type TestPark,
} from "../../../support/park.ts";
import { seededRandom } from "../../../support/seed.ts";

const DAY_MS = 86_400_000;
const told = ({ status, error }: Reply) => `${status}${error ? ` ${error.code}` : ""}`;

async function clientFor({ email, pin }: { email: string; pin: string }): Promise<Client> {
  return proven(clientOf((await call("POST", "/employees/login", { email, pin })).data.access_token));
}

/** A person's roles by store, from the rows. */
async function rolesOf(park: TestPark, employee_id: string): Promise<Record<string, string[]>> {
  const query = "SELECT store_id, roles FROM memberships WHERE tenant_id = ? AND employee_id = ? AND active = 1";
  const { results } = await env.DB.prepare(query)
    .bind(park.tenant_id, employee_id)
    .all<{ store_id: string; roles: string }>();
  return Object.fromEntries(results.map(({ store_id, roles }) => [store_id, JSON.parse(roles)]));
}

const ownerId = (park: TestPark) => park.employees.owner?.employee_id ?? "";

describe("a new store", () => {
  test("[T7] only an owner opens a store, and it has all owners from its first moment", async () => {
    const park = await newPark();
    const [owner, manager] = [await park.person("owner"), await park.person("manager")];
    const admin = await clientFor(
      await addPerson(park, { [park.store_id]: ["admin"], [park.second_store_id]: ["admin"] }),
    );
    for (const client of [manager, admin]) {
      const refused = await client.post("/stores", { name: "Mine" });
      expect([told(refused), refused.error?.details]).toEqual(["403 E_PERMISSION", { role: "owner" }]);
    }
    const second = await addPerson(park, { [park.store_id]: ["owner"] });
    const { store_id } = (await owner.post("/stores", { name: "Chiang Mai" })).data;
    for (const employee_id of [ownerId(park), second.employee_id])
      expect(await rolesOf(park, employee_id)).toEqual({
        [park.store_id]: ["owner"],
        [park.second_store_id]: ["owner"],
        [store_id]: ["owner"],
      });
    const other = await clientFor(second);
    expect(told(await other.post("/pairings", { store_id, type: "GATE" }))).toBe("201");
    expect(told(await other.call("PUT", "/settings/keys/tax.branch_code", { value: "00001" }))).toBe("200");
  });

  test("[T7] a store has the owners even if no route made it: a trigger adds them with its row", async () => {
    const park = await newPark();
    await env.DB.prepare("INSERT INTO stores (tenant_id, store_id, name, created_at) VALUES (?, 'BARE', 'Bare', 0)")
      .bind(park.tenant_id)
      .run();
    expect(await rolesOf(park, ownerId(park))).toMatchObject({ BARE: ["owner"] });
    expect(await rolesOf(park, park.employees.manager?.employee_id ?? "")).not.toHaveProperty("BARE");
  });
});

describe("an owner", () => {
  test("[T7] an owner is added to every store at once and removed from every store at once, and the answer says so", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const { employee_id } = await addPerson(park, { [park.second_store_id]: ["cashier"] });
    const path = (store_id: string) => `/employees/${employee_id}/memberships/${store_id}`;
    const made = await owner.call("PUT", path(park.store_id), { roles: ["owner"] });
    const everywhere = { [park.store_id]: ["owner"], [park.second_store_id]: ["cashier", "owner"] };
    expect(await rolesOf(park, employee_id)).toEqual(everywhere);
    expect(made.data.memberships).toEqual(Object.entries(everywhere).map(([store_id, roles]) => ({ store_id, roles })));
    const ended = await owner.call("DELETE", path(park.store_id));
    expect(ended.data.memberships).toEqual([{ store_id: park.second_store_id, roles: ["cashier"] }]);
    expect(await rolesOf(park, employee_id)).toEqual({ [park.second_store_id]: ["cashier"] });
    const hire = { name: "Anong", email: `${crypto.randomUUID()}@people.test`, pin: "719364" };
    const hired = await owner.post("/employees", {
      ...hire,
      memberships: [{ store_id: park.store_id, roles: ["owner"] }],
    });
    expect(hired.data.memberships).toHaveLength(2);
    expect(Object.keys(await rolesOf(park, hired.data.employee_id))).toHaveLength(2);
  });

  test("[T7] the last owner keeps the role, at whatever store it is removed", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    for (const store_id of [park.store_id, park.second_store_id]) {
      const path = `/employees/${ownerId(park)}/memberships/${store_id}`;
      expect(told(await owner.call("DELETE", path))).toBe("409 E_LAST_OWNER");
      expect(told(await owner.call("PUT", path, { roles: ["manager"] }))).toBe("409 E_LAST_OWNER");
    }
    expect(Object.values(await rolesOf(park, ownerId(park)))).toEqual([["owner"], ["owner"]]);
  });

  test("[T7] only an owner appoints, demotes, suspends and renames an owner or resets their PIN, not an admin", async () => {
    const park = await newPark();
    const everywhere = { [park.store_id]: ["admin"], [park.second_store_id]: ["admin"] };
    const admin = await clientFor(await addPerson(park, everywhere));
    const cashier_id = park.employees.cashier?.employee_id;
    const at = `/employees/${ownerId(park)}`;
    const membership = { store_id: park.store_id, roles: ["owner"] };
    const acts: [method: string, path: string, body?: object][] = [
      ["POST", "/employees", { name: "Mine", email: `${crypto.randomUUID()}@people.test`, memberships: [membership] }],
      ["PUT", `/employees/${cashier_id}/memberships/${park.store_id}`, { roles: ["owner"] }],
      ["PUT", `${at}/memberships/${park.store_id}`, { roles: ["cashier"] }],
      ["DELETE", `${at}/memberships/${park.second_store_id}`],
      ["POST", `${at}/suspend`, {}],
      ["POST", `${at}/resume`, {}],
      ["PATCH", at, { email: `${crypto.randomUUID()}@people.test` }],
      ["PATCH", at, { name: "Nobody" }],
      ["POST", `${at}/reset-pin`, { pin: "719364" }],
      ["DELETE", `${at}/totp`],
      ["DELETE", `${at}/sessions`],
    ];
    for (const [method, path, body] of acts) {
      const { status, error } = await admin.call(method, path, body);
      expect([method, path, status, error?.code, error?.details]).toEqual([
        ...[method, path, 403, "E_PERMISSION", { role: "owner" }],
      ]);
    }
    const owner = await park.person("owner");
    expect(told(await owner.call("PATCH", at, { name: "Malee" }))).toBe("200");
  });

  test.each([
    [
      "an owner added at one store is an owner of all",
      [{ store_id: "A", roles: ["x"] }],
      { store_id: "B", roles: ["owner"] },
      "A x,owner B owner C owner",
    ],
    [
      "an owner removed from one store owns none",
      [
        { store_id: "A", roles: ["x", "owner"] },
        { store_id: "C", roles: ["owner"] },
      ],
      null,
      "A x",
    ],
    [
      "another role changes at its store only",
      [{ store_id: "A", roles: ["x"] }],
      { store_id: "B", roles: ["y"] },
      "A x B y",
    ],
  ])("[T7] %s", (_, others, changed, expected) => {
    const placed = spreadOwner(others, changed, ["A", "B", "C"], (store_id, roles) => ({ store_id, roles }));
    expect(placed.map(({ store_id, roles }) => `${store_id} ${roles}`).join(" ")).toBe(expected);
  });
});

describe("after random acts of others", () => {
  test("[T7] an owner can still suspend each of them", async () => {
    const chance = seededRandom();
    const random = (below: number) => Math.floor(chance.next() * below);
    const pick = <Item>(items: readonly Item[]) => items[random(items.length)] as Item;

    const park = await newPark();
    const everywhere = (role: string) => ({ [park.store_id]: [role], [park.second_store_id]: [role] });
    const actors = [
      await clientFor(await addPerson(park, everywhere("admin"))),
      await clientFor(await addPerson(park, everywhere("admin"))),
      await park.person("manager"),
      await park.person("supervisor"),
    ];
    const { results } = await env.DB.prepare("SELECT employee_id FROM employees WHERE tenant_id = ?")
      .bind(park.tenant_id)
      .all<{ employee_id: string }>();
    const people = results.map(({ employee_id }) => employee_id);
    const roles = ["owner", "admin", "manager", "cashier", "mine"];
    const stores = [park.store_id, park.second_store_id];
    const someone = () => `/employees/${random(3) === 0 ? ownerId(park) : pick(people)}`;
    const email = () => `${crypto.randomUUID()}@people.test`;
    const soon = () => new Date(Date.now() + 3_600_000).toISOString();
    const acts: ((by: Client) => Promise<Reply>)[] = [
      (by) =>
        by.call("PUT", "/roles/mine", { permissions: ["sell", pick(["employee_manage", "settings_write", "refund"])] }),
      (by) => {
        const membership = { store_id: pick(stores), roles: [pick(roles)] };
        return by.post("/employees", { name: "Someone", email: email(), pin: "719364", memberships: [membership] });
      },
      (by) => by.call("PUT", `${someone()}/memberships/${pick(stores)}`, { roles: [pick(roles)] }),
      (by) => by.call("DELETE", `${someone()}/memberships/${pick(stores)}`),
      (by) => by.call("PATCH", someone(), { email: email() }),
      (by) => by.post(`${someone()}/reset-pin`, { pin: "719364" }),
      (by) => by.post(`${someone()}/suspend`),
      (by) => by.post(`${someone()}/resume`),
      (by) => by.call("DELETE", `${someone()}/totp`),
      (by) => by.call("DELETE", `${someone()}/sessions`),
      (by) => by.post("/stores", { name: "Mine" }),
      (by) => by.call("PATCH", `/stores/${pick(stores)}`, { active: random(2) === 1 }),
      (by) => by.call("PUT", "/settings/keys/limits.user_per_hour", { value: 600 }),
      (by) =>
        by.post("/tenant/maintenance", { from: soon(), until: new Date(Date.now() + DAY_MS - 1_000).toISOString() }),
    ];
    const owner_before = await rolesOf(park, ownerId(park));
    let done = 0;
    // A seed with few permitted acts draws more of them.
    for (let n = 0; n < 60 || (done <= 5 && n < 300); n++) if ((await pick(acts)(pick(actors))).ok) done += 1;
    await pick(actors).post("/tenant/maintenance", { until: soon() });
    expect(done).toBeGreaterThan(5);

    const owner = await park.visitor("owner");
    expect(told(await owner.call("DELETE", "/tenant/maintenance"))).toBe("200");
    expect(await rolesOf(park, ownerId(park))).toEqual(owner_before);
    const everybody = await env.DB.prepare("SELECT employee_id FROM employees WHERE tenant_id = ? AND employee_id <> ?")
      .bind(park.tenant_id, ownerId(park))
      .all<{ employee_id: string }>();
    for (const { employee_id } of everybody.results)
      expect(told(await owner.post(`/employees/${employee_id}/suspend`))).toBe("200");
    for (const actor of actors) expect((await actor.get("/stores")).status).not.toBe(200);
  });
});

describe("a sole owner who forgot their PIN", () => {
  const reset = (provider: Client, park: TestPark, body: object = {}, employee_id = ownerId(park)) =>
    provider.post(`/provider/tenants/${park.tenant_id}/owners/${employee_id}/reset-pin`, {
      reason: "she came to our office with her passport",
      ...body,
    });

  const login = (park: TestPark, pin: string) =>
    call("POST", "/employees/login", { email: park.employees.owner?.email, pin });

  /** Lets the day pass. */
  async function waitADay({ tenant_id, employees }: TestPark): Promise<void> {
    await env.DB.prepare("UPDATE pin_resets SET in_force_at = ? WHERE tenant_id = ?")
      .bind(Date.now() - 1, tenant_id)
      .run();
    const employee_id = employees.owner?.employee_id ?? "";
    await env.EMPLOYEE.getByName(`${tenant_id}:${employee_id}`).reload({ tenant_id, employee_id });
  }

  test("[T7] a sole owner gets a new PIN from the provider after 24 hours, with an audit row and an event in the park", async () => {
    const park = await newPark();
    const kept = await park.person("owner");
    const visitor = await newProvider("visitor");
    expect(told(await reset(visitor, park))).toBe("403 E_STEP_UP_REQUIRED");
    const provider = await newProvider();
    expect(told(await reset(provider, park, { reason: undefined }))).toBe("422 E_VALIDATION");
    const asked = await reset(provider, park);
    expect([asked.status, asked.data.pin]).toEqual([201, expect.stringMatching(/^\d{6}$/)]);
    const wait_ms = Date.parse(asked.data.in_force_at) - Date.now();
    expect(Math.abs(wait_ms - DAY_MS)).toBeLessThan(60_000);
    expect((await auditRows(park.tenant_id, "event = 'employee.pin_reset_asked'"))[0]?.changes).toContain("passport");
    const events = "SELECT COUNT(*) AS n FROM outbox WHERE tenant_id = ? AND type = 'employee.pin_reset_asked'";
    expect(await env.DB.prepare(events).bind(park.tenant_id).first("n")).toBe(1);
    expect(told(await login(park, asked.data.pin))).toBe("401 E_CREDENTIALS");

    await waitADay(park);
    expect(told(await login(park, "482193"))).toBe("401 E_CREDENTIALS");
    const logins = await Promise.all([login(park, asked.data.pin), login(park, asked.data.pin)]);
    expect(logins.map(({ status }) => status)).toContain(200);
    expect(told(await kept.get("/employees/me"))).toBe("401 E_UNAUTHENTICATED");
    expect(told(await login(park, asked.data.pin))).toBe("200");
    const rows = "SELECT COUNT(*) AS n FROM pin_resets WHERE tenant_id = ?";
    expect(await env.DB.prepare(rows).bind(park.tenant_id).first("n")).toBe(0);
  });

  test("[T7] a login with the old PIN cancels the new one for good", async () => {
    const park = await newPark();
    const { data } = await reset(await newProvider(), park, {});
    expect(told(await login(park, "482193"))).toBe("200");
    expect(await auditRows(park.tenant_id, "event = 'employee.pin_reset_cancelled'")).toHaveLength(1);
    await waitADay(park);
    expect(told(await login(park, data.pin))).toBe("401 E_CREDENTIALS");
    expect(told(await login(park, "482193"))).toBe("200");
  });

  test("[T7] a PIN that is set in another way meanwhile cancels the waiting one", async () => {
    const park = await newPark();
    const owner = await park.person("owner");
    const { data } = await reset(await newProvider(), park, {});
    expect((await owner.post(`/employees/${ownerId(park)}/reset-pin`, { pin: "719364" })).status).toBe(200);
    await waitADay(park);
    expect(told(await login(park, data.pin))).toBe("401 E_CREDENTIALS");
    expect(told(await login(park, "719364"))).toBe("200");
  });

  test("[T7] the provider resets no PIN while there is another owner, and none of another person or park", async () => {
    const park = await newPark();
    const provider = await newProvider();
    const cashier_id = park.employees.cashier?.employee_id ?? "";
    expect(told(await reset(provider, park, {}, cashier_id))).toBe("409 E_NOT_SOLE_OWNER");
    const other = await newPark();
    expect(told(await reset(provider, park, {}, ownerId(other)))).toBe("404 E_NOT_FOUND");
    await addPerson(park, { [park.store_id]: ["owner"] });
    expect(told(await reset(provider, park))).toBe("409 E_NOT_SOLE_OWNER");
  });

  test("[T7] the waiting PIN is valid from its moment on, without an alarm or job", () => {
    const facts = { pin_hash: "old", next_pin: { pin_hash: "new", in_force_at: 1_000 } };
    expect(pinInForce(facts, 999)).toEqual({ pin_hash: "old", pin_reset: "cancelled" });
    expect(pinInForce(facts, 1_000)).toEqual({ pin_hash: "new", pin_reset: "taken" });
    expect(pinInForce({ ...facts, next_pin: null }, 1_000)).toEqual({ pin_hash: "old", pin_reset: null });
  });
});
