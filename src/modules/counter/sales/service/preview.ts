/** Use-case of previews: prices a cart and explains the price, without selling (rules P1, P8, P9). */

import type { Context } from "../../../../platform/http/context.ts";
import { acceptedAt, requireStore } from "../../../access/tenants/index.ts";
import { type Cart, readCart } from "../../../offer/carts/index.ts";
import type { PricedCart } from "../../../offer/pricing/index.ts";
import { listPaymentTypes, previewPayments, tendersOf } from "../../payments/index.ts";
import { openCart, toldTo } from "./cart.ts";

/** A tender in a preview; without an amount it settles the rest. */
interface PreviewTender {
  method: string;
  amount?: number;
}

type PreviewedPayments = ReturnType<typeof previewPayments>;

/** A priced cart with the surcharge of each tender; `amount_due` (satang) is the total with all surcharges. */
export type CartPreview = PricedCart & PreviewedPayments;

/**
 * Prices a cart at the caller's store, at a moment (epoch ms) or now. A guest at a kiosk does not see why a code fails.
 * Errors: E_PACKAGE_UNAVAILABLE, E_TOO_MANY_TICKETS, E_SLOT, E_PAYMENT for a tender that the park does not take.
 */
export async function previewCart(
  ctx: Context,
  request: Cart & { store_id?: string; payments?: PreviewTender[]; at?: number },
): Promise<CartPreview> {
  const store_id = await requireStore(ctx, null, request.store_id);
  return previewAt(ctx, request, store_id, request.at ?? ctx.now);
}

/** Prices a cart at a store and moment. Errors as for a preview. */
export async function previewAt(
  ctx: Context,
  request: Cart & { payments?: PreviewTender[] },
  store_id: string,
  at: number,
): Promise<CartPreview> {
  const { payments: asked = [] } = request;
  const [facts, types] = await Promise.all([readCart(ctx, request, store_id, at), listPaymentTypes(ctx)]);
  const accepted = acceptedAt(facts.store, types);
  const { priced } = openCart(ctx, request, facts, tendersOf(asked, accepted));
  return { ...priced, not_applied: toldTo(ctx, priced), ...previewPayments(priced.grand_total, asked, accepted) };
}
