/** The lines of a cart while it is priced, in an order that does not depend on how they were entered (rules P4, P5). */

import type { Applied, CartLine, PriceSource, Rule } from "./words.ts";

/** A line between its price and its tax; `left` (satang) only falls, and never below zero. */
export interface OpenLine {
  /** Its place in the cart. */
  index: number;
  given: CartLine;
  unit_price: number;
  price_source: PriceSource;
  gross: number;
  left: number;
  applied: Applied[];
  /** Taken by a rule that stacks with no other. */
  closed: boolean;
}

/** Whether a rule means a line: its package is named, or is a part of the bundle, and it opens a zone that is named. */
export function isMeant(rule: Rule, { package_id, zone_ids }: CartLine): boolean {
  const named = rule.kind === "bundle" ? rule.params.parts.some((part) => part.package_id === package_id) : null;
  if (!(named ?? rule.package_ids?.includes(package_id) ?? true)) return false;
  return rule.zone_ids?.some((zone_id) => zone_ids.includes(zone_id)) ?? true;
}

/** Whether the lines that a rule means are, together, as many and as dear as it asks. */
export function reachesMinimum(rule: Rule, meant: readonly OpenLine[]): boolean {
  const qty = sumOf(meant, ({ given }) => given.qty);
  const amount = sumOf(meant, ({ left }) => left);
  return qty >= (rule.min_qty ?? 0) && amount >= (rule.min_amount ?? 0);
}

/**
 * The dearest unit first. Lines that no rule can tell apart stay as they were entered, so that a tie goes to the lowest
 * line; others are ordered by what tells them apart, so that the order of entry changes no total.
 */
export function inFixedOrder(lines: readonly OpenLine[], rules: readonly Rule[]): OpenLine[] {
  const keyed = lines.map((line) => ({ line, key: distinction(line.given, rules) }));
  keyed.sort((a, b) => b.line.unit_price - a.line.unit_price || compare(a.key, b.key));
  return keyed.map(({ line }) => line);
}

/** All that prices depend on besides the unit price. */
function distinction(line: CartLine, rules: readonly Rule[]): string {
  const { package_id, qty, tax, discount } = line;
  const meaning = rules.map((rule) => {
    if (!isMeant(rule, line)) return 0;
    return rule.kind === "bundle" ? package_id : 1;
  });
  return JSON.stringify([qty, tax.mode, tax.rate_bps, discount?.kind, discount?.value, meaning]);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function sumOf<Item>(items: readonly Item[], amountOf: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + amountOf(item), 0);
}
