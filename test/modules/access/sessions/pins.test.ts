/** Tests of strong PINs: a person who gives money away or opens the office needs one before anything else (rule A3). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { routes } from "../../../../src/modules/access/employees/routes.ts";
import { addPerson, auditRows, call, clientOf, newPark, randomIp, type TestPark } from "../../../support/park.ts";

const STRONG = "719364";

const login = (email: string, pin: string) => call("POST", "/employees/login", { email, pin }, { ip: randomIp() });
const codeOf = ({ status, error }: { status: number; error: { code: string } | null }) => [status, error?.code];

/** Adds a person with the short PIN 7193, as older versions allowed it, and as cashiers may have it. */
async function addWeak(park: TestPark, role: string) {
  const person = await addPerson(park, { [park.store_id]: ["cashier"] });
  const owner = await park.person("owner");
  expect((await owner.post(`/employees/${person.employee_id}/reset-pin`, { pin: "7193" })).status).toBe(200);
  if (role !== "cashier")
    await owner.call("PUT", `/employees/${person.employee_id}/memberships/${park.store_id}`, { roles: [role] });
  return { ...person, pin: "7193" };
}

test("[A3] no route sets a short or easily guessed PIN for a person who needs a strong one", async () => {
  const park = await newPark();
  const owner = await park.person("owner");
  const hire = (role: string, pin: string) => ({
    name: "Anong Jai",
    email: `${crypto.randomUUID()}@people.test`,
    pin,
    memberships: [{ store_id: park.store_id, roles: [role] }],
  });
  const { employee_id } = await addPerson(park, { [park.store_id]: ["supervisor"] });
  const supervisor = await park.person("supervisor");
  for (const pin of ["7193", "123456", "310785", "111111"]) {
    const refused = [
      [await owner.post("/employees", hire("supervisor", pin)), "pin"],
      [await owner.post(`/employees/${employee_id}/reset-pin`, { pin }), "pin"],
      [await supervisor.call("PUT", "/employees/me/pin", { pin: "482193", new_pin: pin }), "new_pin"],
    ] as const;
    for (const [{ status, error }, path] of refused)
      expect([status, error]).toMatchObject([422, { code: "E_VALIDATION", details: { fields: [{ path }] } }]);
  }
  expect((await owner.post("/employees", hire("cashier", "7193"))).status).toBe(201);
});

test("[A3] a cashier works with a short PIN; promoted to supervisor they may only change the PIN", async () => {
  const park = await newPark();
  const person = await addWeak(park, "cashier");
  const session = clientOf((await login(person.email, person.pin)).data.access_token);
  expect((await session.get("/employees/me")).status).toBe(200);
  const owner = await park.person("owner");
  const path = `/employees/${person.employee_id}/memberships/${park.store_id}`;
  await owner.call("PUT", path, { roles: ["supervisor"] });
  const later = clientOf((await login(person.email, person.pin)).data.access_token);
  for (const client of [session, later]) {
    for (const { method, path, access } of routes) {
      if (access.public || path === "/employees/me/pin") continue;
      const body = method === "get" || method === "delete" ? undefined : {};
      const reply = await client.call(method.toUpperCase(), path.replaceAll(/:\w+/g, person.employee_id), body);
      expect([path, ...codeOf(reply)]).toEqual([path, 403, "E_PIN_WEAK"]);
    }
  }
  const changed = await later.call("PUT", "/employees/me/pin", { pin: person.pin, new_pin: STRONG });
  expect([changed.status, changed.data]).toEqual([200, { employee_id: person.employee_id, changed: true }]);
  expect((await later.get("/employees/me")).status).toBe(200);
  expect((await session.get("/employees/me")).status).toBe(401);
  expect(codeOf(await login(person.email, person.pin))).toEqual([401, "E_CREDENTIALS"]);
  expect((await login(person.email, STRONG)).status).toBe(200);
});

test("[A3] a short PIN approves nothing and steps up nobody", async () => {
  const park = await newPark();
  const person = await addWeak(park, "supervisor");
  const cashier = await park.person("cashier", "pos");
  const grant = { approver_id: person.employee_id, pin: person.pin, action: "gate_override" };
  expect(codeOf(await cashier.post("/approvals/verify-pin", grant))).toEqual([403, "E_PIN_WEAK"]);
});

test("[A3] a person changes their PIN with the present one, once, and wrong ones are counted as at a login", async () => {
  const park = await newPark();
  const cashier = await park.person("cashier", "pos");
  const refresh_token = (await login(park.employees.cashier?.email ?? "", "482193")).data.refresh_token;
  const change = (pin: string, new_pin: string) => cashier.call("PUT", "/employees/me/pin", { pin, new_pin });
  expect(codeOf(await change("482193", "482193"))).toEqual([409, "E_PIN_SAME"]);
  for (let tried = 0; tried < 4; tried++) expect(codeOf(await change("000000", STRONG))).toEqual([401, "E_PIN_WRONG"]);
  expect((await change("482193", STRONG)).status).toBe(200);
  expect((await call("POST", "/auth/refresh", { refresh_token })).status).toBe(401);
  expect((await cashier.get("/employees/me")).status).toBe(200);
  for (let tried = 0; tried < 5; tried++) await change("000000", "906417");
  expect(codeOf(await change(STRONG, "906417"))).toEqual([429, "E_PIN_LOCKED"]);
  const events = (await auditRows(park.tenant_id, "subject_kind = 'employee'")).map(({ event }) => event);
  for (const event of ["employee.pin_changed", "employee.pin_change_refused"]) expect(events).toContain(event);
  const device = await park.device("pos");
  expect((await device.call("PUT", "/employees/me/pin", { pin: STRONG, new_pin: "906417" })).status).toBe(404);
});

test("[A3] a login that was proved with the old PIN opens no session after the change", async () => {
  const park = await newPark();
  const { employee_id = "" } = park.employees.cashier ?? {};
  const object = env.EMPLOYEE.getByName(`${park.tenant_id}:${employee_id}`);
  const place = "device:till";
  const now = Date.now();
  const asked = { tenant_id: park.tenant_id, employee_id, place, now, arrived_at: now };
  const proved = await object.tryPin({ ...asked, pin: "482193" });
  if (proved.result !== "right") throw new Error("wrong PIN");
  const cashier = await park.person("cashier");
  await cashier.call("PUT", "/employees/me/pin", { pin: "482193", new_pin: STRONG });
  expect(await object.openSession("late", null, now, proved.proof)).toBeNull();
});
