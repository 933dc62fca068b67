/** The acts that may need an approval, each with its permission and the fields that its request needs. */

import type { Permission } from "../../../../shared/permissions.ts";

/** The permission for an act; its approver needs it too, beside `approve`. */
export const ACTION_PERMISSION = {
  refund: "refund",
  goodwill: "refund",
  reprint: "reprint",
  manual_discount: "manual_discount",
  price_override: "price_override",
  void: "void",
  drawer_open: "drawer_open",
  shift_adjust: "shift_close",
  gate_override: "redeem",
  points: "approve",
} as const satisfies Record<string, Permission>;

export type Action = keyof typeof ACTION_PERMISSION;
/** Acts with a daily cap: those that may need approvals, and annulled passes of a gate. */
export type CountedAct = Action | "annul";

export const ACTIONS = Object.keys(ACTION_PERMISSION) as [Action, ...Action[]];

/** The kind of a requester: a person, or a device alone. */
export type AskerKind = "employee" | "device" | "token" | "system";

/**
 * Whether an act that needs a second person has a first one. A device alone is no person; only a gate override may have
 * just one (rule A1).
 */
export function hasFirstPerson(action: Action, asker: AskerKind): boolean {
  return asker === "employee" || action === "gate_override";
}

export type RequestField = "subject_id" | "amount" | "cart";

const MONEY: readonly RequestField[] = ["subject_id", "amount"];
const PRICE: readonly RequestField[] = [...MONEY, "cart"];

/** The fields that a request for an approval must have, so that a grant is never valid for any act (rule A1). */
export const MUST_NAME: Readonly<Record<Action, readonly RequestField[]>> = {
  refund: MONEY,
  goodwill: MONEY,
  void: MONEY,
  shift_adjust: MONEY,
  points: MONEY,
  manual_discount: PRICE,
  price_override: PRICE,
  reprint: [],
  drawer_open: [],
  gate_override: [],
};

/** The faults of a request for an approval: missing fields, and a cart for an act that has none. */
export function problemsWithNames(action: Action, asked: { [Field in RequestField]?: unknown }) {
  const problems = MUST_NAME[action]
    .filter((path) => asked[path] === undefined)
    .map((path) => ({ path, message: `is needed for ${action}` }));
  if (asked.cart === undefined || MUST_NAME[action].includes("cart")) return problems;
  return [...problems, { path: "cart" as const, message: `must be left out for ${action}` }];
}
