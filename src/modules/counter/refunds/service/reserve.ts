/** Begins a refund: one commit sets its money aside; of two refunds for the same money, one is decided again (rules A1, A4, A6). */

import { commit } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import { type Context, may, type ReplyKey } from "../../../../platform/http/context.ts";
import { AppError, defineRace, errors } from "../../../../shared/errors.ts";
import { readSettings, type Settings } from "../../../access/settings/index.ts";
import { getStore } from "../../../access/tenants/index.ts";
import { remainingOf, wasUsed } from "../../../admission/tickets/index.ts";
import { pointsBurnt } from "../../../guests/customers/index.ts";
import { GRANT_USED, reasonFor, requireApproval } from "../../../offer/approvals/index.ts";
import { REMAINDER_TAKEN, surchargeShare, takeFromPayments, takeRefundOfDay } from "../../payments/index.ts";
import { requireSale, type Sale, takeFromSale } from "../../sales/index.ts";
import { openShiftOf } from "../../shifts/index.ts";
import { inCoins } from "../domain/coins.ts";
import { partiesOf } from "../domain/parties.ts";
import { refundErrors } from "../domain/policy.ts";
import { type DecidedRefund, decideRefund, type RefundRefusal, type RefundTerms } from "../domain/refund.ts";
import { withSurcharges } from "../domain/surcharges.ts";
import { refundTaxes } from "../domain/taxes.ts";
import { pointsBack, splitRefund } from "../domain/tenders.ts";
import type { RefundPayment } from "../domain/words.ts";
import { REFUND_STEPS } from "../events.ts";
import { addRefund, findRefundOf, insertRefund, type Refund } from "../store.ts";
import { requirePolicy, requireTenders } from "./checks.ts";
import { gatherLeft, type SaleRemainder } from "./left.ts";

export interface RefundRequest extends RefundTerms {
  sale_id: string;
  method?: string;
  /** Only from this payment of the sale. */
  payment_no?: number;
  reason_code?: string;
  reason_text?: string;
  approval_token?: string;
  /** The subject of the grant; by default the sale. */
  subject_id?: string;
}

/** The same request was there a moment before; the next read finds its refund. */
const BEGUN = defineRace("a refund is begun", errors.busy);

/**
 * Begins the refund of a request, or finds the one that it began. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_SALE_VOIDED,
 * E_REFUND_LATE, E_OVER_REFUND, E_REFUND_TENDER, E_VALIDATION for parts of another sale, E_TICKET_USED, E_REASON_REQUIRED,
 * E_REASON_UNKNOWN, E_APPROVAL_REQUIRED, E_DAILY_CAP; for cash E_DEVICE_REQUIRED, E_SHIFT_CLOSED.
 */
export function beginRefund(ctx: Context, request: RefundRequest): Promise<Refund> {
  const { reply_key } = ctx;
  if (!reply_key) throw new AppError(errors.idempotency_missing);
  return decideAgain([BEGUN, REMAINDER_TAKEN, GRANT_USED], async () => {
    const begun = await begunBy(ctx, reply_key);
    return (
      begun ??
      reserve(ctx, reply_key, request).catch(async (error) => {
        // A repeat of this request at the same moment may have used its grant, or taken the rest.
        const begun_since = error instanceof AppError ? await begunBy(ctx, reply_key) : undefined;
        if (begun_since) return begun_since;
        throw error;
      })
    );
  });
}

async function begunBy(ctx: Context, reply_key: ReplyKey): Promise<Refund | undefined> {
  const begun = await findRefundOf(ctx.db, reply_key);
  if (begun && begun.fingerprint !== reply_key.fingerprint) throw new AppError(errors.idempotency_mismatch);
  return begun;
}

async function reserve(ctx: Context, reply_key: ReplyKey, request: RefundRequest): Promise<Refund> {
  const sale = await requireSale(ctx, request.sale_id);
  const { sale_id, store_id, customer_id } = sale;
  const { device } = ctx;
  const action = request.goodwill ? "goodwill" : "refund";
  const [left, settings, store, shift] = await Promise.all([
    gatherLeft(ctx, sale),
    readSettings(ctx, store_id),
    getStore(ctx, store_id),
    device ? openShiftOf(ctx, device.device_id) : undefined,
    reasonFor(ctx, action, store_id, request.reason_code),
  ]);
  requirePolicy(ctx, sale, left, settings, request);
  const { decided, payments } = await decideWhole(ctx, sale, left, settings, request);
  const { lines, ticket_ids, amount, tax_total, rounding } = decided;
  requireTenders(left, payments, { has_device: Boolean(device), has_shift: shift !== undefined });
  const worn = partiesOf(lines).filter(({ ticket_id }) => isWorn(left, ticket_id));
  if (worn.length > 0) throw new AppError(refundErrors.parties, { ticket_ids: worn.map(({ ticket_id }) => ticket_id) });
  const used = [...usedOf(left, paidFor(decided)), ...usedPartiesOf(left, decided, ctx.now)];
  if (used.length > 0 && settings["refunds.used_tickets"] === "never")
    throw new AppError(refundErrors.ticket_used, { ticket_ids: used });
  const act = { action, store_id, subject_id: request.subject_id ?? sale_id, amount: sumBack(payments) } as const;
  const permitted = used.length === 0 && !request.goodwill && may(ctx, "refund", store_id);
  const approval = await requireApproval(ctx, request.approval_token, act, permitted);

  const refund: Refund = {
    tenant_id: ctx.tenant_id,
    refund_id: ctx.newId(),
    sale_id,
    store_id,
    device_id: device?.device_id ?? null,
    shift_id: shift?.shift_id ?? null,
    customer_id,
    lines,
    ticket_ids,
    amount,
    tax_total,
    taxes: taxesOf(sale, left, lines, payments),
    rounding,
    payments,
    reason_code: request.reason_code ?? null,
    reason_text: request.reason_text ?? null,
    requested_by: ctx.actor.id,
    approved_by: approval?.approver_id ?? null,
    approval_id: approval?.approval_id ?? null,
    status: "pending",
    created_at: ctx.now,
    completed_at: null,
    cancelled_reason: null,
    caller_id: reply_key.caller_id,
    idempotency_key: reply_key.idempotency_key,
    fingerprint: reply_key.fingerprint,
    version: 1,
    slip_prefix: `R${device?.receipt_prefix ?? ""}`,
    slip_seq: null,
  };
  const daily = takeRefundOfDay(ctx, store, settings);
  await commit(ctx, {
    writes: [insertRefund(refund), ...countIn(ctx, sale, left, decided)],
    parts: [
      takeFromSale(ctx, sale_id, amount),
      takeFromPayments(ctx, sale_id, payments, left.payments),
      approval,
      daily,
    ],
    audit: [stepOf(refund, REFUND_STEPS.reserved)],
    refusals: [
      ["refunds.idempotency_key", BEGUN],
      ["refundables_", REMAINDER_TAKEN],
    ],
  });
  return refund;
}

/**
 * Decides the refund and its payments: cash in whole coins, unless it takes the rest of the sale or of a named payment;
 * surcharges by the park's policy.
 */
async function decideWhole(ctx: Context, sale: Sale, left: SaleRemainder, settings: Settings, request: RefundRequest) {
  const worth = decideIn(left, request, closedOf(left, settings));
  const takes_rest = worth.amount === left.amount_left;
  const is_exact = takes_rest || request.payment_no !== undefined;
  const coin = is_exact ? 0 : settings["pricing.cash_rounding"];
  const split = await paidBackBy(ctx, sale, left, worth.amount, request);
  const { parts, carried } = inCoins(split, left.payments, coin);
  const amount = worth.amount - carried;
  const names_units = worth.ticket_ids.length > 0 || request.lines !== undefined || request.places !== undefined;
  if (amount === 0 && carried > 0 && !names_units) throw new AppError(refundErrors.coin, { coin });
  const policy = request.goodwill ? "never" : settings["refunds.surcharges"];
  const payments = withSurcharges(parts, left.payments, left.surcharges_given, { policy, takes_rest });
  return { decided: { ...worth, amount, rounding: worth.rounding - carried }, payments };
}

/** The sum that the guest gets by all payments, surcharges included; satang. */
function sumBack(payments: readonly RefundPayment[]): number {
  return payments.reduce((sum, { amount, surcharge = 0 }) => sum + amount + surcharge, 0);
}

/** The tax of a refund: of its lines, and of the refunded part of each payment's surcharge. */
function taxesOf(sale: Sale, left: SaleRemainder, lines: Refund["lines"], payments: readonly RefundPayment[]) {
  const surcharges = payments.flatMap(({ payment_no, surcharge = 0 }) => {
    const payment = left.payments.find((each) => each.payment_no === payment_no);
    const before = left.surcharges_given.get(payment_no) ?? 0;
    return payment && surcharge > 0 ? [surchargeShare(payment, surcharge, before, sale)] : [];
  });
  return refundTaxes(sale.lines, lines, surcharges);
}

/** The audit row of a refund's step; all steps have the same fields, so that the timeline of a ticket finds them. */
export function stepOf(refund: Refund, event: string, slip_no: string | null = null) {
  const { refund_id, sale_id, store_id, approved_by } = refund;
  const { amount, tax_total, taxes, rounding, payments, lines, ticket_ids, reason_code, reason_text, shift_id } =
    refund;
  const money = { amount, tax_total, taxes, rounding, payments, lines, ticket_ids };
  const told = { sale_id, ...money, reason_code, ...(reason_text !== null && { reason_text }), shift_id };
  const { requested_by, status, cancelled_reason } = refund;
  return {
    event,
    subject: ["refund", refund_id] as const,
    changes: {
      ...told,
      ...(slip_no !== null && { slip_no }),
      requested_by,
      status,
      ...(cancelled_reason !== null && { cancelled_reason }),
    },
    approver_id: approved_by,
    store_id,
  };
}

function decideIn(
  left: SaleRemainder,
  { ticket_ids, lines, places, amount, goodwill }: RefundRequest,
  closed: ReadonlySet<string>,
): DecidedRefund {
  const byNow = (id: string) => left.tickets.get(id)?.ticket_id ?? id;
  const named = ticket_ids?.map(byNow);
  const parties = places?.map((party) => ({ ...party, ticket_id: byNow(party.ticket_id) }));
  const decided = decideRefund(left, { ticket_ids: named, lines, places: parties, amount, goodwill }, closed);
  if (decided.ok) return decided.value;
  const { refusal } = decided;
  if (refusal.reason === "used")
    throw new AppError(refundErrors.ticket_used, { ticket_ids: [...closed], left: refusal.left });
  const party_ids = parties?.map(({ ticket_id }) => ticket_id) ?? [];
  throw refused(left, { ticket_ids: named ?? [], party_ids }, refusal);
}

/** The tickets of the rest that were used and so may not be refunded. */
function closedOf(left: SaleRemainder, settings: Settings): ReadonlySet<string> {
  const tickets = left.lines.flatMap(({ ticket_ids }) => ticket_ids ?? []);
  return new Set(settings["refunds.used_tickets"] === "never" ? usedOf(left, tickets) : []);
}

/** The tickets that get money, whether they end or stay; without parties that only give back places. */
function paidFor({ lines, ticket_ids }: DecidedRefund): string[] {
  const parts = lines.flatMap((line) => line.parts ?? []);
  return [...ticket_ids, ...parts.flatMap(({ ticket_id, places = 0 }) => (places === 0 && ticket_id) || [])];
}

/** The most refunds of places that a party ticket stores, cancelled ones included. */
const MOST_REFUNDS_OF_PARTY = 100;

function isWorn({ tickets }: SaleRemainder, ticket_id: string): boolean {
  return Object.keys(tickets.get(ticket_id)?.places_refunded ?? {}).length >= MOST_REFUNDS_OF_PARTY;
}

/** The party tickets with fewer unused places left than the refund takes, by D1. */
function usedPartiesOf({ tickets }: SaleRemainder, { lines }: DecidedRefund, now: number): string[] {
  return partiesOf(lines).flatMap(({ ticket_id, places }) => {
    const ticket = tickets.get(ticket_id);
    return ticket && remainingOf(ticket, ticket, now) < places ? [ticket_id] : [];
  });
}

const MESSAGES = {
  unknown: "is not part of this sale: send one of GET /sales/{sale_id}/refundable",
  twice: "is listed twice: list it once",
  has_tickets: "has tickets: list them in ticket_ids",
  no_party: "is not a party ticket: list it in ticket_ids",
  under: "is less than the price of these units: leave it out, or send only an amount",
  units_left: "is not possible while other units have money left: refund those first, without goodwill",
};

function refused(
  left: SaleRemainder,
  { ticket_ids, party_ids }: { ticket_ids: readonly string[]; party_ids: readonly string[] },
  refusal: Exclude<RefundRefusal, { reason: "used" }>,
): AppError {
  const { reason, path } = refusal;
  const [list, index] = path.split(".");
  const named = list === "ticket_ids" ? ticket_ids : list === "places" ? party_ids : [];
  const was_refunded = reason === "unknown" && left.tickets.has(named[Number(index)] ?? "");
  if (reason === "over" || was_refunded) {
    const units = reason === "over" ? refusal.left : 0;
    const fields = [{ path, message: `has ${units} left to refund: ask for no more` }];
    return new AppError(refundErrors.over_refund, { left: units, amount_left: left.amount_left, fields });
  }
  return new AppError(errors.validation, { fields: [{ path, message: MESSAGES[reason] }] });
}

async function paidBackBy(
  ctx: Context,
  { sale_id, customer_id }: Sale,
  { payments }: SaleRemainder,
  amount: number,
  { method, payment_no }: Pick<RefundRequest, "method" | "payment_no">,
): Promise<RefundPayment[]> {
  const able = payments.filter((payment) => payment_no === undefined || payment.payment_no === payment_no);
  const split = splitRefund(amount, able, method);
  if (!split.ok) throw new AppError(refundErrors.tender, { ...split.refusal, ...(method !== undefined && { method }) });
  const by_points = payments.filter(({ points }) => points);
  const burnt = by_points.length > 0 && customer_id !== null ? await pointsBurnt(ctx, customer_id, sale_id) : 0;
  if (burnt === 0) return split.value;
  const settled = by_points.reduce((sum, payment) => sum + payment.amount, 0);
  let before = by_points.reduce((sum, { refunded }) => sum + refunded, 0);
  return split.value.map((part) => {
    if (!by_points.some(({ payment_no }) => payment_no === part.payment_no)) return part;
    const points = pointsBack({ points: burnt, amount: settled }, before, part.amount);
    before += part.amount;
    return { ...part, points };
  });
}

/** The tickets that were used, by D1; the tickets' objects check again at the end. */
function usedOf({ tickets }: SaleRemainder, ticket_ids: readonly string[]): string[] {
  return ticket_ids.filter((ticket_id) => {
    const ticket = tickets.get(ticket_id);
    return ticket !== undefined && wasUsed(ticket);
  });
}

/** Counts the refund on its lines and on the sale. */
function countIn(ctx: Context, { sale_id, grand_total }: Sale, left: SaleRemainder, { lines, amount }: DecidedRefund) {
  const counted = left.paid.flatMap(({ line_no, qty: qty_paid, total: amount_paid }) => {
    const given = lines.find((line) => line.line_no === line_no);
    return given ? [{ line_no, qty_paid, amount_paid, qty_refunded: given.qty, amount_refunded: given.amount }] : [];
  });
  const whole = {
    line_no: 0,
    qty_paid: left.paid.reduce((sum, { qty }) => sum + qty, 0),
    qty_refunded: lines.reduce((sum, { qty }) => sum + qty, 0),
    amount_paid: grand_total,
    amount_refunded: amount,
  };
  return addRefund(ctx.db, sale_id, counted, whole, left.seen);
}
