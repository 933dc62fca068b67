/** Admission of a person's tokens: a suspension, a new PIN or the end of the session ends them (rules T3, T4). */

export const EMPLOYEE_STATUSES = ["active", "suspended"] as const;
export type EmployeeStatus = (typeof EMPLOYEE_STATUSES)[number];

/**
 * Decides whether a token is refused; null when it is good. A suspension or a new PIN ends the tokens of older epochs.
 */
export function decideAdmission(
  facts: { status: EmployeeStatus; epoch: number },
  epoch: number,
  session_open: boolean,
): "suspended" | "superseded" | null {
  if (facts.status === "suspended") return "suspended";
  return facts.epoch === epoch && session_open ? null : "superseded";
}
