/** What the world hears of approvals. */

export const APPROVAL_EVENTS = {
  granted: "approval.granted",
  requested: "approval.requested",
  approved: "approval.approved",
  rejected: "approval.rejected",
} as const;
