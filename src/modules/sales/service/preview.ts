/** What a cart would cost, explained, with nothing sold (rules P1, P9). */

import type { Context } from "../../../platform/http/context.ts";
import type { PricedCart } from "../../pricing/index.ts";
import { storeNamed } from "../../tenants/index.ts";
import { type Cart, openCart } from "./cart.ts";

/** Prices a cart at the caller's store. Errors: E_PACKAGE_UNAVAILABLE, E_TOO_MANY_TICKETS. */
export async function previewCart(
  ctx: Context,
  request: Cart & { store_id?: string; at?: number },
): Promise<PricedCart> {
  const store_id = await storeNamed(ctx, null, request.store_id);
  const { priced } = await openCart(ctx, request, store_id, request.at ?? ctx.now);
  return priced;
}
