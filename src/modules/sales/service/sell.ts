/** A sale with its payments, tickets, audit and event is one commit; prices are the server's (rules S1–S3, S7). */

import { commit } from "../../../platform/db/commit.ts";
import type { Context, DevicePrincipal } from "../../../platform/http/context.ts";
import { AppError } from "../../../shared/errors.ts";
import {
  listPaymentTypes,
  recordPayments,
  type Settlement,
  settleTenders,
  sumByMethod,
  type Tender,
} from "../../payments/index.ts";
import { openShiftOf, recordTaking, shiftErrors } from "../../shifts/index.ts";
import { getStore, getTenant } from "../../tenants/index.ts";
import { issueTickets, presentTickets, SHORT_CODE_TAKEN } from "../../tickets/index.ts";
import { receiptNo, saleErrors } from "../domain.ts";
import { SALE_CREATED } from "../events.ts";
import { findSale, insertSale, receiptSeqOf, type Sale } from "../store.ts";
import { allowDiscounts, type Cart, openCart } from "./cart.ts";
import { getSale, presentSale, type SaleView } from "./read.ts";

export interface SaleRequest extends Cart {
  sale_id?: string;
  payments: Tender[];
  expected_total?: number;
  approval_token?: string;
  note?: string;
}

const SHORT_CODE_TRIES = 3;

/**
 * Sells a cart. Errors: E_DEVICE_REQUIRED, E_SHIFT_CLOSED, E_PACKAGE_UNAVAILABLE, E_TOO_MANY_TICKETS, E_PRICE_CHANGED,
 * E_PAYMENT, E_APPROVAL_REQUIRED, E_DUPLICATE. A sale_id sent again with the same body answers the sale it made.
 */
export async function createSale(ctx: Context, request: SaleRequest): Promise<SaleView> {
  const { device } = ctx;
  if (!device) throw new AppError(saleErrors.device_required);
  const earlier = request.sale_id ? await findSale(ctx.db, request.sale_id) : undefined;
  if (earlier) return repeatSale(ctx, earlier);
  for (let tried = 1; ; tried++) {
    try {
      return await sell(ctx, device, request);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const raced = error.spec === saleErrors.sale_exists && request.sale_id;
      if (raced) return repeatSale(ctx, await findSale(ctx.db, raced));
      if (error.spec !== SHORT_CODE_TAKEN || tried === SHORT_CODE_TRIES) throw error;
    }
  }
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
  ]);
  const approval = await allowDiscounts(ctx, request, cart.priced, { ...request, sale_id, store_id });

  if (store.require_open_shift && !shift) throw new AppError(shiftErrors.shift_closed);
  const { grand_total } = cart.priced;
  if (request.expected_total !== undefined && request.expected_total !== grand_total)
    throw new AppError(saleErrors.price_changed, { expected_total: request.expected_total, grand_total });
  const settlement = settleTenders(grand_total, request.payments, types);
  const issued = issueTickets(ctx, { sale_id, store_id, key_version: tenant.ticket_key_version }, cart.plans);

  const sale = newSale(ctx, device, request, { sale_id, cart, settlement, shift_id: shift?.shift_id ?? null });
  sale.lines = cart.priced.lines.map((line, index) => ({
    ...line,
    line_no: index + 1,
    ticket_ids: issued.tickets.flatMap((ticket) => (ticket.line_no === index + 1 ? [ticket.ticket_id] : [])),
  }));
  sale.approver_id = approval?.approver_id ?? null;
  const taking = shift && recordTaking(ctx, shift.shift_id, takingOf(sale, settlement));
  const seq_token = `<receipt_seq:${ctx.newId()}>`;
  const numbered = { ...sale, receipt_no: receiptNo(receipt_prefix, seq_token) };
  const reply = presentSale(numbered, settlement.payments, await presentTickets(ctx, issued.tickets));
  const facts = factsOf(reply);
  await commit(ctx, {
    writes: [
      insertSale(sale),
      ...recordPayments(ctx, sale_id, settlement.payments),
      ...issued.writes,
      ...(taking ? [taking.write] : []),
      ...(approval ? [approval.write] : []),
    ],
    audit: [{ event: SALE_CREATED, subject: ["sale", sale_id], changes: facts, approver_id: sale.approver_id }],
    events: [{ type: SALE_CREATED, subject: ["sale", sale_id], data: { ...facts, lines: sale.lines } }],
    assigned: { token: seq_token, value: receiptSeqOf(ctx.db, sale_id) },
    reply,
    refusals: [
      ["sales.sale_id", saleErrors.sale_exists],
      ["tickets.short_code", SHORT_CODE_TAKEN],
      ...(taking ? [taking.refusal] : []),
      ...(approval ? [approval.refusal] : []),
    ],
  });
  return reply;
}

type NewSale = Omit<Sale, "receipt_seq">;

function newSale(
  ctx: Context,
  device: DevicePrincipal,
  request: SaleRequest,
  made: {
    sale_id: string;
    cart: Awaited<ReturnType<typeof openCart>>;
    settlement: Settlement;
    shift_id: string | null;
  },
): NewSale {
  const { subtotal, discount_total, tax_total, rounding, grand_total } = made.cart.priced;
  return {
    tenant_id: ctx.tenant_id,
    sale_id: made.sale_id,
    store_id: device.store_id,
    device_id: device.device_id,
    cashier_id: ctx.actor.id,
    shift_id: made.shift_id,
    receipt_prefix: device.receipt_prefix,
    lines: [],
    subtotal,
    discount_total,
    tax_total,
    rounding,
    grand_total,
    amount_tendered: made.settlement.amount_tendered,
    change: made.settlement.change,
    approver_id: null,
    note: request.note ?? null,
    fingerprint: ctx.reply_key?.fingerprint ?? "",
    sold_at: ctx.now,
  };
}

function takingOf(sale: NewSale, settlement: Settlement) {
  const { sale_id: entry_id, grand_total: total, subtotal: gross, discount_total, tax_total } = sale;
  return {
    entry_id,
    kind: "sale" as const,
    total,
    gross,
    discount_total,
    tax_total,
    ...sumByMethod(settlement.payments),
  };
}

/** What audit and event tell of a sale. */
function factsOf(sale: SaleView) {
  const { sale_id, receipt_no, shift_id, subtotal, discount_total, tax_total, rounding, grand_total, payments } = sale;
  const ticket_ids = sale.tickets.map(({ ticket_id }) => ticket_id);
  return {
    sale_id,
    receipt_no,
    shift_id,
    subtotal,
    discount_total,
    tax_total,
    rounding,
    grand_total,
    payments,
    ticket_ids,
  };
}

/** The sale that this sale_id made before, when this is the same request (rule I7). */
function repeatSale(ctx: Context, sale: Sale | undefined): Promise<SaleView> {
  if (!sale || sale.fingerprint !== ctx.reply_key?.fingerprint) throw new AppError(saleErrors.sale_exists);
  return getSale(ctx, sale.sale_id);
}
