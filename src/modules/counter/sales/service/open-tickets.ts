/** Use-cases of parked carts: a cart is priced like a sale, and becomes a sale in a single commit (rules P1, S6). */

import { decideAgain } from "../../../../platform/db/race.ts";
import { type Context, storeFor } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { requireStore } from "../../../access/tenants/index.ts";
import { requireCustomer } from "../../../guests/customers/index.ts";
import { type Cart, cartErrors, readCart } from "../../../offer/carts/index.ts";
import {
  CART_RACES,
  getOpenTicket,
  type OpenTicket,
  type ParkedItem,
  parkCart,
  replaceCart,
  requireOpen,
} from "../../open-tickets/index.ts";
import { saleErrors } from "../domain.ts";
import { openCart } from "./cart.ts";
import { type CartPreview, previewAt } from "./preview.ts";
import type { SaleView } from "./read.ts";
import { createSale, type SaleRequest } from "./sell.ts";

/** A cart as the till parks it. */
export interface ParkRequest {
  name?: string;
  items: ParkedItem[];
  promo_codes?: string[];
  customer_id?: string;
  note?: string;
}

/**
 * Parks a cart at the caller's store. Errors: E_PACKAGE_UNAVAILABLE, E_TOO_MANY_TICKETS, E_SLOT, E_VALIDATION for an
 * unknown customer.
 */
export async function park(ctx: Context, request: ParkRequest & { store_id?: string }): Promise<OpenTicket> {
  const { store_id: named, ...cart } = request;
  const store_id = await requireStore(ctx, "sell", named);
  return parkCart(ctx, store_id, { ...cart, ...(await pricedNow(ctx, cart, store_id)) });
}

/** Replaces a parked cart. Errors as for parking; E_STALE_VERSION, E_OPEN_TICKET_CLOSED. */
export function repark(
  ctx: Context,
  open_ticket_id: string,
  { version, ...cart }: ParkRequest & { version: number },
): Promise<OpenTicket> {
  return decideAgain(CART_RACES, async () => {
    const parked = await getOpenTicket(ctx, open_ticket_id);
    requireOpen(parked);
    storeFor(ctx, "sell", parked.store_id);
    return replaceCart(ctx, parked, version, { ...cart, ...(await pricedNow(ctx, cart, parked.store_id)) });
  });
}

async function pricedNow(ctx: Context, cart: Cart, store_id: string) {
  const [facts] = await Promise.all([
    readCart(ctx, cart, store_id, ctx.now),
    cart.customer_id === undefined ? undefined : requireCustomer(ctx, cart.customer_id),
  ]);
  const { grand_total } = openCart(ctx, cart, facts).priced;
  return { grand_total, expire_after_min: facts.settings["open_tickets.expire_after_min"] };
}

/** A parked cart with its price now; `preview` is null when the cart cannot be sold any more. */
export type ResumedCart = OpenTicket & { preview: CartPreview | null };

/** Resumes a parked cart, on any device of its store. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH. */
export async function resume(ctx: Context, open_ticket_id: string): Promise<ResumedCart> {
  const parked = await getOpenTicket(ctx, open_ticket_id);
  return { ...parked, preview: parked.status === "open" ? await previewOf(ctx, parked) : null };
}

async function previewOf(ctx: Context, parked: OpenTicket): Promise<CartPreview | null> {
  try {
    return await previewAt(ctx, cartOf(parked), parked.store_id, ctx.now);
  } catch (error) {
    const { package_unavailable, too_many_tickets, open_price } = cartErrors;
    const unsellable = [
      package_unavailable,
      too_many_tickets,
      open_price,
      saleErrors.slot,
      saleErrors.total_too_large,
    ] as unknown[];
    if (error instanceof AppError && unsellable.includes(error.spec)) return null;
    throw error;
  }
}

function cartOf({ items, promo_codes, customer_id }: OpenTicket): Cart {
  return { items, promo_codes, ...(customer_id !== null && { customer_id }) };
}

/** The payment of a parked cart. */
export type CheckoutRequest = Omit<SaleRequest, keyof Cart> & { version?: number };

/**
 * Sells a parked cart: sale, payments, tickets and the cart's end are one commit, and it happens once. Errors: those of
 * a sale; E_STALE_VERSION when another version is named, E_OPEN_TICKET_CLOSED.
 */
export function checkOut(ctx: Context, open_ticket_id: string, request: CheckoutRequest): Promise<SaleView> {
  const { version, ...sale } = request;
  return decideAgain(CART_RACES, async () => {
    const parked = await getOpenTicket(ctx, open_ticket_id);
    requireOpen(parked);
    if (version !== undefined && version !== parked.version)
      throw new AppError(errors.stale_version, { version: parked.version });
    return createSale(ctx, { note: parked.note ?? undefined, ...sale, ...cartOf(parked) }, parked);
  });
}
