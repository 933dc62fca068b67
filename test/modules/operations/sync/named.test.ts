/** Tests of named persons: a till's records are kept, and believed only if the person could have done it (rule O7). */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { newId } from "../../../../src/platform/http/context.ts";
import { addPerson, auditRows, countRows, newPark, type TestPark } from "../../../support/park.ts";
import { handedIn, operationOf, saleOp } from "../../../support/sales-of-outage.ts";

const movement = (employee_id: string | undefined) =>
  operationOf("movement", Date.now(), { kind: "paid_in", amount: 5_000, reason: "coins", employee_id });

async function lastAudit(park: TestPark, event: string) {
  const row = (await auditRows(park.tenant_id, `event = '${event}'`)).at(-1);
  return { actor: [row?.actor_kind, row?.actor_id], changes: JSON.parse(row?.changes ?? "{}") };
}

test("[O7] the audit's actor is who hands in, and the person named is beside, doubted unless they were there", async () => {
  const park = await newPark();
  await park.till();
  const till = await park.device("pos");
  const elsewhere = await addPerson(park, { [park.second_store_id]: ["cashier"] });
  const stranger = newId(Date.now());
  const cases: [string | undefined, string[] | undefined][] = [
    [park.employees.cashier?.employee_id, undefined],
    [park.employees.owner?.employee_id, ["no_session"]],
    [elsewhere.employee_id, ["not_of_store"]],
    [stranger, ["unknown_person"]],
  ];
  for (const [employee_id, doubts] of cases) {
    const [result] = await handedIn(till, [movement(employee_id)]);
    expect([result.status, result.data.doubts]).toEqual(["applied", doubts]);
    const { actor, changes } = await lastAudit(park, "drawer.moved");
    expect(actor).toEqual(["device", park.devices.pos?.device_id]);
    expect([changes.on_behalf_of, changes.doubts, changes.actor_id]).toEqual([employee_id, doubts, employee_id]);
  }
});

test("[O7] a session that ended more than a day before does not count; a running one counts for thirty days", async () => {
  const park = await newPark();
  const till = await park.device("pos");
  const cashier = await park.till();
  const doubtsAt = async (at: number) => {
    const op = saleOp(park, 35_000, { cashier_id: park.employees.cashier?.employee_id }, at);
    return (await handedIn(till, [op]))[0].data.flags.cashier_doubts;
  };
  expect(await doubtsAt(Date.now() - 3_600_000)).toEqual([]);
  expect(await doubtsAt(Date.now() - 3 * 86_400_000)).toEqual(["no_session"]);
  await cashier.post("/auth/logout");
  expect(await countRows("device_sessions", park.tenant_id, "ended_at IS NOT NULL")).toBe(1);
  expect(await doubtsAt(Date.now())).toEqual([]);
  await env.DB.prepare("UPDATE device_sessions SET ended_at = ended_at - 90000000 WHERE tenant_id = ?")
    .bind(park.tenant_id)
    .run();
  expect(await doubtsAt(Date.now())).toEqual(["no_session"]);
});

test("[O7] a person's token hands in that person's own acts; another's wait for the device's token", async () => {
  const park = await newPark();
  const cashier = await park.till();
  const { cashier: own, owner } = park.employees;
  const ops = [movement(own?.employee_id), movement(undefined), movement(owner?.employee_id)];
  ops.push(saleOp(park, 35_000, { cashier_id: owner?.employee_id }));
  const results = await handedIn(cashier, ops);
  const waiting = { status: "rejected", code: "E_DEVICE_TOKEN_REQUIRED", retry: true };
  expect(results).toMatchObject([{ status: "applied" }, { status: "applied" }, waiting, waiting]);
  expect((await lastAudit(park, "drawer.moved")).actor).toEqual(["employee", own?.employee_id]);
  const again = await handedIn(await park.device("pos"), ops);
  expect(again.map(({ status }: { status: string }) => status)).toEqual([
    "duplicate",
    "duplicate",
    "applied",
    "applied",
  ]);
});

test("[O7] a timecard needs the device's token and is marked as handed in; a person's token cannot hand it in", async () => {
  const park = await newPark();
  const cashier = await park.person("cashier", "pos");
  const { employee_id } = park.employees.cashier ?? {};
  const clock_in = operationOf("timecard", Date.now(), { employee_id, action: "clock_in" });
  const [refused] = await handedIn(cashier, [clock_in]);
  expect(refused).toMatchObject({ status: "rejected", code: "E_DEVICE_TOKEN_REQUIRED", retry: true });
  expect(await countRows("timecards", park.tenant_id)).toBe(0);
  const [applied] = await handedIn(await park.device("pos"), [clock_in]);
  expect(applied.status).toBe("applied");
  expect((await cashier.get("/timecards")).data).toMatchObject([{ employee_id, handed_in: true }]);
  await cashier.post("/timecards/clock-out");
  const [punched] = (await cashier.get("/timecards")).data;
  expect([punched.handed_in, punched.clock_out_at !== null]).toEqual([true, true]);
});
