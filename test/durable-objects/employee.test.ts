/** Tests of a person's object: it never returns to an older read of D1, and keeps a bounded number of sessions. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { holdNextReading } from "../support/faults.ts";
import { newPark } from "../support/park.ts";

test("[T3] of two reads of a person the one that began later counts, even if only the tenant's clock changed", async () => {
  const park = await newPark();
  const { tenant_id } = park;
  const employee_id = park.employees.cashier?.employee_id ?? "";
  const reload = () => env.EMPLOYEE.getByName(`${tenant_id}:${employee_id}`).reload({ tenant_id, employee_id });
  const owner = await park.person("owner");
  await reload();
  const held = holdNextReading(employee_id);
  const early = reload();
  await held.read;
  await owner.call("PUT", "/sandbox/clock", { offset_seconds: 60 });
  held.release();
  expect(await early).toMatchObject({ clock_offset_s: 60 });
  expect(await reload()).toMatchObject({ clock_offset_s: 60 });
});

const KEPT = 20;

test("[T3] the oldest session ends when too many are open", async () => {
  const park = await newPark();
  const object = env.EMPLOYEE.getByName(`${park.tenant_id}:${park.employees.cashier?.employee_id}`);
  const now = Date.now();
  for (let number = 0; number < KEPT + 3; number++) await object.openSession(`session ${number}`, null, now + number);
  const open = (await object.listSessions(now)).map(({ session_id }) => session_id);
  expect(open).toEqual(Array.from({ length: KEPT }, (_, number) => `session ${number + 3}`));
});

test("[T3] a session that no refresh token can renew is not shown, and an ended one is not stepped up", async () => {
  const park = await newPark();
  const object = env.EMPLOYEE.getByName(`${park.tenant_id}:${park.employees.cashier?.employee_id}`);
  const now = Date.now();
  await object.openSession("old", null, now - 31 * 86_400_000);
  expect(await object.listSessions(now)).toEqual([]);
  await object.openSession("new", null, now);
  await object.endSessions(["new", "never was"]);
  await object.stepUp("new", now + 1_000);
  expect(await object.listSessions(now)).toEqual([]);
});
