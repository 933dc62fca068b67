/** What ends a person's tokens (rules T3, T4). */

export const EMPLOYEE_STATUSES = ["active", "suspended"] as const;
export type EmployeeStatus = (typeof EMPLOYEE_STATUSES)[number];

/** A token of an older epoch ended with a suspension or a new PIN. */
export function decideAdmission(
  facts: { status: EmployeeStatus; epoch: number },
  epoch: number,
  session_open: boolean,
): "suspended" | "superseded" | null {
  if (facts.status === "suspended") return "suspended";
  return facts.epoch === epoch && session_open ? null : "superseded";
}
