/** Decides requests for remote approvals: once, by another person, within ten minutes (rules A1, A2). */

export const REQUEST_STATUSES = ["pending", "approved", "rejected"] as const;

/** How long a request can be decided. */
export const REQUEST_LIFE_MS = 600_000;

export type Decision = Exclude<(typeof REQUEST_STATUSES)[number], "pending">;

/** The status of an approval: as decided; `expired` when nobody decided or used it in time; or `used`. */
export const APPROVAL_STATUSES = ["pending", "approved", "rejected", "expired", "used"] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

/** The facts of a request that its decision depends on. */
export interface RequestFacts {
  status: ApprovalStatus;
  decided_by: string | null;
}

const AFTER: Readonly<Record<Decision, readonly ApprovalStatus[]>> = {
  approved: ["approved", "used", "expired"],
  rejected: ["rejected"],
};

/** Whether a decision can be made now, was made already by the same person, or is too late. */
export function decideRequest(
  { status, decided_by }: RequestFacts,
  decision: Decision,
  employee_id: string,
): "open" | "repeated" | "decided" | "expired" {
  if (status === "pending") return "open";
  if (decided_by === null) return "expired";
  return decided_by === employee_id && AFTER[decision].includes(status) ? "repeated" : "decided";
}
