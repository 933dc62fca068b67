/** An approval is a grant for one act by another person, used once within two minutes (rules A1, A2). */

import { defineErrors } from "../../shared/errors.ts";
import type { Permission } from "../../shared/permissions.ts";

/** Each action that may need an approval, with the permission its approver must hold beside `approve`. */
export const ACTION_PERMISSION = {
  refund: "refund",
  reprint: "reprint",
  manual_discount: "manual_discount",
  price_override: "price_override",
  void: "void",
  drawer_open: "drawer_open",
  shift_adjust: "shift_close",
  gate_override: "redeem",
} as const satisfies Record<string, Permission>;

export type Action = keyof typeof ACTION_PERMISSION;
export const ACTIONS = Object.keys(ACTION_PERMISSION) as [Action, ...Action[]];

export const GRANT_LIFE_MS = 120_000;

export interface Grant {
  action: Action;
  store_id: string;
  /** The one thing it is for; null leaves the choice to its one use. */
  subject_id: string | null;
  /** Satang at most; null sets no limit. */
  amount: number | null;
  requester_id: string;
  approver_id: string;
  expires_at: number;
}

export interface GrantUse {
  action: Action;
  store_id: string;
  subject_id: string;
  /** Satang that the act is worth. */
  amount: number;
  requester_id: string;
  now: number;
}

export type GrantRefusal = "unknown" | "expired" | "action" | "store" | "requester" | "subject" | "amount";

/** Whether a grant allows this use, or what about it does not fit. That it is used once is the commit's part. */
export function decideGrant(grant: Grant | undefined, use: GrantUse): GrantRefusal | null {
  if (!grant) return "unknown";
  if (use.now > grant.expires_at) return "expired";
  if (grant.action !== use.action) return "action";
  if (grant.store_id !== use.store_id) return "store";
  if (grant.requester_id !== use.requester_id) return "requester";
  if (grant.subject_id !== null && grant.subject_id !== use.subject_id) return "subject";
  if (grant.amount !== null && use.amount > grant.amount) return "amount";
  return null;
}

/** Whether someone may approve an action: another person than the one who asks, with the permission there (rule A2). */
export function canApprove(
  approver: { employee_id: string; held: readonly Permission[] },
  action: Action,
  requester_id: string,
) {
  const permitted = approver.held.includes("approve") && approver.held.includes(ACTION_PERMISSION[action]);
  return permitted && approver.employee_id !== requester_id;
}

export const approvalErrors = defineErrors({
  reason_unknown: {
    code: "E_REASON_UNKNOWN",
    status: 422,
    message: "This is not a reason that the park gives for this act. GET /approvals/reason-codes lists them.",
  },
  required: {
    code: "E_APPROVAL_REQUIRED",
    status: 403,
    message: "This needs an approval that fits it. Ask a supervisor to enter their PIN.",
  },
  approver_pin: {
    code: "E_APPROVER_PIN",
    status: 403,
    message: "The approver and PIN do not belong together. Ask the approver to enter it again.",
  },
  approver: {
    code: "E_APPROVER",
    status: 403,
    message: "The approver must be another person who may approve this at your store.",
  },
});
