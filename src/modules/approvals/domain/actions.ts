/** Each act that may need an approval, named once, with the permission that it takes. */

import type { Permission } from "../../../shared/permissions.ts";

/** The permission that an act takes, and its approver too, beside `approve`. */
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
