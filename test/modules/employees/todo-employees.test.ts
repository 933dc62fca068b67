/** What a person can do to others that the rules do not mean. */

import { expect, test } from "vitest";
import { newPark } from "../../support/park.ts";

test("[T7] the last owner is not suspended by a manager", async () => {
  const park = await newPark();
  const manager = await park.person("manager");
  const reply = await manager.post(`/employees/${park.employees.owner?.employee_id}/suspend`);
  expect(reply.status).toBe(403);
});
