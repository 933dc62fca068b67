/** Use-cases of later payments: a sale on account is never paid more than it owes, in any race (rules S2, S4). */

import { commit, type Refusal } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import { type Context, may, storeFor } from "../../../../platform/http/context.ts";
import { changesOf } from "../../../../shared/changes.ts";
import { AppError, defineRace, errors } from "../../../../shared/errors.ts";
import { readSettings } from "../../../access/settings/index.ts";
import { acceptedAt, getStore } from "../../../access/tenants/index.ts";
import { GRANT_USED, reasonFor, requireApproval } from "../../../offer/approvals/index.ts";
import { taxInside, taxRates } from "../../../offer/pricing/index.ts";
import { openShiftOf, recordEntry, type Shift } from "../../shifts/index.ts";
import { paymentErrors } from "../domain/errors.ts";
import { chooseAccount, decideStep, entryOf, inWholeCoins, paymentIdOf } from "../domain/later.ts";
import { owedOn, shownStatus } from "../domain/life.ts";
import { settle, type Tender } from "../domain/settle.ts";
import { CASH, ROUNDING, TENDERS } from "../domain/types.ts";
import { PAYMENT_CAPTURED, PAYMENT_CREATED, PAYMENT_FAILED } from "../events.ts";
import {
  findPaymentType,
  insertPayments,
  listPaymentRows,
  type Payment,
  settleAccount,
  type TypeRow,
  updateStatus,
} from "../store.ts";
import { type PaymentView, present, requirePayment } from "./read.ts";
import { holdReferences, requireReferences } from "./references.ts";
import { takeRefundOfDay } from "./refund.ts";
import { accepted } from "./sale.ts";
import { listPaymentTypes } from "./types.ts";

/** Another payment of the sale, or its void, came in between, so the payments are read again. */
const PAYMENTS_MOVED_ON = defineRace("payments of a sale move on", errors.busy);

const RACES: readonly Refusal[] = [
  ["E_OVERPAID", PAYMENTS_MOVED_ON],
  ["E_PAYMENT_STATE", PAYMENTS_MOVED_ON],
  ["payments.payment_no", PAYMENTS_MOVED_ON],
  ["payments.reference_key", PAYMENTS_MOVED_ON],
];

export interface LaterPayment extends Tender {
  sale_id: string;
  /** pending: promised and not yet received; it already settles the debt, until it fails. */
  status?: "pending" | "captured";
}

/**
 * Pays the debt of a sale, or a part of it, into the open shift of the calling till. Errors: E_DEVICE_REQUIRED, E_NOT_FOUND,
 * E_SCOPE_MISMATCH, E_PERMISSION, E_SHIFT_CLOSED, E_NO_ACCOUNT, E_OVERPAID, E_PAYMENT_COIN, E_PAYMENT for a tender that does
 * not fit.
 */
export function payLater(ctx: Context, request: LaterPayment): Promise<PaymentView> {
  return decideAgain([PAYMENTS_MOVED_ON], () => pay(ctx, request));
}

async function pay(ctx: Context, { sale_id, status = "captured", ...tender }: LaterPayment): Promise<PaymentView> {
  const { shift, device_id, store_id } = await drawerOf(ctx);
  const [all, types, store, settings] = await Promise.all([
    listPaymentRows(ctx.db, [sale_id]),
    listPaymentTypes(ctx),
    getStore(ctx, store_id),
    readSettings(ctx, store_id),
  ]);
  const [first] = all;
  if (!first) throw new AppError(errors.not_found);
  storeFor(ctx, "sell", first.store_id);

  const chosen = chooseAccount(all, tender.amount);
  if (!chosen.ok) {
    const { reason, ...details } = chosen.refusal;
    throw new AppError(paymentErrors[reason], details);
  }
  const account = chosen.value;
  const money = acceptedAt(store, types).filter(({ kind }) => TENDERS[kind].is_money);
  const coin = tender.method === CASH ? settings["pricing.cash_rounding"] : 0;
  // A promised payment rounds nothing off the debt.
  const pays_all = status === "captured" && tender.amount === owedOn(account);
  const coins = inWholeCoins(tender.amount, { coin, pays_all });
  if (!coins.ok) {
    const fields = [{ path: "amount", message: `is less than one coin: send at least ${coins.refusal.coin} satang` }];
    throw new AppError(paymentErrors.coin, { ...coins.refusal, fields });
  }
  const { whole, rounding } = coins.value;
  const [settled] = accepted(settle(whole, [{ ...tender, amount: whole }], money), () => "").payments;
  if (!settled) throw new AppError(errors.internal);

  const payment_no = Math.max(...all.map((each) => each.payment_no)) + 1;
  const made = { ...settled, payment_no };
  const [claimed] = await holdReferences(ctx, { sale_id, at: ctx.now, store }, [made], types);
  if (!claimed) throw new AppError(errors.internal);
  // A promised payment may get its reference when it is received.
  if (status === "captured" || claimed.problem?.reason === "used") requireReferences([claimed], () => "reference");
  const { reference_key, reference_scope } = claimed;

  const { rate_bps: surcharge_rate_bps } = settled.surcharge > 0 ? (await taxRates(ctx))(null) : { rate_bps: 0 };
  const payment: Payment = {
    ...settled,
    surcharge_rate_bps,
    surcharge_tax_total: taxInside(settled.surcharge, { rate_bps: surcharge_rate_bps }),
    tenant_id: ctx.tenant_id,
    sale_id,
    ...{ payment_no, reference_key, reference_scope },
    status,
    settled: 0,
    refunded: 0,
    surcharge_refunded: 0,
    settles_no: account.payment_no,
    paid_at: ctx.now,
    store_id,
    device_id,
    actor_id: ctx.actor.id,
    shift_id: shift.shift_id,
  };
  const rows = withRounding(payment, rounding);
  const moved = status === "captured" ? moneyMoved(ctx, shift, payment, 1, UNASKED, rounding) : undefined;
  const subject = ["sale", sale_id] as const;
  const reply = present(rows[0]);
  const news = rows.map((row, index) => {
    const { tenant_id, ...told } = present(row);
    return { ...told, ...(moved && index === 0 && { entry: moved.entry }) };
  });
  const audit = news.map((changes) => ({ event: PAYMENT_CREATED.type, subject, changes, store_id }));
  await commit(ctx, {
    writes: [settleAccount(account, whole + rounding), insertPayments(rows)],
    parts: [moved?.part],
    audit: audit as [(typeof audit)[number], ...typeof audit],
    events: news.map((told) => PAYMENT_CREATED.of(subject, told, { store_id })),
    reply,
    refusals: RACES,
  });
  return reply;
}

/** The rows of a later payment: the money, and the rounding of the debt; a row of 0 is left out. */
function withRounding(payment: Payment, rounding: number): [Payment, ...Payment[]] {
  if (rounding === 0) return [payment];
  const unreferenced = { reference: null, reference_key: null, reference_scope: null };
  const let_go = { ...payment, ...unreferenced, method: ROUNDING, amount: rounding, amount_tendered: rounding };
  return payment.amount === 0 ? [let_go] : [payment, { ...let_go, payment_no: payment.payment_no + 1 }];
}

const EVENT_OF = { captured: PAYMENT_CAPTURED, failed: PAYMENT_FAILED };

/** A captured later payment, which a refund can give back. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PAYMENT_STATE. */
export async function laterPayment(ctx: Context, payment_id: string): Promise<Payment> {
  const { payment } = await requirePayment(ctx, payment_id);
  const { status, settles_no } = payment;
  if (status === "captured" && settles_no !== null) return payment;
  throw new AppError(paymentErrors.payment_state, { status: shownStatus(payment), wanted: "refunded" });
}

/** A change of status; when money goes out it has the fields that a refund needs. */
export interface StatusChange {
  status: keyof typeof EVENT_OF;
  reference?: string;
  reason?: string;
  reason_code?: string;
  approval_token?: string;
}

/**
 * Changes a payment's status. A promised payment is received or fails. A received later payment may fail after all; its sum
 * is then owed again. Money moves in the open shift of the calling till; money out needs the approval and reason of a refund.
 * Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION, E_PAYMENT_STATE, E_DEVICE_REQUIRED, E_SHIFT_CLOSED,
 * E_APPROVAL_REQUIRED, E_REASON_REQUIRED, E_REASON_UNKNOWN, E_DAILY_CAP.
 */
export function changePayment(ctx: Context, payment_id: string, change: StatusChange): Promise<PaymentView> {
  return decideAgain([PAYMENTS_MOVED_ON, GRANT_USED], () => moveOn(ctx, payment_id, change));
}

async function moveOn(ctx: Context, payment_id: string, change: StatusChange): Promise<PaymentView> {
  const { payment, all } = await requirePayment(ctx, payment_id);
  const type = await findPaymentType(ctx.db, payment.method);

  const decided = decideStep(payment, type?.kind ?? "tender", change.status);
  if (!decided.ok) throw new AppError(paymentErrors.payment_state, decided.refusal);
  const { moves, gives_back } = decided.value;
  const store_id = storeFor(ctx, moves < 0 ? null : "sell", payment.store_id);
  const allowed = moves < 0 ? await allowUndoing(ctx, store_id, payment, change) : null;
  const account = all.find(({ payment_no }) => payment_no === payment.settles_no);

  const { status, reference = payment.reference, reason = null, reason_code } = change;
  const unique = await uniqueReferenceAfter(ctx, payment, { status, reference }, type);
  const after = { ...payment, status, reference, ...unique };
  const reply = present(after);
  const approver_id = allowed?.approver_id ?? null;
  const why = { reason, approver_id };
  const moved = moves === 0 ? undefined : moneyMoved(ctx, (await drawerOf(ctx)).shift, payment, moves, why);
  const told = {
    payment_id,
    ...changesOf(payment, { ...after, ...referenceOf(payment) }),
    ...(reason !== null && { reason }),
    ...(reason_code !== undefined && { reason_code }),
  };
  const { method, amount, surcharge, sale_id } = payment;
  const facts = { ...told, sale_id, method, amount, surcharge };
  const subject = ["sale", sale_id] as const;
  const event = EVENT_OF[status];
  await commit(ctx, {
    writes: [
      updateStatus(payment, { status, reference, ...unique }),
      ...(gives_back && account ? [settleAccount(account, -amount)] : []),
    ],
    parts: [moved?.part, ...(allowed?.parts ?? [])],
    audit: [{ event: event.type, subject, changes: told, approver_id, store_id }],
    events: [event.of(subject, { ...facts, ...(moved && { entry: moved.entry }) }, { store_id })],
    reply,
    refusals: RACES,
  });
  return reply;
}

function referenceOf({ reference_key, reference_scope }: Payment) {
  return { reference_key, reference_scope };
}

/** The reference key and scope of a payment after a step; a failed payment frees its reference. Errors: E_PAYMENT, E_REFERENCE_USED. */
async function uniqueReferenceAfter(
  ctx: Context,
  payment: Payment,
  { status, reference }: { status: StatusChange["status"]; reference: string | null },
  type: TypeRow | undefined,
) {
  const { sale_id, payment_no, paid_at: at, reference_key, store_id } = payment;
  if (status === "failed") return { reference_key, reference_scope: reference_key && paymentIdOf(sale_id, payment_no) };
  const store = await getStore(ctx, storeFor(ctx, null, store_id));
  const made = { ...payment, reference };
  const [claimed] = await holdReferences(ctx, { sale_id, at, store }, [made], type ? [type] : []);
  if (!claimed) throw new AppError(errors.internal);
  requireReferences([claimed], () => "reference");
  return { reference_key: claimed.reference_key, reference_scope: claimed.reference_scope };
}

/** Allows received money to go out: it needs the grant, the reason and the daily cap of a refund (rules A1, A4, A6). */
async function allowUndoing(
  ctx: Context,
  store_id: string,
  { sale_id: subject_id, amount, surcharge }: Payment,
  { approval_token, reason_code }: StatusChange,
) {
  await reasonFor(ctx, "refund", store_id, reason_code);
  const act = { action: "refund", store_id, subject_id, amount: amount + surcharge } as const;
  const [approval, settings, store] = await Promise.all([
    requireApproval(ctx, approval_token, act, may(ctx, "refund", store_id)),
    readSettings(ctx, store_id),
    getStore(ctx, store_id),
  ]);
  const daily = takeRefundOfDay(ctx, store, settings);
  return { approver_id: approval?.approver_id ?? null, parts: [daily, approval] };
}

/** The calling till with its open shift. Errors: E_DEVICE_REQUIRED, E_SHIFT_CLOSED. */
async function drawerOf(ctx: Context) {
  const { device } = ctx;
  if (!device) throw new AppError(errors.device_required);
  const { device_id, store_id } = device;
  const shift = await openShiftOf(ctx, device_id);
  if (!shift) throw new AppError(errors.shift_closed);
  return { shift, device_id, store_id };
}

/** Money that comes in has no reason and no approver. */
const UNASKED = { reason: null, approver_id: null };

/** The entry of money that moves, and the part of the commit that records it. */
function moneyMoved(
  ctx: Context,
  shift: Shift,
  payment: Payment,
  moves: 1 | -1,
  why: { reason: string | null; approver_id: string | null },
  rounding = 0,
) {
  const who = { ...why, actor_id: ctx.actor.id, subject_id: payment.sale_id };
  const entry = { shift_id: shift.shift_id, entry_id: ctx.newId() };
  const { entry_id } = entry;
  return { entry, part: recordEntry(ctx, shift, { entry_id, ...entryOf(payment, moves, rounding), ...who }, ctx.now) };
}
