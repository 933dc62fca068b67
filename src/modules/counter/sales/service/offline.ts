/** Use-case of sales of an outage: each is recorded as the guest paid it, with its doubts, and never dropped (rule O7). */

import type { Context, DevicePrincipal } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { isWithinDevice, type Permission } from "../../../../shared/permissions.ts";
import { judgePerson } from "../../../access/sessions/index.ts";
import { getTenant } from "../../../access/tenants/index.ts";
import { blanksFor } from "../../../admission/lots/index.ts";
import { BLANK_BOUND } from "../../../admission/tickets/index.ts";
import { isCustomer } from "../../../guests/customers/index.ts";
import { type Cart, type CartFacts, priceItems, readCart } from "../../../offer/carts/index.ts";
import { isOnSale } from "../../../offer/catalog/index.ts";
import { chargeAsPaid, type PricedCart } from "../../../offer/pricing/index.ts";
import { holdReferences, listPaymentTypes, settleCharged, type Tender, tendersOf } from "../../payments/index.ts";
import { ENTRY_RACES, shiftAt } from "../../shifts/index.ts";
import { bindBlanks, decideHold, receiptOfOutage, type SaleFlags, type SoldBlanks, saleErrors } from "../domain.ts";
import { allowedByHand, planCart, withoutByHand } from "./cart.ts";
import type { SaleView } from "./read.ts";
import { recordSale, sellOnce } from "./record.ts";

/** A sale as the till recorded it; amounts are whole satang. */
export interface OfflineSale extends Cart {
  sale_id: string;
  /** A number of the till's own series for outages: `D1X-17`. */
  receipt_no: string;
  cashier_id?: string;
  shift_id?: string;
  payments: Tender[];
  /** The total that the guest paid. */
  totals: { grand_total: number };
  tickets?: SoldBlanks[];
  customer_id?: string;
  note?: string;
  /** Epoch ms: the corrected time of the sale, and the time of the till's clock. */
  happened_at: number;
  device_at: number;
}

/** `receipt_conflict` is the number that the till printed, if it is not of the till's own series. */
export type OfflineSaleView = SaleView & { receipt_conflict?: string | null; flags?: SaleFlags };

/**
 * Records a sale that the calling till made offline, once per sale_id. If the sale was made online or handed in before, it
 * answers that sale. It refuses only what cannot have been a sale; that stays on the till.
 * Errors: E_DEVICE_REQUIRED, E_PERMISSION for a device that may not sell, E_PACKAGE_UNAVAILABLE for an unknown package,
 * E_TOO_MANY_TICKETS, E_PAYMENT when the payments contradict the till's own total, E_DUPLICATE for another device's id.
 */
export async function applyOfflineSale(ctx: Context, input: OfflineSale): Promise<OfflineSaleView> {
  const { device } = ctx;
  if (!device) throw new AppError(errors.device_required);
  if (!device.permissions.includes("sell")) throw new AppError(errors.permission, { permission: "sell" });
  const races = [...ENTRY_RACES, BLANK_BOUND];
  const same = (earlier: { device_id: string }) => earlier.device_id === device.device_id;
  return sellOnce(ctx, input.sale_id, same, races, () => handIn(ctx, device, input));
}

async function handIn(ctx: Context, device: DevicePrincipal, sent: OfflineSale): Promise<SaleView> {
  const { store_id, device_id } = device;
  const { happened_at, payments, tickets: sold = [], cashier_id: employee_id, customer_id } = sent;
  const known = customer_id === undefined || (await isCustomer(ctx, customer_id));
  const input = known ? sent : { ...sent, customer_id: undefined };
  const paid = input.totals.grand_total;
  const { receipt_conflict, ...receipt } = receiptOfOutage(input.receipt_no, device.receipt_prefix);
  const [facts, tenant, types, shift, blanks, cashier] = await Promise.all([
    readCart(ctx, input, store_id, happened_at),
    getTenant(ctx),
    listPaymentTypes(ctx),
    shiftAt(ctx, { device_id, store_id, at: happened_at, by: employee_id ?? ctx.actor.id }, input.shift_id),
    blanksFor(
      ctx,
      store_id,
      sold.flatMap(({ ticket_ids }) => ticket_ids),
    ),
    employee_id === undefined ? undefined : judgePerson(ctx, device, employee_id, happened_at),
  ]);

  const settlement = settleCharged(paid, payments, types);
  const sold_as = { sale_id: input.sale_id, at: happened_at, store: facts.store };
  const references = await holdReferences(ctx, sold_as, settlement.payments, types);
  const tenders = tendersOf(payments, types);
  const priced = priceItems(input, facts, tenders);
  const charged = priced.grand_total === paid ? priced : chargeAsPaid(priced, paid, facts.tariff);
  const bound = bindBlanks(planSold(input, charged, facts), sold, blanks);
  const holds = (permission: Permission) =>
    (cashier?.permissions.includes(permission) ?? false) && isWithinDevice(device, permission, false);
  const allowed = await allowedByHand(ctx, input, priced, { store_id, holds });
  const due = priceItems(withoutByHand(input, allowed, facts.offers), facts, tenders).grand_total;
  const held = decideHold({
    due,
    paid,
    max_gap_bps: facts.settings["offline.max_price_gap_bps"],
    blanks: bound.plans.flatMap((plan) => plan.blanks),
  });
  const flags: SaleFlags = {
    off_sale: [...facts.offers.values()].flatMap((offer) =>
      isOnSale(offer, store_id, happened_at) ? [] : [offer.package_id],
    ),
    unknown_methods: payments.flatMap(({ method }) => (types.some((type) => type.method === method) ? [] : [method])),
    unknown_cashier: cashier?.doubts.includes("unknown_person") ? [cashier.employee_id] : [],
    cashier_doubts: [...(cashier?.doubts ?? [])],
    unknown_customer: known ? [] : [customer_id],
    unapproved_discounts: allowed.manual_discount ? 0 : input.items.filter(({ discount }) => discount).length,
    unapproved_overrides: allowed.price_override
      ? 0
      : priced.lines.filter(({ listed_price }) => listed_price !== undefined).length,
    refused_blanks: bound.refused,
    references: references.flatMap(({ payment_no, problem }) => (problem ? [{ payment_no, ...problem }] : [])),
    held,
  };

  return recordSale(ctx, {
    sale_id: input.sale_id,
    device,
    facts,
    key_version: tenant.ticket_key_version,
    cashier_id: employee_id ?? ctx.actor.id,
    customer_id: input.customer_id ?? null,
    sold_at: happened_at,
    cart: { priced: charged, plans: bound.plans },
    promo_codes: input.promo_codes ?? [],
    settlement,
    references,
    shift,
    approver_id: null,
    reason_code: null,
    note: input.note ?? null,
    receipt: { prefix: receipt.prefix, seq: receipt.seq ?? null },
    open_ticket_id: null,
    outage: {
      device_at: input.device_at,
      price_mismatch: charged === priced ? null : { grand_total: priced.grand_total },
      held,
      due,
      told: { receipt_conflict, flags },
    },
    parts: { approval: null, points: null, parked: null },
  });
}

/** Plans the tickets of a sale of an outage; an unknown slot falls back to the slot at the time of sale. */
function planSold(cart: Cart, charged: PricedCart, facts: CartFacts) {
  try {
    return planCart(cart, charged, facts, () => true);
  } catch (error) {
    if (!(error instanceof AppError) || error.spec !== saleErrors.slot) throw error;
    const items = cart.items.map(({ slot_start, ...item }) => item);
    return planCart({ ...cart, items }, charged, facts, () => true);
  }
}
