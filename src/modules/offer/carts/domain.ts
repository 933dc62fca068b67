/**
 * Compares carts and sums discounts by hand: two carts with the same lines and discounts by hand are equal (rules A1,
 * P8).
 */

export { cartErrors } from "../../../shared/errors/counter.ts";

/** A line of a cart as the till sent it. */
export interface CartItem {
  package_id: string;
  qty: number;
  /** Epoch ms: the beginning of a slot, for a package with slots. */
  slot_start?: number;
  discount?: { kind: "percent" | "amount"; value: number; reason_code?: string };
  /** Satang for one unit, set at the till instead of its price. */
  override_price?: number;
}

export interface Cart {
  items: CartItem[];
  promo_codes?: string[];
  customer_id?: string;
}

/** Satang of discounts by hand in a priced cart: everything that no rule gives. */
export function discountByHand({ applied }: { applied: readonly { rule_id?: string; amount: number }[] }): number {
  return applied.reduce((sum, { rule_id, amount }) => (rule_id === undefined ? sum + amount : sum), 0);
}

/** Satang by which prices by hand differ from the listed ones, up or down; null without prices by hand. */
export function overriddenBy({
  lines,
}: {
  lines: readonly { qty: number; unit_price: number; listed_price?: number }[];
}): number | null {
  const gaps = lines.flatMap(({ qty, unit_price, listed_price }) =>
    listed_price === undefined ? [] : [Math.abs(listed_price - unit_price) * qty],
  );
  return gaps.length === 0 ? null : gaps.reduce((sum, gap) => sum + gap, 0);
}

interface OpenPriceTerms {
  open_price: boolean;
  min_price: number | null;
  max_price: number | null;
}

/** The fault of a price of an item with open price, or null; the till sets it, within the package's bounds. */
export function problemWithPrice(
  { override_price }: Pick<CartItem, "override_price">,
  offer: OpenPriceTerms,
): string | null {
  const { open_price, min_price, max_price } = offer;
  if (!open_price) return null;
  if (override_price === undefined) return "is needed: the package has an open price";
  if (override_price < (min_price ?? 0)) return `must be at least ${min_price}`;
  return max_price !== null && override_price > max_price ? `must be at most ${max_price}` : null;
}

/**
 * The lines of a cart with their discounts and prices by hand, as a text that is equal for equal carts in any order.
 */
export function cartMark(
  items: readonly Pick<CartItem, "package_id" | "qty" | "discount" | "override_price">[],
): string {
  const marks = items.map(({ package_id, qty, discount, override_price }) =>
    [package_id, qty, discount?.kind ?? "none", discount?.value ?? 0, override_price ?? "own"].join(":"),
  );
  return marks.sort().join(" ");
}

/** The most tickets that one cart issues. */
export const MAX_TICKETS = 1_000;

interface Offered {
  type: string;
  parts: readonly { qty: number }[];
}

/** The number of tickets of a cart, without creating them; an unknown package has none. */
export function countTickets(items: readonly CartItem[], offers: ReadonlyMap<string, Offered>): number {
  return items.reduce((sum, { package_id, qty }) => sum + qty * ticketsEach(offers.get(package_id)), 0);
}

function ticketsEach(offer: Offered | undefined): number {
  if (offer?.type === "bundle") return offer.parts.reduce((sum, { qty }) => sum + qty, 0);
  return offer ? 1 : 0;
}
