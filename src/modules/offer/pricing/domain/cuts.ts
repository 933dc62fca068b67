/** Decides how much each kind of rule takes off its units: never more than their charge (rules P3–P5). */

import { allocate, percentOf } from "../../../../shared/money.ts";
import { type EqualUnits, isGift, sumOf } from "./lines.ts";
import type { ParamsOf, Rule } from "./words.ts";

/** A rule that takes something off, after the price is found. */
export type DiscountRule = Exclude<Rule, { kind: "time_of_day" }>;

/** Satang off each group of equal units, in order; together at most the rule's max_discount. */
export function cutsOf(rule: DiscountRule, groups: readonly EqualUnits[]): number[] {
  const cuts = uncapped(rule, groups);
  const whole = sumOf(cuts, (cut) => cut);
  const { max_discount } = rule;
  return max_discount === null || whole <= max_discount ? cuts : allocate(max_discount, cuts);
}

function uncapped(rule: DiscountRule, groups: readonly EqualUnits[]): number[] {
  switch (rule.kind) {
    case "line_percent":
      return groups.map(({ left }) => percentOf(left, rule.params.rate_bps));
    case "line_amount":
      return groups.map(({ left, qty }) => Math.min(left, rule.params.amount * qty));
    case "cart_percent":
    case "cart_amount":
    case "promo_code":
      return offTheCart(rule.params, groups);
    case "bundle":
      return offSets(rule.params, groups);
    case "buy_n_get_m":
      return rule.params.get_package_ids ? offGifts(rule, groups) : offCheapest(rule.params, groups);
  }
}

/** One amount over all units, in proportion to their charge. */
function offTheCart(params: { rate_bps: number } | { amount: number }, groups: readonly EqualUnits[]): number[] {
  const charged = groups.map(({ left }) => left);
  const whole = sumOf(charged, (left) => left);
  const off = "rate_bps" in params ? percentOf(whole, params.rate_bps) : Math.min(whole, params.amount);
  return allocate(off, charged);
}

/** As many complete sets as there are, of the dearest units; it takes off their worth above the set's price. */
function offSets({ parts, price }: ParamsOf["bundle"], groups: readonly EqualUnits[]): number[] {
  const units = runsOf(groups).toSorted((a, b) => b.price - a.price);
  const needed = [...Map.groupBy(parts, ({ package_id }) => package_id)].map(([package_id, same]) => ({
    qty: sumOf(same, ({ qty }) => qty),
    units: units.filter(({ group }) => groups[group]?.package_id === package_id),
  }));
  const sets = Math.min(...needed.map((part) => Math.floor(countOf(part.units) / part.qty)));
  const worth = groups.map(() => 0);
  for (const part of needed) addWorth(worth, part.units, part.qty * sets);
  const off = sumOf(worth, (value) => value) - price * sets;
  return allocate(Math.max(0, off), worth);
}

/** The cheapest units of all together, as many of each group as the rule gives. */
function offCheapest({ buy_qty, get_qty, rate_bps }: ParamsOf["buy_n_get_m"], groups: readonly EqualUnits[]): number[] {
  const units = runsOf(groups).toSorted((a, b) => a.price - b.price);
  const sets = Math.floor(countOf(units) / (buy_qty + get_qty));
  const worth = groups.map(() => 0);
  addWorth(worth, units, sets * get_qty);
  return worth.map((value) => percentOf(value, rate_bps));
}

/** The cheapest units of the gift packages, as many for each group of bought units. */
function offGifts(rule: Extract<Rule, { kind: "buy_n_get_m" }>, groups: readonly EqualUnits[]): number[] {
  const { buy_qty, get_qty, rate_bps } = rule.params;
  const isGiven = ({ group }: Run) => groups.slice(group, group + 1).some((units) => isGift(rule, units));
  const runs = runsOf(groups).toSorted((a, b) => a.price - b.price);
  const sets = Math.floor(countOf(runs.filter((run) => !isGiven(run))) / buy_qty);
  const worth = groups.map(() => 0);
  addWorth(worth, runs.filter(isGiven), sets * get_qty);
  return worth.map((value) => percentOf(value, rate_bps));
}

/** Units with the same charge now. */
interface Run {
  /** The place of their group among all. */
  group: number;
  price: number;
  qty: number;
}

/** Splits each group into runs: where its charge does not divide evenly, the first units bear a satang more each. */
function runsOf(groups: readonly EqualUnits[]): Run[] {
  return groups.flatMap(({ left, qty }, group) => {
    const more = left % qty;
    const price = (left - more) / qty;
    return [
      { group, price: price + 1, qty: more },
      { group, price, qty: qty - more },
    ].filter((run) => run.qty > 0);
  });
}

function countOf(runs: readonly Run[]): number {
  return sumOf(runs, ({ qty }) => qty);
}

/** Adds to each group the charge of those of its units that are among the first `count`. */
function addWorth(worth: number[], runs: readonly Run[], count: number): void {
  let missing = count;
  for (const { group, price, qty } of runs) {
    const taken = Math.min(missing, qty);
    worth[group] = (worth[group] ?? 0) + price * taken;
    missing -= taken;
  }
}
