/** Use-case of voiding a sale in its own shift: first its tickets end, then its money goes back, once (rules S4, A4, I6). */

import { type CommitPart, commit, rememberReply } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import { type Context, may } from "../../../../platform/http/context.ts";
import { AppError, defineRace } from "../../../../shared/errors.ts";
import { getStore } from "../../../access/tenants/index.ts";
import { latestOf, wasUsed, withdrawTickets } from "../../../admission/tickets/index.ts";
import { recordPurchase, unburnPoints } from "../../../guests/customers/index.ts";
import { GRANT_USED, type RequestedAct, reasonFor, requireApproval } from "../../../offer/approvals/index.ts";
import { giveBackPlaces, packagesById } from "../../../offer/catalog/index.ts";
import { giveBackUses } from "../../../offer/pricing/index.ts";
import { refundPayments } from "../../payments/index.ts";
import { findShiftEntry, recordEntry, type Shift, shiftOf, undoEntry } from "../../shifts/index.ts";
import { saleErrors } from "../domain.ts";
import { SALE_VOIDED } from "../events.ts";
import { type Sale, voidSaleRow } from "../store.ts";
import { findSaleOf, getSale, requireSale, type SaleView } from "./read.ts";

export interface VoidRequest {
  reason_code?: string;
  reason_text?: string;
  approval_token?: string;
}

/** Another request voided the sale at the same moment; the next read finds it voided. */
const VOIDED = defineRace("a sale is voided", saleErrors.sale_voided);

/**
 * Voids a sale of a shift that is still open; a repeat changes nothing. It needs the permission `void`, or a grant.
 * Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_REASON_REQUIRED, E_REASON_UNKNOWN, E_SALE_SHIFT_CLOSED, E_SALE_USED, E_SALE_REFUNDED,
 * E_APPROVAL_REQUIRED.
 */
export async function voidSale(ctx: Context, sale_id: string, request: VoidRequest): Promise<SaleView> {
  const voided = await decideAgain([VOIDED, GRANT_USED], async () => {
    const sale = await requireSale(ctx, sale_id);
    if (sale.voided_at === null) await undo(ctx, sale, request);
    return getSale(ctx, sale_id);
  });
  await rememberReply(ctx, voided);
  return voided;
}

/**
 * Refuses the request for an approval of a void that cannot happen, so that nobody decides it in vain. A sale that is not
 * known yet passes. Errors: E_SALE_VOIDED, E_SALE_REFUNDED, E_SALE_SHIFT_CLOSED, E_SALE_USED.
 */
export async function requirePossibleVoid(ctx: Context, { subject_id }: RequestedAct): Promise<void> {
  const sale = subject_id === undefined ? undefined : await findSaleOf(ctx, subject_id);
  if (!sale) return;
  if (sale.voided_at !== null) throw new AppError(saleErrors.sale_voided);
  const [shift, tickets] = await Promise.all([shiftOfSale(ctx, sale), latestOf(ctx, ticketIdsOf(sale))]);
  requireVoidable(sale, shift);
  const used = [...new Set(tickets.values())].filter(wasUsed).map(({ ticket_id }) => ticket_id);
  if (used.length > 0) throw new AppError(saleErrors.ticket_used, { ticket_ids: used });
}

/** The shift of a voidable sale: open, and the sale has no refund. Errors: E_SALE_REFUNDED, E_SALE_SHIFT_CLOSED. */
function requireVoidable({ refunded_total }: Sale, shift: Shift | undefined): Shift {
  if (refunded_total > 0) throw new AppError(saleErrors.sale_refunded);
  if (!shift || shift.closed_at !== null) throw new AppError(saleErrors.void_closed);
  return shift;
}

async function shiftOfSale(ctx: Context, { shift_id }: Sale): Promise<Shift | undefined> {
  return shift_id === null ? undefined : shiftOf(ctx, shift_id);
}

async function undo(ctx: Context, sale: Sale, request: VoidRequest): Promise<void> {
  const { sale_id, store_id, grand_total } = sale;
  if (sale.refunded_total > 0) throw new AppError(saleErrors.sale_refunded);
  // A caller without permission or grant learns nothing about the shift.
  const [of_sale, tickets, approval, given_back] = await Promise.all([
    shiftOfSale(ctx, sale),
    latestOf(ctx, ticketIdsOf(sale)),
    approvalFor(ctx, sale, request),
    returnedStock(ctx, sale),
    reasonFor(ctx, "void", store_id, request.reason_code),
  ]);
  const shift = requireVoidable(sale, of_sale);
  const { used } = await withdrawTickets(ctx, [...new Set(tickets.values())], request.reason_code ?? "void");
  if (used.length > 0) throw new AppError(saleErrors.ticket_used, { ticket_ids: used });

  const void_id = ctx.newId();
  const approver_id = approval?.approver_id ?? null;
  const undone = await entryOf(ctx, sale, shift.shift_id, void_id, approver_id);
  const entry = recordEntry(ctx, shift, undone, ctx.now);
  const { reason_code = null, reason_text } = request;
  const told = { void_id, reason_code, ...(reason_text !== undefined && { reason_text }) };
  const { customer_id, sold_at } = sale;
  const data = { sale_id, ...told, customer_id, sold_at, grand_total, ticket_ids: ticketIdsOf(sale) };
  await commit(ctx, {
    writes: [
      voidSaleRow({ ...sale, voided_at: ctx.now, voided_by: ctx.actor.id, void_id, void_reason_code: reason_code }),
    ],
    parts: [entry, refundPayments(ctx, sale_id), ...given_back, approval],
    audit: [
      { event: SALE_VOIDED.type, subject: ["sale", sale_id], changes: { ...told, grand_total }, approver_id, store_id },
    ],
    events: [SALE_VOIDED.of(["sale", sale_id], data, { store_id })],
    refusals: [
      ["E_SALE_VOIDED", VOIDED],
      ["E_SALE_REFUNDED", saleErrors.sale_refunded],
      ["E_SHIFT_CLOSED", saleErrors.void_closed],
    ],
  });
}

function ticketIdsOf({ lines }: Sale): string[] {
  return lines.flatMap(({ ticket_ids }) => ticket_ids);
}

async function approvalFor(ctx: Context, { sale_id, store_id, grand_total }: Sale, { approval_token }: VoidRequest) {
  const act = { action: "void", store_id, subject_id: sale_id, amount: grand_total } as const;
  return requireApproval(ctx, approval_token, act, may(ctx, "void", store_id));
}

/** Gives back the shared stock of a sale: places in slots, uses of rules, a customer's points. */
async function returnedStock(ctx: Context, sale: Sale): Promise<CommitPart[]> {
  const store = await getStore(ctx, sale.store_id);
  const slotted = sale.lines.flatMap(({ places }) => places ?? []);
  const offers = await packagesById(ctx, [...new Set(slotted.map(({ package_id }) => package_id))]);
  const asks = slotted.flatMap(({ package_id, slot_start, qty }) => {
    const offer = offers.get(package_id);
    return offer ? [{ offer, slot_start, qty }] : [];
  });
  const { customer_id, sale_id, lines, sold_at } = sale;
  return [
    giveBackPlaces(ctx, store.store_id, asks),
    giveBackUses(ctx, { lines, store, sold_at, customer_id }),
    ...(customer_id === null
      ? []
      : [
          unburnPoints(ctx, { customer_id, sale_id }),
          recordPurchase(ctx, { kind: "void", customer_id, sale_id, at: ctx.now }),
        ]),
  ];
}

/** The drawer entry of the void: the opposite of the sale's entry. */
async function entryOf(ctx: Context, { sale_id }: Sale, shift_id: string, void_id: string, approver_id: string | null) {
  const sold = await findShiftEntry(ctx, shift_id, sale_id);
  if (!sold) throw new AppError(saleErrors.void_closed);
  const who = { reason: null, actor_id: ctx.actor.id, approver_id };
  return { ...undoEntry(sold), entry_id: void_id, kind: "void" as const, ...who };
}
