/** A sale with its payments, tickets, entry, audit and events is one commit, rung up online or handed in (rules S1, S7, O7). */

import { commit, type EventEntry } from "../../../platform/db/commit.ts";
import { decideAgain } from "../../../platform/db/race.ts";
import type { Context, DevicePrincipal } from "../../../platform/http/context.ts";
import { AppError, type ErrorSpec } from "../../../shared/errors.ts";
import type { ApprovalUse } from "../../approvals/index.ts";
import { recordPayments, type Settlement, sumByMethod } from "../../payments/index.ts";
import { isLate, recordEntry, type Shift } from "../../shifts/index.ts";
import { BLANK_BOUND, issueTickets, presentTickets, SHORT_CODE_TAKEN } from "../../tickets/index.ts";
import { receiptNo, saleErrors } from "../domain.ts";
import { SALE_CREATED, SALE_PRICE_MISMATCH } from "../events.ts";
import { findSale, insertSale, receiptSeqOf, type Sale } from "../store.ts";
import type { OpenedCart } from "./cart.ts";
import { getSale, presentSale, type SaleView } from "./read.ts";

/** A sale that is decided: what, for how much, paid how, when and by whom. */
export interface DecidedSale {
  sale_id: string;
  device: DevicePrincipal;
  store: Parameters<typeof issueTickets>[1]["store"];
  key_version: number;
  cashier_id: string;
  customer_id?: string;
  /** Epoch ms. */
  sold_at: number;
  cart: OpenedCart;
  settlement: Settlement;
  shift: Shift | undefined;
  approval: ApprovalUse | null;
  note: string | undefined;
  /** Without a number it gets the next of its series, inside the commit. */
  receipt: { prefix: string; seq?: number };
  /** What is true only of a sale of an outage; `told` goes into its audit row and its reply. */
  outage?: { device_at: number; price_mismatch: { grand_total: number } | null; told: Record<string, unknown> };
}

/** The number was given to another sale in between. */
export const RECEIPT_TAKEN: ErrorSpec = {
  code: "E_RECEIPT_TAKEN",
  status: 503,
  message: "The receipt number was taken just now. Try again.",
};

/** Writes a sale. Refused by what it races with: a sale of its id, a closing, a code, a blank, a number. */
export async function recordSale(ctx: Context, decided: DecidedSale): Promise<SaleView> {
  const { sale_id, store, key_version, sold_at, cart, settlement, shift, approval, receipt, outage } = decided;
  const issued = issueTickets(ctx, { sale_id, store, key_version, sold_at }, cart.plans);
  const sale = rowOf(ctx, decided, issued.tickets);
  const entry = shift && recordEntry(ctx, shift, entryOf(sale, settlement), sold_at);
  const seq_token = `<receipt_seq:${ctx.newId()}>`;
  const numbered = { ...sale, receipt_no: receiptNo(receipt.prefix, receipt.seq ?? seq_token) };
  const view = presentSale(numbered, settlement.payments, await presentTickets(ctx, issued.tickets));
  const reply = { ...view, ...outage?.told };
  const facts = {
    ...factsOf(view),
    ...(outage && { offline: true, late: sale.late, sold_at, device_at: sale.device_at }),
  };
  const { price_mismatch } = sale;
  await commit(ctx, {
    writes: [
      insertSale({ ...sale, receipt_seq: receipt.seq }),
      ...recordPayments(ctx, sale, settlement.payments),
      ...issued.writes,
      ...(entry ? [entry.write] : []),
      ...(approval ? [approval.write] : []),
    ],
    audit: [
      {
        event: SALE_CREATED,
        subject: ["sale", sale_id],
        changes: { ...facts, ...outage?.told, ...(price_mismatch && { price_mismatch }) },
        approver_id: sale.approver_id,
      },
    ],
    events: [
      { type: SALE_CREATED, subject: ["sale", sale_id], data: { ...facts, lines: sale.lines } },
      ...(price_mismatch ? [mismatchEvent(view, price_mismatch)] : []),
    ],
    ...(receipt.seq === undefined && { assigned: { token: seq_token, value: receiptSeqOf(ctx.db, sale_id) } }),
    reply,
    refusals: [
      ["sales.sale_id", SALE_TAKEN],
      ["sales.receipt_seq", RECEIPT_TAKEN],
      ["tickets.short_code", SHORT_CODE_TAKEN],
      ["tickets.ticket_id", BLANK_BOUND],
      ...(entry ? [entry.refusal] : []),
      ...(approval ? [approval.refusal] : []),
    ],
  });
  return reply;
}

type NewSale = Omit<Sale, "receipt_seq">;

function rowOf(
  ctx: Context,
  decided: DecidedSale,
  tickets: readonly { ticket_id: string; line_no: number }[],
): NewSale {
  const {
    sale_id,
    device,
    cashier_id,
    customer_id = null,
    sold_at,
    cart,
    settlement,
    shift,
    approval,
    receipt,
    outage,
  } = decided;
  const { subtotal, discount_total, tax_total, rounding, grand_total } = cart.priced;
  return {
    tenant_id: ctx.tenant_id,
    sale_id,
    store_id: device.store_id,
    device_id: device.device_id,
    cashier_id,
    shift_id: shift?.shift_id ?? null,
    receipt_prefix: receipt.prefix,
    lines: cart.priced.lines.map((line, index) => ({
      ...line,
      line_no: index + 1,
      ticket_ids: tickets.flatMap(({ ticket_id, line_no }) => (line_no === index + 1 ? [ticket_id] : [])),
    })),
    subtotal,
    discount_total,
    tax_total,
    rounding,
    grand_total,
    amount_tendered: settlement.amount_tendered,
    change: settlement.change,
    approver_id: approval?.approver_id ?? null,
    note: decided.note ?? null,
    fingerprint: ctx.reply_key?.fingerprint ?? "",
    sold_at,
    customer_id,
    offline: outage !== undefined,
    received_at: outage ? ctx.now : null,
    device_at: outage?.device_at ?? null,
    late: shift !== undefined && isLate(shift),
    price_mismatch: outage?.price_mismatch ?? null,
  };
}

/** What a sale does to its drawer. */
function entryOf(sale: NewSale, settlement: Settlement) {
  const { sale_id: entry_id, grand_total: total, subtotal: gross, discount_total, tax_total } = sale;
  const money = { total, gross, discount_total, tax_total, ...sumByMethod(settlement.payments) };
  return { entry_id, kind: "sale" as const, ...money, reason: null, actor_id: null };
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

function mismatchEvent({ sale_id, receipt_no, grand_total }: SaleView, asked: { grand_total: number }): EventEntry {
  const data = { sale_id, receipt_no, paid: grand_total, grand_total: asked.grand_total };
  return { type: SALE_PRICE_MISMATCH, subject: ["sale", sale_id], data };
}

/** A sale of this id was made at the same moment: it is found when it is looked for again. */
const SALE_TAKEN: ErrorSpec = { ...saleErrors.sale_exists };

/**
 * Makes a sale, or answers the one that bears its id when it is the `same` (rule I7). A sale that lost one of `races`, or
 * drew a short code that is taken, is decided again. Error: E_DUPLICATE when the id is another sale's.
 */
export function sellOnce(
  ctx: Context,
  sale_id: string | undefined,
  same: (earlier: Sale) => boolean,
  races: readonly ErrorSpec[],
  sell: () => Promise<SaleView>,
): Promise<SaleView> {
  return decideAgain([SALE_TAKEN, SHORT_CODE_TAKEN, ...races], async () => {
    const earlier = sale_id === undefined ? undefined : await findSale(ctx.db, sale_id);
    if (!earlier) return sell();
    if (!same(earlier)) throw new AppError(saleErrors.sale_exists);
    return getSale(ctx, earlier.sale_id);
  });
}
