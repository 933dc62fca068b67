/** What each kind of rule takes off the lines it takes: never more than is charged for them (rules P3–P5). */

import { allocate, percentOf } from "../../../shared/money.ts";
import { type OpenLine, sumOf } from "./lines.ts";
import type { ParamsOf, Rule } from "./words.ts";

/** A rule that takes something off, after the price is found. */
export type DiscountRule = Exclude<Rule, { kind: "time_of_day" }>;

/** Satang off each line, in the order of the lines; together at most the rule's max_discount. */
export function cutsOf(rule: DiscountRule, lines: readonly OpenLine[]): number[] {
  const cuts = uncapped(rule, lines);
  const whole = sumOf(cuts, (cut) => cut);
  const { max_discount } = rule;
  return max_discount === null || whole <= max_discount ? cuts : allocate(max_discount, cuts);
}

function uncapped(rule: DiscountRule, lines: readonly OpenLine[]): number[] {
  switch (rule.kind) {
    case "line_percent":
      return lines.map(({ left }) => percentOf(left, rule.params.rate_bps));
    case "line_amount":
      return lines.map(({ left, given }) => Math.min(left, rule.params.amount * given.qty));
    case "cart_percent":
    case "cart_amount":
    case "promo_code":
      return offTheCart(rule.params, lines);
    case "bundle":
      return offSets(rule.params, lines);
    case "buy_n_get_m":
      return offCheapest(rule.params, lines);
  }
}

/** One amount over all lines, by what is charged for each. */
function offTheCart(params: { rate_bps: number } | { amount: number }, lines: readonly OpenLine[]): number[] {
  const charged = lines.map(({ left }) => left);
  const whole = sumOf(charged, (left) => left);
  const off = "rate_bps" in params ? percentOf(whole, params.rate_bps) : Math.min(whole, params.amount);
  return allocate(off, charged);
}

/** As many complete sets as there are, of the dearest units; what they are worth above their price, by line. */
function offSets({ parts, price }: ParamsOf["bundle"], lines: readonly OpenLine[]): number[] {
  const units = unitsOf(lines).toSorted((a, b) => b.price - a.price);
  const needed = [...Map.groupBy(parts, ({ package_id }) => package_id)].map(([package_id, same]) => ({
    qty: sumOf(same, ({ qty }) => qty),
    units: units.filter(({ line }) => lines[line]?.given.package_id === package_id),
  }));
  const sets = Math.min(...needed.map((part) => Math.floor(countOf(part.units) / part.qty)));
  const worth = lines.map(() => 0);
  for (const part of needed) addWorth(worth, part.units, part.qty * sets);
  const off = sumOf(worth, (value) => value) - price * sets;
  return allocate(Math.max(0, off), worth);
}

/** The cheapest units of all lines together, so many of each group as the rule gives. */
function offCheapest({ buy_qty, get_qty, rate_bps }: ParamsOf["buy_n_get_m"], lines: readonly OpenLine[]): number[] {
  const units = unitsOf(lines).toSorted((a, b) => a.price - b.price);
  const groups = Math.floor(countOf(units) / (buy_qty + get_qty));
  const worth = lines.map(() => 0);
  addWorth(worth, units, groups * get_qty);
  return worth.map((value) => percentOf(value, rate_bps));
}

/** So many units of a line for each of which the same is charged now. */
interface Units {
  /** Its place among the lines. */
  line: number;
  price: number;
  qty: number;
}

/** What a line's charge does not divide by, its first units bear a satang each. */
function unitsOf(lines: readonly OpenLine[]): Units[] {
  return lines.flatMap(({ left, given: { qty } }, line) => {
    const more = left % qty;
    const price = (left - more) / qty;
    return [
      { line, price: price + 1, qty: more },
      { line, price, qty: qty - more },
    ].filter((units) => units.qty > 0);
  });
}

function countOf(units: readonly Units[]): number {
  return sumOf(units, ({ qty }) => qty);
}

/** Adds to each line what is charged for those of its units that are among the first `count`. */
function addWorth(worth: number[], units: readonly Units[], count: number): void {
  let missing = count;
  for (const { line, price, qty } of units) {
    const taken = Math.min(missing, qty);
    worth[line] = (worth[line] ?? 0) + price * taken;
    missing -= taken;
  }
}
