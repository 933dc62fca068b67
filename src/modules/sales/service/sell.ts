/** A sale is decided by the server: its prices, its totals and its number are not the till's to say (rules S1–S3, S7). */

import type { Context, DevicePrincipal } from "../../../platform/http/context.ts";
import { AppError } from "../../../shared/errors.ts";
import { meetCustomer } from "../../customers/index.ts";
import { listPaymentTypes, settleTenders, type Tender } from "../../payments/index.ts";
import { openShiftOf, shiftErrors } from "../../shifts/index.ts";
import { getStore, getTenant } from "../../tenants/index.ts";
import { saleErrors } from "../domain.ts";
import type { Sale } from "../store.ts";
import { allowDiscounts, type Cart, openCart } from "./cart.ts";
import type { SaleView } from "./read.ts";
import { recordSale, sellOnce } from "./record.ts";

export interface SaleRequest extends Cart {
  sale_id?: string;
  customer_id?: string;
  payments: Tender[];
  expected_total?: number;
  approval_token?: string;
  note?: string;
}

/**
 * Sells a cart. Errors: E_DEVICE_REQUIRED, E_SHIFT_CLOSED, E_PACKAGE_UNAVAILABLE, E_TOO_MANY_TICKETS, E_PRICE_CHANGED,
 * E_PAYMENT, E_APPROVAL_REQUIRED, E_DUPLICATE, E_VALIDATION for a customer of nobody. A sale_id sent again with the same body answers the sale it made; so does
 * one that this device rang up offline and has handed in.
 */
export async function createSale(ctx: Context, request: SaleRequest): Promise<SaleView> {
  const { device } = ctx;
  if (!device) throw new AppError(saleErrors.device_required);
  const same = (earlier: Sale) =>
    earlier.fingerprint === ctx.reply_key?.fingerprint || (earlier.offline && earlier.device_id === device.device_id);
  return sellOnce(ctx, request.sale_id, same, [], () => sell(ctx, device, request));
}

async function sell(ctx: Context, device: DevicePrincipal, request: SaleRequest): Promise<SaleView> {
  const { store_id, device_id, receipt_prefix } = device;
  const sale_id = request.sale_id ?? ctx.newId();
  const [cart, store, tenant, types, shift] = await Promise.all([
    openCart(ctx, request, store_id, ctx.now),
    getStore(ctx, store_id),
    getTenant(ctx),
    listPaymentTypes(ctx),
    openShiftOf(ctx, device_id),
    request.customer_id === undefined ? undefined : meetCustomer(ctx, request.customer_id),
  ]);
  const approval = await allowDiscounts(ctx, request, cart.priced, { ...request, sale_id, store_id });

  if (store.require_open_shift && !shift) throw new AppError(shiftErrors.shift_closed);
  const { grand_total } = cart.priced;
  if (request.expected_total !== undefined && request.expected_total !== grand_total)
    throw new AppError(saleErrors.price_changed, { expected_total: request.expected_total, grand_total });
  const settlement = settleTenders(grand_total, request.payments, types);

  return recordSale(ctx, {
    sale_id,
    device,
    store,
    key_version: tenant.ticket_key_version,
    cashier_id: ctx.actor.id,
    customer_id: request.customer_id,
    sold_at: ctx.now,
    cart,
    settlement,
    shift,
    approval,
    note: request.note,
    receipt: { prefix: receipt_prefix },
  });
}
