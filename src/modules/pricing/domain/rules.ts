/** Which rules a cart meets, in which order, and what each of them takes or why it takes nothing (rules P2, P3, P9). */

import { percentOf } from "../../../shared/money.ts";
import { accept, type Result, refuse } from "../../../shared/result.ts";
import { cutsOf, type DiscountRule } from "./cuts.ts";
import { isMeant, type OpenLine, reachesMinimum, sumOf } from "./lines.ts";
import { type Moment, untimely } from "./when.ts";
import type { Applied, ManualDiscount, NotAppliedReason, Rule, RuleKind, Tariff } from "./words.ts";

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

/** Why a rule is not in force at a moment, whatever the cart; null when it is. */
export function whyNotInForce(rule: Rule, { store, used_up }: Tariff, moment: Moment): NotAppliedReason | null {
  if (!isOf(rule, store.store_id)) return "unknown";
  return untimely(rule, moment) ?? (used_up.has(rule.rule_id) ? "used_up" : null);
}

export function isOf({ active, store_id }: Rule, store: string): boolean {
  return active && (store_id === null || store_id === store);
}

/** Lets a rule take off the lines what it gives, and tells how much, or why it gives nothing. */
export function takeOff(rule: DiscountRule, lines: readonly OpenLine[]): Result<Applied, NotAppliedReason> {
  const meant = lines.filter(({ given }) => isMeant(rule, given));
  if (meant.length === 0) return refuse("no_match");
  if (!reachesMinimum(rule, meant)) return refuse("minimum");
  const taken = meant.filter(({ closed, applied }) => !closed && (rule.stackable || applied.length === 0));
  if (taken.length === 0) return refuse("not_stackable");
  const given = give(taken, cutsOf(rule, taken), { rule_id: rule.rule_id, name: rule.name });
  if (given.amount === 0) return refuse("nothing_left");
  if (!rule.stackable) for (const line of taken) line.closed = true;
  return accept(given);
}

/** Takes off what a person gave, line by line; it stacks with everything (rule P8). */
export function takeOffByHand(lines: readonly OpenLine[]): Applied {
  const cuts = lines.map(({ left, given: { discount } }) => (discount ? Math.min(left, offByHand(discount, left)) : 0));
  return give(lines, cuts, { name: "Manual discount" });
}

function offByHand({ kind, value }: ManualDiscount, left: number): number {
  return kind === "percent" ? percentOf(left, value) : value;
}

function give(lines: readonly OpenLine[], cuts: readonly number[], why: Omit<Applied, "amount">): Applied {
  for (const [index, line] of lines.entries()) {
    const amount = cuts[index] ?? 0;
    if (amount === 0) continue;
    line.left -= amount;
    line.applied.push({ ...why, amount });
  }
  return { ...why, amount: sumOf(cuts, (cut) => cut) };
}
