/** Each act that may need an approval, named once, with the permission that it takes. */

import type { Permission } from "../../../../shared/permissions.ts";

/** The permission that an act takes, and its approver too, beside `approve`. */
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
/** Acts that are counted by the day: beside those that need approvals, passes that a gate takes back. */
export type CountedAct = Action | "annul";

export const ACTIONS = Object.keys(ACTION_PERMISSION) as [Action, ...Action[]];

/** Who asks: a person, or a device by itself. */
export type AskerKind = "employee" | "device" | "system";

/**
 * Whether an act that needs a second person has a first one. A device by itself is nobody; a gate override alone records
 * that one person acted (rule A1).
 */
export function hasFirstPerson(action: Action, asker: AskerKind): boolean {
  return asker === "employee" || action === "gate_override";
}

export type RequestField = "subject_id" | "amount" | "cart";

const MONEY: readonly RequestField[] = ["subject_id", "amount"];
const PRICE: readonly RequestField[] = [...MONEY, "cart"];

/** What a request for an approval must name, so that a grant is never good for just any act (rule A1). */
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

/** The problems with what a request for an approval names: a name that is missing, and a cart where none is meant. */
export function problemsWithNames(action: Action, asked: { [Field in RequestField]?: unknown }) {
  const problems = MUST_NAME[action]
    .filter((path) => asked[path] === undefined)
    .map((path) => ({ path, message: `is needed for ${action}` }));
  if (asked.cart === undefined || MUST_NAME[action].includes("cart")) return problems;
  return [...problems, { path: "cart" as const, message: `has no meaning for ${action}` }];
}
