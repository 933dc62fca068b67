/** Tests of an approver's origin: for seven days an approver does not count for the person who made them one (rule A2). */

import { describe, expect, test } from "vitest";
import { APPROVING, letsApprove, ORIGIN_LIFE_MS } from "../../../../src/modules/access/employees/domain/origins.ts";
import { ACTION_PERMISSION } from "../../../../src/modules/offer/approvals/domain/actions.ts";
import { addPerson, auditRows, type Client, call, clientOf, newPark, stepUp } from "../../../support/park.ts";

const PIN = "482193";
const DAY_S = 86_400;

/** A manager at the till and in the office, and a cashier who requests too. */
async function scene() {
  const park = await newPark();
  const [at_till, office, cashier] = await Promise.all([
    park.person("manager", "pos"),
    park.person("manager"),
    park.person("cashier", "pos"),
  ]);
  return { park, at_till, office, cashier };
}

type Scene = Awaited<ReturnType<typeof scene>>;

const byPin = (by: Client, approver_id: string) =>
  by.post("/approvals/verify-pin", { approver_id, pin: PIN, action: "reprint" });

const told = ({ status, error }: Awaited<ReturnType<typeof byPin>>) => [status, error?.code, error?.details?.reason];

const MADE = [403, "E_APPROVER", "made_by_requester"];
const GRANTED = [200, undefined, undefined];

async function hired({ park, office }: Scene, roles = ["supervisor"], by = office): Promise<string> {
  const email = `${crypto.randomUUID()}@people.test`;
  const memberships = [{ store_id: park.store_id, roles }];
  const made = await by.post("/employees", { name: "Anong Jai", email, pin: PIN, memberships });
  expect(made.status).toBe(201);
  return made.data.employee_id;
}

/** A session of a person in the console. */
async function inConsole({ office }: Scene, employee_id: string): Promise<Client> {
  const { email } = (await office.get(`/employees/${employee_id}`)).data;
  return clientOf((await call("POST", "/employees/login", { email, pin: PIN })).data.access_token);
}

const supervisorIn = async ({ park }: Scene) =>
  (await addPerson(park, { [park.store_id]: ["supervisor"] })).employee_id;

/** The ways in which a manager makes an approver. */
const WAYS: [how: string, make: (scene: Scene) => Promise<string>][] = [
  ["hired", (scene) => hired(scene)],
  [
    "gave another PIN",
    async (scene) => {
      const employee_id = await supervisorIn(scene);
      await scene.office.post(`/employees/${employee_id}/reset-pin`, { pin: PIN });
      return employee_id;
    },
  ],
  [
    "gave the role",
    async (scene) => {
      const { employee_id } = await addPerson(scene.park, { [scene.park.store_id]: ["cashier"] });
      const path = `/employees/${employee_id}/memberships/${scene.park.store_id}`;
      expect((await scene.office.call("PUT", path, { roles: ["supervisor"] })).status).toBe(200);
      return employee_id;
    },
  ],
  [
    "gave the right, by widening the role that they hold",
    async (scene) => {
      const { park, office } = scene;
      const permissions = ["sell", "redeem"];
      expect((await office.call("PUT", "/roles/floor_lead", { permissions })).status).toBe(200);
      const { employee_id } = await addPerson(park, { [park.store_id]: ["floor_lead"] });
      const wider = [...permissions, "approve", "reprint"];
      expect((await office.call("PUT", "/roles/floor_lead", { permissions: wider })).status).toBe(200);
      return employee_id;
    },
  ],
  [
    "resumed",
    async (scene) => {
      const employee_id = await supervisorIn(scene);
      await scene.office.post(`/employees/${employee_id}/suspend`);
      await scene.office.post(`/employees/${employee_id}/resume`);
      return employee_id;
    },
  ],
];

describe("an approver", () => {
  test.each(WAYS)(
    "[A2] an approver whom the requester %s approves for others, but not for the requester",
    async (_, make) => {
      const own = await scene();
      const approver_id = await make(own);
      expect(told(await byPin(own.at_till, approver_id))).toEqual(MADE);
      const row = (await auditRows(own.park.tenant_id, "event = 'approval.refused'")).at(-1);
      expect([row?.subject_id, row?.changes]).toEqual([approver_id, expect.stringContaining("made_by_requester")]);
      expect(told(await byPin(own.cashier, approver_id))).toEqual(GRANTED);
    },
  );

  test("[A2] an approver created by a person whom the requester created does not count either", async () => {
    const own = await scene();
    const between = await hired(own, ["manager"]);
    const helper = await stepUp(await inConsole(own, between), PIN);
    const approver_id = await hired(own, ["supervisor"], helper);
    expect(told(await byPin(own.at_till, approver_id))).toEqual(MADE);
    expect(told(await byPin(own.cashier, approver_id))).toEqual(GRANTED);
  });

  test("[A2] an approver counts for their creator after seven days", async () => {
    const own = await scene();
    const approver_id = await hired(own);
    const owner = await own.park.person("owner");
    const at = (offset_seconds: number) => owner.call("PUT", "/sandbox/clock", { offset_seconds });
    expect((await at(7 * DAY_S - 60)).status).toBe(200);
    expect(told(await byPin(own.at_till, approver_id))).toEqual(MADE);
    expect((await at(7 * DAY_S + 60)).status).toBe(200);
    expect(told(await byPin(own.at_till, approver_id))).toEqual(GRANTED);
  });

  test("[A2] an approver known only to the requester cannot approve remotely either", async () => {
    const own = await scene();
    const approver_id = await hired(own);
    const approver = await inConsole(own, approver_id);
    const ask = async (by: Client) => (await by.post("/approvals", { action: "reprint" })).data.approval_id;
    const approve = (approval_id: string) => approver.post(`/approvals/${approval_id}/approve`, { pin: PIN });
    expect(told(await approve(await ask(own.at_till)))).toEqual(MADE);
    expect((await approve(await ask(own.cashier))).data?.status).toBe("approved");
  });

  test("[A2] an approver counts at once for other people, and after a change that gives no right to approve", async () => {
    const own = await scene();
    const { park, office, at_till } = own;
    expect(told(await byPin(at_till, park.employees.supervisor?.employee_id ?? ""))).toEqual(GRANTED);
    const employee_id = await supervisorIn(own);
    const path = `/employees/${employee_id}/memberships/${park.store_id}`;
    expect((await office.call("PUT", path, { roles: ["supervisor", "cashier"] })).status).toBe(200);
    expect(told(await byPin(at_till, employee_id))).toEqual(GRANTED);
  });
});

describe("the right to approve", () => {
  test("[A2] the right to approve is `approve` with the act's permission, and for seven days it is of its giver's making", () => {
    expect(new Set(APPROVING)).toEqual(new Set(["approve", "settings_write", ...Object.values(ACTION_PERMISSION)]));
    expect(ORIGIN_LIFE_MS).toBe(7 * DAY_S * 1000);
  });

  test.each([
    [[], ["approve"], true],
    [["approve"], ["approve", "refund"], true],
    [["approve", "refund"], ["approve", "refund"], false],
    [["approve", "refund"], ["refund"], false],
    [["approve"], ["approve", "reports_view"], false],
  ] as const)("[A2] from %j to %j is such a giving: %s", (before, after, given) => {
    expect(letsApprove(before, after)).toBe(given);
  });
});
