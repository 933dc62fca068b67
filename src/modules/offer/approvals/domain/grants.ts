/**
 * Decides whether a grant allows an act: one act, approved by another person, used once within two minutes (rules A1,
 * A2).
 */

import type { Permission } from "../../../../shared/permissions.ts";
import { ACTION_PERMISSION, type Action, type AskerKind, hasFirstPerson } from "./actions.ts";

export const GRANT_LIFE_MS = 120_000;

export interface Grant {
  action: Action;
  store_id: string;
  /** The one subject that it is for; null leaves the choice to its one use. */
  subject_id: string | null;
  /** The highest sum in satang; null: only for an act without a sum. */
  amount: number | null;
  /** The mark of the cart that the approver saw; null: for no cart. */
  cart_mark: string | null;
  requester_id: string;
  approver_id: string;
  /** Whether the approver still has the permissions and the PIN with which they approved. */
  approver_stands: boolean;
  expires_at: number;
  /** The record that used it up; null while unused. */
  used_for: string | null;
}

export interface GrantUse {
  action: Action;
  store_id: string;
  subject_id: string;
  /** For a sale: its parked cart, which a grant may name instead of the sale. */
  parked_id?: string;
  /** The act's sum in satang. */
  amount: number;
  /** For a sale: the mark of its cart. */
  cart_mark?: string;
  requester_id: string;
  requester_kind: AskerKind;
  now: number;
}

export type GrantRefusal =
  | "unknown"
  | "used"
  | "expired"
  | "device"
  | "action"
  | "store"
  | "requester"
  | "subject"
  | "amount"
  | "cart"
  | "approver";

/**
 * The reason why a grant does not allow this use; null when it does. The commit makes sure that a grant is used once.
 */
export function decideGrant(grant: Grant | undefined, use: GrantUse): GrantRefusal | null {
  if (!grant) return "unknown";
  if (grant.used_for !== null) return "used";
  if (use.now > grant.expires_at) return "expired";
  if (!hasFirstPerson(use.action, use.requester_kind)) return "device";
  if (grant.action !== use.action) return "action";
  if (grant.store_id !== use.store_id) return "store";
  if (grant.requester_id !== use.requester_id) return "requester";
  if (grant.subject_id !== null && grant.subject_id !== use.subject_id && grant.subject_id !== use.parked_id)
    return "subject";
  if (use.amount > (grant.amount ?? 0)) return "amount";
  if (grant.cart_mark !== null && grant.cart_mark !== use.cart_mark) return "cart";
  return grant.approver_stands ? null : "approver";
}

/** Whether a person may approve an action: another person than the requester, with the permission there (rule A2). */
export function canApprove(
  approver: { employee_id: string; held: readonly Permission[] },
  action: Action,
  requester_id: string,
) {
  return approver.employee_id !== requester_id && holdsBoth(approver.held, action);
}

/** Whether these permissions suffice to approve another person's action. */
export function holdsBoth(held: readonly Permission[], action: Action): boolean {
  return neededToApprove(action).every((permission) => held.includes(permission));
}

/** The permissions needed to approve an action. */
export function neededToApprove(action: Action): readonly Permission[] {
  return ["approve", ACTION_PERMISSION[action]];
}
