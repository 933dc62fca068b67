/**
 * The lines of a cart during pricing: equal units are one group, on any number of lines and in any order (rules P1, P4,
 * P5).
 */

import { allocate } from "../../../../shared/money.ts";
import type { Applied, CartLine, ManualDiscount, PriceSource, Rule } from "./words.ts";

/** A line between its price and its tax; `left` (satang) only falls, and never below zero. */
export interface OpenLine {
  /** Its place in the cart. */
  index: number;
  given: CartLine;
  unit_price: number;
  /** The listed price, when the till uses another. */
  listed_price?: number;
  price_source: PriceSource;
  gross: number;
  left: number;
  applied: Applied[];
}

/** Equal units with the same discount by hand: on lines with one percentage, or on one line with an amount. */
export interface Share {
  discount: ManualDiscount | undefined;
  left: number;
  lines: OpenLine[];
}

/** All units of a cart that no rule can tell apart: of one package, at one price and tax. */
export interface EqualUnits {
  package_id: string;
  zone_ids: readonly string[];
  unit_price: number;
  qty: number;
  left: number;
  discounted: boolean;
  /** True: a rule that stacks with no other took them. */
  closed: boolean;
  shares: Share[];
}

/** Whether a rule gives a package as a gift to buyers of others. */
export function isGift(rule: Rule, { package_id }: Pick<CartLine, "package_id">): boolean {
  return rule.kind === "buy_n_get_m" && (rule.params.get_package_ids?.includes(package_id) ?? false);
}

/**
 * Whether a rule applies to a line: it gives the package, names it or has it as a part of the bundle; and the package
 * opens a named zone.
 */
export function appliesTo(rule: Rule, { package_id, zone_ids }: Pick<CartLine, "package_id" | "zone_ids">): boolean {
  if (isGift(rule, { package_id })) return true;
  const named = rule.kind === "bundle" ? rule.params.parts.some((part) => part.package_id === package_id) : null;
  if (!(named ?? rule.package_ids?.includes(package_id) ?? true)) return false;
  return rule.zone_ids?.some((zone_id) => zone_ids.includes(zone_id)) ?? true;
}

/** Whether the rule's units reach its minimum quantity and amount, together. */
export function reachesMinimum(rule: Rule, meant: readonly { qty: number; left: number }[]): boolean {
  const qty = sumOf(meant, (units) => units.qty);
  const amount = sumOf(meant, ({ left }) => left);
  return qty >= (rule.min_qty ?? 0) && amount >= (rule.min_amount ?? 0);
}

/**
 * The units of a cart, dearest first. Units that no rule can tell apart stay as entered, so that a tie goes to the
 * lowest line. Others are ordered by their differences, so that the order of entry changes no total.
 */
export function equalUnits(lines: readonly OpenLine[], rules: readonly Rule[]): EqualUnits[] {
  const groups = [...Map.groupBy(lines, keyOf).values()].flatMap(unitsOf);
  const keyed = groups.map((units) => ({ units, key: distinction(units, rules) }));
  keyed.sort((a, b) => b.units.unit_price - a.units.unit_price || compare(a.key, b.key));
  return keyed.map(({ units }) => units);
}

function keyOf({ given, unit_price }: OpenLine): string {
  const { package_id, base_price, zone_ids, tax } = given;
  return JSON.stringify([package_id, unit_price, base_price, tax.mode, tax.rate_bps, zone_ids]);
}

function unitsOf(lines: OpenLine[]): EqualUnits[] {
  const shares = sharesOf(lines);
  return lines.slice(0, 1).map(({ given: { package_id, zone_ids }, unit_price }) => ({
    package_id,
    zone_ids,
    unit_price,
    qty: sumOf(lines, ({ given }) => given.qty),
    left: sumOf(lines, ({ left }) => left),
    discounted: false,
    closed: false,
    shares,
  }));
}

/** In a fixed order: lines that are equal in all this may swap without any effect. */
function sharesOf(lines: readonly OpenLine[]): Share[] {
  const sorted = lines.toSorted((a, b) => compare(byHandOf(a), byHandOf(b)) || a.given.qty - b.given.qty);
  const shares: Share[] = [];
  for (const line of sorted) {
    const { discount } = line.given;
    const last = shares.at(-1);
    const same = last && discount?.kind !== "amount" && last.discount?.kind === discount?.kind;
    if (same && last.discount?.value === discount?.value) {
      last.lines.push(line);
      last.left += line.left;
    } else shares.push({ discount, left: line.left, lines: [line] });
  }
  return shares;
}

function byHandOf({ given: { discount } }: OpenLine): string {
  return discount ? `${discount.kind} ${discount.value}` : "";
}

/** Everything that prices depend on besides the unit price. */
function distinction(units: EqualUnits, rules: readonly Rule[]): string {
  const { package_id, qty, shares } = units;
  const by_hand = shares.map(({ discount, lines }) => [
    discount?.kind,
    discount?.value,
    sumOf(lines, ({ given }) => given.qty),
  ]);
  const taxes = shares.slice(0, 1).flatMap(({ lines: [line] }) => [line?.given.tax.mode, line?.given.tax.rate_bps]);
  const meaning = rules.map((rule) => {
    if (!appliesTo(rule, units)) return 0;
    if (isGift(rule, units)) return 2;
    return rule.kind === "bundle" ? package_id : 1;
  });
  return JSON.stringify([qty, taxes, by_hand, meaning]);
}

/** Takes satang off units: off each line in proportion to what is left of it, so that none falls below zero. */
export function takeFromUnits(units: EqualUnits, amount: number, why: Omit<Applied, "amount">): void {
  const cuts = shareOut(amount, units.shares);
  for (const [index, share] of units.shares.entries()) takeFromShare(units, share, cuts[index] ?? 0, why);
}

/** The same off one share of them. */
export function takeFromShare(units: EqualUnits, share: Share, amount: number, why: Omit<Applied, "amount">): void {
  if (amount === 0) return;
  units.left -= amount;
  units.discounted = true;
  share.left -= amount;
  const cuts = shareOut(amount, share.lines);
  for (const [index, line] of share.lines.entries()) {
    const cut = cuts[index] ?? 0;
    if (cut === 0) continue;
    line.left -= cut;
    line.applied.push({ ...why, amount: cut });
  }
}

function shareOut(amount: number, parts: readonly { left: number }[]): number[] {
  if (parts.length === 1) return [amount];
  return allocate(
    amount,
    parts.map(({ left }) => left),
  );
}

/** The lines of units, each in its final state. */
export function linesOf(all: readonly EqualUnits[]): OpenLine[] {
  return all.flatMap(({ shares }) => shares.flatMap(({ lines }) => lines));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function sumOf<Item>(items: readonly Item[], amountOf: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + amountOf(item), 0);
}
