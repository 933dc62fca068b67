/** A cart meets the catalog, the taxes, the tariff and the price function; preview, sale and checkout take this one way (rule P1). */

import { type Context, may } from "../../../platform/http/context.ts";
import { AppError } from "../../../shared/errors.ts";
import { MOST_SATANG } from "../../../shared/money.ts";
import { type ApprovalUse, isApprovalNeeded, reasonFor, requireApproval } from "../../approvals/index.ts";
import { channelOf, isOnSale, type Package, packagesById, slotOf } from "../../catalog/index.ts";
import { type PricedCart, priceCart, type Tariff, type TaxRate, tariffFor, taxRates } from "../../pricing/index.ts";
import { readSettings, type Settings } from "../../settings/index.ts";
import { getStore } from "../../tenants/index.ts";
import {
  type CartItem,
  countTickets,
  type IssuePlan,
  MAX_TICKETS,
  type PlanRefusal,
  planTickets,
  saleErrors,
} from "../domain.ts";

export interface Cart {
  items: CartItem[];
  promo_codes?: string[];
  customer_id?: string;
}

type Store = Awaited<ReturnType<typeof getStore>>;

/** All that a cart's price and tickets depend on, read once. */
export interface CartFacts {
  store: Store;
  settings: Settings;
  offers: ReadonlyMap<string, Package>;
  rateOf: (tax_id: string | null) => TaxRate;
  tariff: Tariff;
}

export interface OpenedCart {
  priced: PricedCart;
  plans: IssuePlan<Package>[];
}

/** Reads what a cart's price depends on at a store and moment (epoch ms). */
export async function gatherCart(ctx: Context, cart: Cart, store_id: string, at: number): Promise<CartFacts> {
  const package_ids = [...new Set(cart.items.map(({ package_id }) => package_id))];
  const { promo_codes = [], customer_id } = cart;
  const device_id = ctx.device?.device_id ?? null;
  const [offers, rateOf, [store, settings, tariff]] = await Promise.all([
    packagesById(ctx, package_ids),
    taxRates(ctx),
    Promise.all([getStore(ctx, store_id), readSettings(ctx, store_id)]).then(async ([store, settings]) => {
      const where = { store, device_id, customer_id, at, promo_codes, package_ids };
      return [store, settings, await tariffFor(ctx, where, settings)] as const;
    }),
  ]);
  return { store, settings, offers, rateOf, tariff };
}

/** How a cart will be paid, as far as prices mind: cash is rounded (rule P7). */
type Tenders = { cash: boolean; non_cash: number };

/**
 * What a cart costs and brings, for those who sell it now. Errors: E_PACKAGE_UNAVAILABLE, E_TOO_MANY_TICKETS, E_SLOT,
 * E_TOTAL_TOO_LARGE.
 */
export function openCart(ctx: Context, cart: Cart, facts: CartFacts, tenders?: Tenders): OpenedCart {
  const priced = priceItems(cart, facts, tenders);
  const { grand_total } = priced;
  if (grand_total > MOST_SATANG) throw new AppError(saleErrors.total_too_large, { grand_total });
  const { store, tariff } = facts;
  const channel = channelOf(ctx.device?.type);
  // A package may be meant for bundles alone and show on no till; it must be on sale all the same (rule S9).
  const sellable = (offer: Package, as_part: boolean) =>
    isOnSale(offer, store.store_id, tariff.at, as_part ? undefined : channel);
  return { priced, plans: planCart(cart, priced, facts, sellable) };
}

/**
 * What the items are and cost, on sale or not. Tickets are counted before anything is laid out for each. Errors:
 * E_PACKAGE_UNAVAILABLE for a package that is not this park's, E_TOO_MANY_TICKETS.
 */
export function priceItems(cart: Cart, { offers, rateOf, tariff }: CartFacts, tenders?: Tenders): PricedCart {
  const count = countTickets(cart.items, offers);
  if (count > MAX_TICKETS) throw refused({ reason: "too_many", count });
  const lines = cart.items.map((item, index) => {
    const offer = offers.get(item.package_id);
    if (!offer) throw refused({ reason: "package", index });
    const { package_id, name, price: base_price, tax_id, zones } = offer;
    const zone_ids = zones.map(({ zone_id }) => zone_id);
    const { qty, discount } = item;
    return { package_id, name, qty, base_price, zone_ids, tax: rateOf(tax_id), ...(discount && { discount }) };
  });
  return priceCart({ lines, promo_codes: cart.promo_codes ?? [], tenders }, tariff);
}

/** The tickets that a priced cart brings. Errors: E_PACKAGE_UNAVAILABLE, E_TOO_MANY_TICKETS, E_SLOT. */
export function planCart(
  cart: Cart,
  priced: PricedCart,
  { offers, store, tariff }: CartFacts,
  sellable: (offer: Package, as_part: boolean) => boolean,
): IssuePlan<Package>[] {
  const totals = priced.lines.map(({ total }) => total);
  const plan = planTickets(cart.items, totals, offers, {
    sellable,
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
  slot_unwanted: "has no meaning: the package has no slots",
  slot_over: "is over",
};

function refused(refusal: PlanRefusal): AppError {
  if (refusal.reason === "too_many") return new AppError(saleErrors.too_many_tickets, { count: refusal.count });
  const { reason, index } = refusal;
  const fields = [{ path: `items.${index}.${FIELD_OF[reason]}`, message: MESSAGE_OF[reason] }];
  return new AppError(reason === "package" ? saleErrors.package_unavailable : saleErrors.slot, { fields });
}

/**
 * A discount given by hand needs the permission, or a grant that is used up by the sale, as the park requires (rules P8,
 * A6). Errors: E_APPROVAL_REQUIRED, E_REASON_REQUIRED, E_REASON_UNKNOWN.
 */
export async function allowDiscounts(
  ctx: Context,
  cart: Cart,
  priced: PricedCart,
  sale: { sale_id: string; store_id: string; approval_token?: string; reason_code?: string },
): Promise<ApprovalUse | null> {
  if (!isDiscounted(cart)) return null;
  const { sale_id: subject_id, store_id, approval_token, reason_code } = sale;
  await reasonFor(ctx, "manual_discount", store_id, reason_code);
  const discount = { ...discountOf(priced, store_id), subject_id };
  return requireApproval(ctx, approval_token, discount, may(ctx, "manual_discount", store_id));
}

/** Whether what was taken off by hand during an outage needed no approval. */
export async function areDiscountsAllowed(
  ctx: Context,
  cart: Pick<Cart, "items">,
  priced: PricedCart,
  store_id: string,
): Promise<boolean> {
  if (!isDiscounted(cart)) return true;
  return !(await isApprovalNeeded(ctx, discountOf(priced, store_id), may(ctx, "manual_discount", store_id)));
}

function isDiscounted({ items }: Pick<Cart, "items">): boolean {
  return items.some(({ discount }) => discount);
}

function discountOf(priced: PricedCart, store_id: string) {
  return { action: "manual_discount", store_id, amount: givenByHand(priced) } as const;
}

/** Satang that no rule gave. */
function givenByHand({ applied }: PricedCart): number {
  return applied.reduce((sum, { rule_id, amount }) => (rule_id === undefined ? sum + amount : sum), 0);
}
