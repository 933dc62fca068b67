/** Decides the unit price before discounts: by the price list that fits best, then by the time of day (rule P2). */

import { percentOf, scaleHalfUp } from "../../../../shared/money.ts";
import { appliesTo, type OpenLine, reachesMinimum } from "./lines.ts";
import { isWithin } from "./when.ts";
import type { CartLine, PriceList, PriceSource, Rule, Tariff } from "./words.ts";

type TimeOfDay = Extract<Rule, { kind: "time_of_day" }>;

interface UnitPrice {
  unit_price: number;
  price_source: PriceSource;
}

/** The lines with their prices. `rules` are those in force, in their order. */
export function openLines(cart: readonly CartLine[], tariff: Tariff, rules: readonly Rule[]): OpenLine[] {
  const lists = listsThatFit(tariff);
  const listed = cart.map((line, index) => open(line, index, listedPrice(line, lists)));
  const hours = rules.filter((rule) => rule.kind === "time_of_day").filter((rule) => reaches(rule, listed));
  return listed.map((line) => {
    const rule = hours.find((hour) => appliesTo(hour, line.given));
    return atTheTill(rule ? open(line.given, line.index, priceOfHour(rule, line.unit_price)) : line);
  });
}

/** The line at the till's price, if it has one; a different listed price is kept beside it. */
function atTheTill(line: OpenLine): OpenLine {
  const { given, index, unit_price: listed_price } = line;
  const { override_price: unit_price, open_price = false } = given;
  if (unit_price === undefined || (unit_price === listed_price && !open_price)) return line;
  const said = {
    unit_price,
    price_source: { kind: open_price ? "open_price" : "override", id: null, name: null },
  } as const;
  return { ...open(given, index, said), ...(!open_price && { listed_price }) };
}

/** The price (satang) of one unit of each package by its best price list, before any time of day. */
export function priceByList(tariff: Pick<Tariff, "at" | "store" | "device_id" | "price_lists">) {
  const lists = listsThatFit(tariff);
  return (line: Pick<CartLine, "package_id" | "base_price">): number => listedPrice(line, lists).unit_price;
}

type Place = Pick<Tariff, "at" | "store" | "device_id">;

function listsThatFit(tariff: Place & Pick<Tariff, "price_lists">): PriceList[] {
  return bestFirst(tariff.price_lists.filter((list) => fits(list, tariff)));
}

function open(given: CartLine, index: number, { unit_price, price_source }: UnitPrice): OpenLine {
  const gross = scaleHalfUp(unit_price, given.qty, 1);
  return { index, given, unit_price, price_source, gross, left: gross, applied: [] };
}

function fits(list: PriceList, { at, store, device_id }: Place): boolean {
  const is_here = list.store_id === null || list.store_id === store.store_id;
  const is_ours = list.device_ids === null || (device_id !== null && list.device_ids.includes(device_id));
  return is_here && is_ours && isWithin(list, at);
}

/**
 * A list for some devices precedes one for the store, that precedes one for the tenant; then a list with a window
 * precedes one without.
 */
function bestFirst(lists: readonly PriceList[]): PriceList[] {
  return lists.toSorted(
    (a, b) =>
      Number(b.device_ids !== null) - Number(a.device_ids !== null) ||
      Number(b.store_id !== null) - Number(a.store_id !== null) ||
      Number(hasWindow(b)) - Number(hasWindow(a)) ||
      b.priority - a.priority ||
      (a.price_list_id > b.price_list_id ? -1 : 1),
  );
}

function hasWindow({ active_from, active_to }: PriceList): boolean {
  return active_from !== null || active_to !== null;
}

function listedPrice(
  { package_id, base_price }: Pick<CartLine, "package_id" | "base_price">,
  lists: readonly PriceList[],
): UnitPrice {
  const list = lists.find(({ prices }) => Object.hasOwn(prices, package_id));
  if (!list) return { unit_price: base_price, price_source: { kind: "package", id: null, name: null } };
  const price_source = { kind: "price_list", id: list.price_list_id, name: list.name } as const;
  return { unit_price: list.prices[package_id] ?? base_price, price_source };
}

function reaches(rule: TimeOfDay, lines: readonly OpenLine[]): boolean {
  const meant = lines.filter(({ given }) => appliesTo(rule, given));
  return reachesMinimum(
    rule,
    meant.map(({ given: { qty }, left }) => ({ qty, left })),
  );
}

function priceOfHour({ rule_id, name, params }: TimeOfDay, listed: number): UnitPrice {
  const unit_price = "price" in params ? params.price : listed - percentOf(listed, params.rate_bps);
  return { unit_price, price_source: { kind: "time_of_day", id: rule_id, name } };
}
