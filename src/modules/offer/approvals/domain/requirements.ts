/**
 * Decides whether an act needs an approval or a reason: by the nearest level's row, else by the action's default (rules
 * A1, A6).
 */

import { type Level, type Source, TENANT_LEVEL } from "../../../../shared/levels.ts";
import type { Action } from "./actions.ts";

/**
 * When a holder of the permission needs an approval: always, never, or only above `above_amount` (unless_permitted).
 */
export const APPROVAL_NEEDS = ["always", "unless_permitted", "never"] as const;

export interface Requirement {
  approval: (typeof APPROVAL_NEEDS)[number];
  /** Satang above which a holder of the permission needs an approval too; null: `approval` decides for every amount. */
  above_amount: number | null;
  reason_required: boolean;
}

const ALWAYS: Requirement = { approval: "always", above_amount: null, reason_required: false };
const UNLESS_PERMITTED: Requirement = { approval: "unless_permitted", above_amount: null, reason_required: false };

export const DEFAULT_REQUIREMENTS: Readonly<Record<Action, Requirement>> = {
  refund: { ...ALWAYS, reason_required: true },
  goodwill: { ...ALWAYS, reason_required: true },
  reprint: { ...ALWAYS, reason_required: true },
  manual_discount: UNLESS_PERMITTED,
  price_override: UNLESS_PERMITTED,
  void: { ...UNLESS_PERMITTED, reason_required: true },
  drawer_open: { ...UNLESS_PERMITTED, above_amount: 100_000 },
  shift_adjust: ALWAYS,
  gate_override: ALWAYS,
  points: ALWAYS,
};

/**
 * Whether an act with a sum in satang needs a grant. A person without the permission always needs one: the grant then
 * replaces the permission.
 */
export function needsApproval(
  { approval, above_amount }: Pick<Requirement, "approval" | "above_amount">,
  { amount, permission_held }: { amount: number; permission_held: boolean },
): boolean {
  if (!permission_held) return true;
  if (approval === "never") return false;
  return above_amount === null ? approval === "always" : amount > above_amount;
}

/** The requirement of an action, and the level that it comes from. */
export interface Standing extends Requirement {
  action: Action;
  source: Source;
}

/** A loosening that is not in force yet; `requirement` is null for the inherited one. */
export interface Pending {
  level: Level;
  requirement: Requirement | null;
  /** Epoch ms. */
  from: number;
}

/** The requirement of an action; `rows` are the tenant's and those of the one store that is asked about. */
export function requirementOf(
  action: Action,
  rows: readonly (Requirement & { action: Action; store_id: string })[],
): Standing {
  const own = rows.filter((row) => row.action === action);
  const at_store = own.find(({ store_id }) => store_id !== TENANT_LEVEL);
  const at_tenant = own.find(({ store_id }) => store_id === TENANT_LEVEL);
  const source = at_store ? "store" : at_tenant ? "tenant" : "default";
  const { approval, above_amount, reason_required } = at_store ?? at_tenant ?? DEFAULT_REQUIREMENTS[action];
  return { action, approval, above_amount, reason_required, source };
}

/** Satang above which a holder of the permission needs an approval: -1 for every act, infinite for none. */
function thresholdOf({ approval, above_amount }: Requirement): number {
  if (approval === "never") return Number.POSITIVE_INFINITY;
  return above_amount ?? (approval === "always" ? -1 : Number.POSITIVE_INFINITY);
}

/** Whether a change permits some act that needed an approval or a reason before. */
export function loosensRequirement(before: Requirement, after: Requirement): boolean {
  return thresholdOf(after) > thresholdOf(before) || (before.reason_required && !after.reason_required);
}

/** The fixed parts of an action's requirement, with the reason. */
const FIXED: Partial<Record<Action, { approval: string; reason_required: boolean; reason: string }>> = {
  gate_override: {
    approval: "must be always, of any amount: only a grant lets a refused guest in",
    reason_required: false,
    reason: "must be false: the verdict is the reason",
  },
  goodwill: {
    approval: "must be always, of any amount: no ticket stands for this money",
    reason_required: true,
    reason: "must be true: no ticket stands for this money",
  },
};

/** The fault of a requirement for an action, as a field and a sentence; null for none. */
export function problemWith(
  action: Action,
  { approval, above_amount, reason_required }: Requirement,
): { path: string; message: string } | null {
  const fixed = FIXED[action];
  if (fixed && (approval !== "always" || above_amount !== null)) return { path: "approval", message: fixed.approval };
  if (fixed && reason_required !== fixed.reason_required) return { path: "reason_required", message: fixed.reason };
  if (approval === "never" && above_amount !== null)
    return { path: "above_amount", message: "must be null where approval is never" };
  return null;
}
