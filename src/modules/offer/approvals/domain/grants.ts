/** An approval is a grant for one act by another person, used once within two minutes (rules A1, A2). */

import type { Permission } from "../../../../shared/permissions.ts";
import { ACTION_PERMISSION, type Action, type AskerKind, hasFirstPerson } from "./actions.ts";

export const GRANT_LIFE_MS = 120_000;

export interface Grant {
  action: Action;
  store_id: string;
  /** The one thing it is for; null leaves the choice to its one use. */
  subject_id: string | null;
  /** Satang at most; null: it is for an act that is worth nothing. */
  amount: number | null;
  /** The cart that the approver saw; null: it is for no cart. */
  cart_mark: string | null;
  requester_id: string;
  approver_id: string;
  /** Whether the approver still holds what they held when they approved, by the same PIN. */
  approver_stands: boolean;
  expires_at: number;
  /** What it was used up for; null while it is not. */
  used_for: string | null;
}

export interface GrantUse {
  action: Action;
  store_id: string;
  subject_id: string;
  /** Of a sale: the parked cart that it sells, which a grant may name in its place. */
  parked_id?: string;
  /** Satang that the act is worth. */
  amount: number;
  /** Of a sale: its cart. */
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

/** Whether a grant allows this use, or what about it does not fit. That two uses at once are one is the commit's part. */
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

/** Whether someone may approve an action: another person than the one who asks, with the permission there (rule A2). */
export function canApprove(
  approver: { employee_id: string; held: readonly Permission[] },
  action: Action,
  requester_id: string,
) {
  return approver.employee_id !== requester_id && holdsBoth(approver.held, action);
}

/** Whether these permissions allow approving an action of somebody else. */
export function holdsBoth(held: readonly Permission[], action: Action): boolean {
  return neededToApprove(action).every((permission) => held.includes(permission));
}

/** What approving an action takes. */
export function neededToApprove(action: Action): readonly Permission[] {
  return ["approve", ACTION_PERMISSION[action]];
}
