/** Opens carts: the one way to price and plan a cart, for preview, sale, checkout and sync (rule P1). */

import { type Context, may } from "../../../../platform/http/context.ts";
import { AppError } from "../../../../shared/errors.ts";
import { MOST_SATANG } from "../../../../shared/money.ts";
import type { Permission } from "../../../../shared/permissions.ts";
import { type ApprovalUse, isApprovalNeeded, reasonFor, requireApproval } from "../../../offer/approvals/index.ts";
import {
  type Cart,
  type CartFacts,
  cartErrors,
  cartMark,
  discountByHand,
  overriddenBy,
  priceItems,
  problemWithPrice,
  type Tenders,
} from "../../../offer/carts/index.ts";
import { channelOf, isOnSale, type Package, slotOf } from "../../../offer/catalog/index.ts";
import { type PricedCart, presentToGuest, priceByList } from "../../../offer/pricing/index.ts";
import { type IssuePlan, type PlanRefusal, planTickets, saleErrors } from "../domain.ts";

export interface OpenedCart {
  priced: PricedCart;
  plans: IssuePlan<Package>[];
}

/**
 * Prices a cart that is sold now, and plans its tickets. Errors: E_PACKAGE_UNAVAILABLE, E_TOO_MANY_TICKETS, E_SLOT,
 * E_TOTAL_TOO_LARGE, E_OPEN_PRICE.
 */
export function openCart(ctx: Context, cart: Cart, facts: CartFacts, tenders?: Tenders): OpenedCart {
  const priced = priceItems(cart, facts, tenders);
  const { grand_total } = priced;
  if (grand_total > MOST_SATANG) throw new AppError(saleErrors.total_too_large, { grand_total });
  requireOpenPrices(cart, facts);
  const { store, tariff } = facts;
  const channel = channelOf(ctx.device?.type);
  // A package may be only for bundles and not be on any till, but it must be on sale (rule S9).
  const sellable = (offer: Package, as_part: boolean) =>
    isOnSale(offer, store.store_id, tariff.at, as_part ? undefined : channel);
  return { priced, plans: planCart(cart, priced, facts, sellable) };
}

/** Error: E_OPEN_PRICE, with the lines whose price the till must send, or sent outside the package's bounds. */
function requireOpenPrices({ items }: Cart, { offers }: CartFacts): void {
  const fields = items.flatMap((item, index) => {
    const offer = offers.get(item.package_id);
    const message = offer ? problemWithPrice(item, offer) : null;
    return message ? [{ path: `items.${index}.override_price`, message }] : [];
  });
  if (fields.length > 0) throw new AppError(cartErrors.open_price, { fields });
}

/** The reasons why promo codes gave nothing; a guest at a kiosk sees fewer of them (rule P8). */
export function toldTo(ctx: Context, { not_applied }: PricedCart): PricedCart["not_applied"] {
  return ctx.employee ? not_applied : presentToGuest(not_applied);
}

/** Plans the tickets of a priced cart. Errors: E_PACKAGE_UNAVAILABLE, E_SLOT. */
export function planCart(
  cart: Cart,
  priced: PricedCart,
  { offers, store, tariff }: CartFacts,
  sellable: (offer: Package, as_part: boolean) => boolean,
): IssuePlan<Package>[] {
  const totals = priced.lines.map(({ total }) => total);
  const priceOf = priceByList(tariff);
  const plan = planTickets(cart.items, totals, offers, {
    sellable,
    priceOf: ({ package_id, price: base_price }) => priceOf({ package_id, base_price }),
    slotAt: (offer, at) => slotOf(offer, at, store),
    now: tariff.at,
  });
  if (plan.ok) return plan.value;
  throw refused(plan.refusal);
}

const FIELD_OF = { package: "package_id", slot: "slot_start", slot_unwanted: "slot_start", slot_over: "slot_start" };
const MESSAGE_OF = {
  package: "is not on sale here now",
  slot: "is not the beginning of one of the package's slots",
  slot_unwanted: "must be left out: the package has no slots",
  slot_over: "is over: choose a later slot",
};

function refused(refusal: PlanRefusal): AppError {
  const { reason, index } = refusal;
  const fields = [{ path: `items.${index}.${FIELD_OF[reason]}`, message: MESSAGE_OF[reason] }];
  return new AppError(reason === "package" ? cartErrors.package_unavailable : saleErrors.slot, { fields });
}

/**
 * Checks prices and discounts by hand: each needs the permission, or a grant that the sale uses up, as the park requires
 * (rules P8, A6). A sale takes one grant. If a price needs it, a discount in the same sale needs the permission.
 * Errors: E_APPROVAL_REQUIRED, E_REASON_REQUIRED, E_REASON_UNKNOWN.
 */
export async function allowByHand(
  ctx: Context,
  cart: Cart,
  priced: PricedCart,
  sale: { sale_id: string; parked_id?: string; store_id: string; approval_token?: string; reason_code?: string },
): Promise<ApprovalUse | null> {
  const { sale_id: subject_id, parked_id, store_id, approval_token, reason_code } = sale;
  const named = { subject_id, parked_id, cart_mark: cartMark(cart.items) };
  let token = approval_token;
  let used: ApprovalUse | null = null;
  for (const act of actsByHand(cart, priced, store_id)) {
    await reasonFor(ctx, act.action, store_id, reason_code);
    const permitted = may(ctx, act.action, store_id);
    const is_last = act.action === "manual_discount" || !isDiscounted(cart);
    // A token that this act does not need is for the next act.
    const mine = is_last || !permitted || (await isApprovalNeeded(ctx, act, permitted)) ? token : undefined;
    const approval = await requireApproval(ctx, mine, { ...act, ...named }, permitted);
    if (approval) {
      used = approval;
      token = undefined;
    }
  }
  return used;
}

/** Whether the prices and discounts by hand of an outage needed no approval; `holds` tests the seller's own permissions. */
export async function allowedByHand(
  ctx: Context,
  cart: Pick<Cart, "items">,
  priced: PricedCart,
  { store_id, holds }: { store_id: string; holds: (permission: Permission) => boolean },
): Promise<Record<ByHand, boolean>> {
  const allowed = { price_override: true, manual_discount: true };
  for (const act of actsByHand(cart, priced, store_id))
    allowed[act.action] = !(await isApprovalNeeded(ctx, act, holds(act.action)));
  return allowed;
}

/** The cart without prices and discounts by hand that are not allowed; a price of an open-price package stays. */
export function withoutByHand(cart: Cart, allowed: Record<ByHand, boolean>, offers: CartFacts["offers"]): Cart {
  const items = cart.items.map(({ discount, override_price, ...item }) => {
    const keeps = allowed.price_override || offers.get(item.package_id)?.open_price;
    return {
      ...item,
      ...(discount && allowed.manual_discount && { discount }),
      ...(override_price !== undefined && keeps && { override_price }),
    };
  });
  return { ...cart, items };
}

type ByHand = "price_override" | "manual_discount";

/** The acts by hand on a cart's prices, each with its value in satang. */
function actsByHand(cart: Pick<Cart, "items">, priced: PricedCart, store_id: string) {
  const overridden = overriddenBy(priced);
  return [
    ...(overridden === null ? [] : [{ action: "price_override" as const, store_id, amount: overridden }]),
    ...(isDiscounted(cart) ? [{ action: "manual_discount" as const, store_id, amount: discountByHand(priced) }] : []),
  ];
}

function isDiscounted({ items }: Pick<Cart, "items">): boolean {
  return items.some(({ discount }) => discount);
}
