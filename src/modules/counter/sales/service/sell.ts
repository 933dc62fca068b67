/** Use-case of selling: a sale is read, decided and committed as a whole, or refused with nothing sold (rules S1–S3, S7). */

import type { Context, DevicePrincipal } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { isFlagOn, KIOSK_FLAG } from "../../../access/settings/index.ts";
import { acceptedAt, getTenant } from "../../../access/tenants/index.ts";
import { burnPoints, customerErrors, requireCustomer } from "../../../guests/customers/index.ts";
import { GRANT_USED } from "../../../offer/approvals/index.ts";
import { type Cart, readCart } from "../../../offer/carts/index.ts";
import { RULE_USED_UP } from "../../../offer/pricing/index.ts";
import { closeAsSold, type OpenTicket } from "../../open-tickets/index.ts";
import {
  holdReferences,
  listPaymentTypes,
  requireReferences,
  settleTenders,
  type Tender,
  tendersOf,
} from "../../payments/index.ts";
import { openShiftOf, SHIFT_MADE, unattendedShift } from "../../shifts/index.ts";
import { saleErrors } from "../domain.ts";
import type { Sale } from "../store.ts";
import { allowByHand, openCart } from "./cart.ts";
import type { SaleView } from "./read.ts";
import { pointsOf, recordSale, sellOnce } from "./record.ts";

export interface SaleRequest extends Cart {
  sale_id?: string;
  payments: Tender[];
  expected_total?: number;
  approval_token?: string;
  /** The reason for a price or a discount by hand. */
  reason_code?: string;
  note?: string;
}

/**
 * Sells a cart. Errors: E_DEVICE_REQUIRED, E_SHIFT_CLOSED, E_PACKAGE_UNAVAILABLE, E_TOO_MANY_TICKETS, E_SLOT, E_SOLD_OUT,
 * E_PRICE_CHANGED, E_PAYMENT, E_CUSTOMER_REQUIRED, E_POINTS_SHORT, E_APPROVAL_REQUIRED, E_REASON_REQUIRED,
 * E_REASON_UNKNOWN, E_OPEN_PRICE, E_KIOSK_OFF, E_DUPLICATE, E_VALIDATION for an unknown customer. A repeated sale_id with
 * the same body answers the first sale; so does the sale_id of a sale that this device handed in. `parked` is the open
 * ticket that becomes the sale, once.
 */
export async function createSale(ctx: Context, request: SaleRequest, parked?: OpenTicket): Promise<SaleView> {
  const { device } = ctx;
  if (!device) throw new AppError(errors.device_required);
  const same = (earlier: Sale) =>
    earlier.fingerprint === ctx.reply_key?.fingerprint || (earlier.offline && earlier.device_id === device.device_id);
  return sellOnce(ctx, request.sale_id, same, [RULE_USED_UP, GRANT_USED, SHIFT_MADE], () =>
    sell(ctx, device, request, parked),
  );
}

async function sell(
  ctx: Context,
  device: DevicePrincipal,
  request: SaleRequest,
  parked: OpenTicket | undefined,
): Promise<SaleView> {
  const { store_id, device_id, receipt_prefix } = device;
  const { customer_id, payments } = request;
  const sale_id = request.sale_id ?? ctx.newId();
  const [facts, tenant, types, open, sells] = await Promise.all([
    readCart(ctx, request, store_id, ctx.now),
    getTenant(ctx),
    listPaymentTypes(ctx),
    openShiftOf(ctx, device_id),
    device.type !== "KIOSK" || isFlagOn(ctx, KIOSK_FLAG),
    customer_id === undefined ? undefined : requireCustomer(ctx, customer_id),
  ]);
  if (!sells) throw new AppError(saleErrors.kiosk_off);
  const accepted = acceptedAt(facts.store, types);
  const cart = openCart(ctx, request, facts, tendersOf(payments, accepted));
  const approval = await allowByHand(ctx, request, cart.priced, {
    ...request,
    sale_id,
    parked_id: parked?.open_ticket_id,
    store_id,
  });

  if (facts.settings["shifts.require_open_shift"] && !open) throw new AppError(errors.shift_closed);
  const shift = open ?? (await unattendedShift(ctx, { device_id, store_id, at: ctx.now, by: ctx.actor.id }));
  const { grand_total } = cart.priced;
  if (request.expected_total !== undefined && request.expected_total !== grand_total)
    throw new AppError(saleErrors.price_changed, { expected_total: request.expected_total, grand_total });
  const settlement = settleTenders(grand_total, payments, accepted);
  const sold = { sale_id, at: ctx.now, store: facts.store };
  const references = await holdReferences(ctx, sold, settlement.payments, accepted);
  requireReferences(references);
  const points = pointsOf(settlement, facts);
  if (points > 0 && customer_id === undefined) throw new AppError(customerErrors.required);

  return recordSale(ctx, {
    sale_id,
    device,
    facts,
    key_version: tenant.ticket_key_version,
    cashier_id: ctx.actor.id,
    customer_id: customer_id ?? null,
    sold_at: ctx.now,
    cart,
    promo_codes: request.promo_codes ?? [],
    settlement,
    references,
    shift,
    approver_id: approval?.approver_id ?? null,
    reason_code: request.reason_code ?? null,
    note: request.note ?? null,
    receipt: { prefix: receipt_prefix, seq: null },
    open_ticket_id: parked?.open_ticket_id ?? null,
    outage: null,
    parts: {
      approval,
      points: points > 0 && customer_id !== undefined ? burnPoints(ctx, { customer_id, sale_id, points }) : null,
      parked: parked ? closeAsSold(ctx, parked, sale_id) : null,
    },
  });
}
