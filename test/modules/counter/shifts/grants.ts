/** Grants for shifts: a supervisor approves an adjustment of a till's shift. */

import type { Client, TestPark } from "../../../support/park.ts";

/** A grant to adjust a shift, as the supervisor gives it at the till. */
export async function grantFor(park: TestPark, asker: Client, subject_id: string): Promise<string> {
  const { employee_id: approver_id, pin } = park.employees.supervisor ?? {};
  const asked = { approver_id, pin, action: "shift_adjust", subject_id, amount: 100_000 };
  return (await asker.post("/approvals/verify-pin", asked)).data.approval_token;
}
