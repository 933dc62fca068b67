/** Prices a cart with the catalog, the taxes and the tariff, for sales and approvals alike (rule P1). */

import type { Context } from "../../../platform/http/context.ts";
import { AppError } from "../../../shared/errors.ts";
import { readSettings, type Settings } from "../../access/settings/index.ts";
import { getStore } from "../../access/tenants/index.ts";
import { type Package, packagesById } from "../catalog/index.ts";
import { type PricedCart, priceCart, type Tariff, type TaxRate, tariffFor, taxRates } from "../pricing/index.ts";
import { type Cart, cartErrors, countTickets, MAX_TICKETS } from "./domain.ts";

type Store = Awaited<ReturnType<typeof getStore>>;

/** Everything that a cart's price and tickets depend on, read once. */
export interface CartFacts {
  store: Store;
  settings: Settings;
  offers: ReadonlyMap<string, Package>;
  rateOf: (tax_id: string | null) => TaxRate;
  tariff: Tariff;
}

/** Reads everything that a cart's price depends on at a store and time (epoch ms). */
export async function readCart(ctx: Context, cart: Cart, store_id: string, at: number): Promise<CartFacts> {
  const { promo_codes = [], customer_id } = cart;
  const device_id = ctx.device?.device_id ?? null;
  const [offers, rateOf, store, settings] = await Promise.all([
    packagesById(ctx, [...new Set(cart.items.map(({ package_id }) => package_id))]),
    taxRates(ctx),
    getStore(ctx, store_id),
    readSettings(ctx, store_id),
  ]);
  // Price lists are also read for the parts of bundles: the parts share the paid sum by their prices.
  const where = { store, device_id, customer_id, at, promo_codes, package_ids: [...offers.keys()] };
  const tariff = await tariffFor(ctx, where, settings);
  return { store, settings, offers, rateOf, tariff };
}

/** How a cart will be paid, for prices: cash is rounded (rule P7). */
export type Tenders = { cash: boolean; non_cash: number };

/**
 * The price of the items, on sale or not. Tickets are counted before anything is priced.
 * Errors: E_PACKAGE_UNAVAILABLE for a package of another tenant, E_TOO_MANY_TICKETS.
 */
export function priceItems(cart: Cart, { offers, rateOf, tariff }: CartFacts, tenders?: Tenders): PricedCart {
  const count = countTickets(cart.items, offers);
  if (count > MAX_TICKETS) throw new AppError(cartErrors.too_many_tickets, { count });
  const lines = cart.items.map((item, index) => {
    const offer = offers.get(item.package_id);
    if (!offer) {
      const fields = [{ path: `items.${index}.package_id`, message: "is not on sale here now" }];
      throw new AppError(cartErrors.package_unavailable, { fields });
    }
    const { package_id, name, price: base_price, tax_id, zones, open_price } = offer;
    const zone_ids = zones.map(({ zone_id }) => zone_id);
    const { qty, discount, override_price } = item;
    return {
      ...{ package_id, name, qty, base_price, zone_ids, tax: rateOf(tax_id) },
      ...(discount && { discount }),
      ...(override_price !== undefined && { override_price, open_price }),
    };
  });
  return priceCart({ lines, promo_codes: cart.promo_codes ?? [], tenders }, tariff);
}
