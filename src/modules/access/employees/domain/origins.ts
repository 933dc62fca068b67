/**
 * Origins of approvers: for a week an approver is no second person for the person who made them an approver (rule A2).
 */

import type { Permission } from "../../../../shared/permissions.ts";
import { DAY_MS } from "../../../../shared/time.ts";

/** How long an approver does not count for the person who hired them, or gave them a PIN or the right to approve. */
export const ORIGIN_LIFE_MS = 7 * DAY_MS;

/** The permissions that make a person an approver of some act: `approve`, and the permission of the act. */
export const APPROVING: readonly Permission[] = [
  "approve",
  "refund",
  "reprint",
  "manual_discount",
  "price_override",
  "void",
  "drawer_open",
  "shift_close",
  "redeem",
  "settings_write",
];

/** Whether a change of a person's permissions lets them approve an act that they could not approve before. */
export function letsApprove(before: readonly Permission[], after: readonly Permission[]): boolean {
  return APPROVING.some((permission) => after.includes(permission) && !before.includes(permission));
}
