/**
 * Decides which rules apply to a cart, in which order, and what each takes off or why it takes nothing (rules P2, P3,
 * P9).
 */

import { percentOf } from "../../../../shared/money.ts";
import { accept, type Result, refuse } from "../../../../shared/result.ts";
import { cutsOf, type DiscountRule } from "./cuts.ts";
import {
  appliesTo,
  type EqualUnits,
  isGift,
  reachesMinimum,
  type Share,
  sumOf,
  takeFromShare,
  takeFromUnits,
} from "./lines.ts";
import { type Moment, untimely } from "./when.ts";
import type { Applied, NotAppliedReason, Rule, RuleKind, Tariff } from "./words.ts";

/** The steps in which prices change; within one, higher priority is first, then the kind, then the id or code. */
const STEPS: readonly (readonly RuleKind[])[] = [
  ["time_of_day"],
  ["line_percent", "line_amount", "bundle", "buy_n_get_m"],
  ["cart_percent", "cart_amount"],
  ["promo_code"],
];

export function inOrder(rules: readonly Rule[]): Rule[] {
  return rules.toSorted(
    (a, b) =>
      stepOf(a) - stepOf(b) ||
      b.priority - a.priority ||
      placeInStep(a) - placeInStep(b) ||
      (nameOf(a) < nameOf(b) ? -1 : 1),
  );
}

function stepOf({ kind }: Rule): number {
  return STEPS.findIndex((kinds) => kinds.includes(kind));
}

function placeInStep(rule: Rule): number {
  return STEPS[stepOf(rule)]?.indexOf(rule.kind) ?? 0;
}

function nameOf(rule: Rule): string {
  return rule.kind === "promo_code" ? rule.params.code : rule.rule_id;
}

/** The reason why a rule is not in force at a time, whatever the cart; null when it is. */
export function reasonNotInForce(rule: Rule, tariff: Tariff, moment: Moment): NotAppliedReason | null {
  const { store, used_up, customer_named } = tariff;
  if (!isOf(rule, store.store_id)) return "unknown";
  const reason = untimely(rule, moment) ?? (used_up.has(rule.rule_id) ? "used_up" : null);
  if (reason !== null) return reason;
  return rule.max_uses_per_customer !== null && !customer_named ? "customer_required" : null;
}

export function isOf({ active, store_id }: Rule, store: string): boolean {
  return active && (store_id === null || store_id === store);
}

/** Takes a rule's discount off the units, and returns the amount, or the reason for none. */
export function takeOff(rule: DiscountRule, all: readonly EqualUnits[]): Result<Applied, NotAppliedReason> {
  const meant = all.filter((units) => appliesTo(rule, units));
  if (meant.length === 0) return refuse("no_match");
  const counted = meant.filter((units) => !isGift(rule, units));
  if (!reachesMinimum(rule, counted)) return refuse("minimum");
  const taken = meant.filter(({ closed, discounted }) => !closed && (rule.stackable || !discounted));
  if (taken.length === 0) return refuse("not_stackable");
  const why = { rule_id: rule.rule_id, name: rule.name };
  const cuts = cutsOf(rule, taken);
  const amount = sumOf(cuts, (cut) => cut);
  if (amount === 0) return refuse("nothing_left");
  for (const [index, units] of taken.entries()) {
    takeFromUnits(units, cuts[index] ?? 0, why);
    if (!rule.stackable) units.closed = true;
  }
  return accept({ ...why, amount });
}

/** Takes off the discounts by hand; they stack with everything (rule P8). */
export function takeOffByHand(all: readonly EqualUnits[]): Applied {
  const why = { name: "Manual discount" };
  const amounts = all.flatMap((units) =>
    units.shares.map((share) => {
      const amount = offByHand(share);
      takeFromShare(units, share, amount, why);
      return amount;
    }),
  );
  return { ...why, amount: sumOf(amounts, (amount) => amount) };
}

function offByHand({ discount, left }: Share): number {
  if (!discount) return 0;
  // A till may hand in more than the whole, which no cart may ask.
  return Math.min(left, discount.kind === "percent" ? percentOf(left, discount.value) : discount.value);
}
