/** A person's object never goes back to an older reading of D1. */

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { holdNextReading } from "../support/faults.ts";
import { newPark } from "../support/park.ts";

test("[T3] of two readings of a person the one that began later stands, also when only the tenant's clock changed", async () => {
  const park = await newPark();
  const { tenant_id } = park;
  const employee_id = park.employees.cashier?.employee_id ?? "";
  const reload = () => env.EMPLOYEE.getByName(`${tenant_id}:${employee_id}`).reload({ tenant_id, employee_id });
  const owner = await park.person("owner");
  await reload();
  const held = holdNextReading();
  const early = reload();
  await held.read;
  await owner.call("PUT", "/sandbox/clock", { offset_seconds: 60 });
  held.release();
  expect(await early).toMatchObject({ clock_offset_s: 60 });
  expect(await reload()).toMatchObject({ clock_offset_s: 60 });
});
