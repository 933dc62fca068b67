/** An approval asked for from afar is decided once, by another person, within ten minutes (rules A1, A2). */

export const REQUEST_STATUSES = ["pending", "approved", "rejected"] as const;

/** How long a request waits for a decision. */
export const REQUEST_LIFE_MS = 600_000;

export type Decision = Exclude<(typeof REQUEST_STATUSES)[number], "pending">;

/** How an approval stands: as decided, or `expired` while nobody decided or used it in time, or `used`. */
export const APPROVAL_STATUSES = ["pending", "approved", "rejected", "expired", "used"] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

/** What of a request decides whether it can still be decided. */
export interface Decidable {
  status: ApprovalStatus;
  decided_by: string | null;
}

const AFTER: Readonly<Record<Decision, readonly ApprovalStatus[]>> = {
  approved: ["approved", "used", "expired"],
  rejected: ["rejected"],
};

/** Whether a decision can be made, was made so by the same person before, or comes too late. */
export function decideRequest(
  { status, decided_by }: Decidable,
  decision: Decision,
  employee_id: string,
): "open" | "repeated" | "decided" | "expired" {
  if (status === "pending") return "open";
  if (decided_by === null) return "expired";
  return decided_by === employee_id && AFTER[decision].includes(status) ? "repeated" : "decided";
}
