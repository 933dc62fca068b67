/** Money for a sale on account, and what becomes of it: never more than is owed, by any race (rules S2, S4). */

import { commit } from "../../../platform/db/commit.ts";
import { decideAgain } from "../../../platform/db/race.ts";
import { type Context, storeFor } from "../../../platform/http/context.ts";
import { changesOf } from "../../../shared/changes.ts";
import { AppError, type ErrorSpec, errors } from "../../../shared/errors.ts";
import { openShiftOf, recordEntry, type Shift, shiftErrors } from "../../shifts/index.ts";
import { paymentErrors } from "../domain/errors.ts";
import { chooseAccount, decideStep, entryOf } from "../domain/later.ts";
import { settle, type Tender } from "../domain/settle.ts";
import { PAYMENT_CAPTURED, PAYMENT_CREATED, PAYMENT_FAILED, PAYMENT_REFUNDED } from "../events.ts";
import {
  findPaymentType,
  insertPayments,
  listPaymentRows,
  type Payment,
  settleAccount,
  updateStatus,
} from "../store.ts";
import { type PaymentView, paymentNamed, present } from "./read.ts";
import { accepted } from "./sale.ts";
import { listPaymentTypes } from "./types.ts";

/** Another payment of the sale, or its void, came in between: look again. */
const RACES: readonly (readonly [string, ErrorSpec])[] = [
  ["E_OVERPAID", paymentErrors.payment_raced],
  ["E_PAYMENT_STATE", paymentErrors.payment_raced],
  ["payments.payment_no", paymentErrors.payment_raced],
];

export interface LaterPayment extends Tender {
  sale_id: string;
  /** Promised and not here yet; it settles what it is for all the same, until it fails. */
  status?: "pending" | "captured";
}

/**
 * Pays (part of) what a sale put on account, into the open shift of the calling till. Errors: E_DEVICE_REQUIRED,
 * E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION, E_SHIFT_CLOSED, E_NO_ACCOUNT, E_PAYMENT for more than is owed or a tender
 * that does not fit.
 */
export function payLater(ctx: Context, request: LaterPayment): Promise<PaymentView> {
  return decideAgain([paymentErrors.payment_raced], () => pay(ctx, request));
}

async function pay(ctx: Context, { sale_id, status = "captured", ...tender }: LaterPayment): Promise<PaymentView> {
  const { shift, device_id, store_id } = await drawerOf(ctx);
  const [all, types] = await Promise.all([listPaymentRows(ctx.db, [sale_id]), listPaymentTypes(ctx)]);
  const [first] = all;
  if (!first) throw new AppError(errors.not_found);
  storeFor(ctx, "sell", first.store_id);

  const chosen = chooseAccount(all, tender.amount);
  if (!chosen.ok) {
    const { reason, ...details } = chosen.refusal;
    throw new AppError(paymentErrors[reason], details);
  }
  const account = chosen.value;
  const money = types.filter(({ kind }) => kind === "tender");
  const [settled] = accepted(settle(tender.amount, [tender], money), () => "").payments;
  if (!settled) throw new AppError(errors.internal);

  const payment: Payment = {
    ...settled,
    tenant_id: ctx.tenant_id,
    sale_id,
    payment_no: Math.max(...all.map(({ payment_no }) => payment_no)) + 1,
    status,
    settled: 0,
    refunded: 0,
    settles_no: account.payment_no,
    paid_at: ctx.now,
    store_id,
    device_id,
    actor_id: ctx.actor.id,
    shift_id: shift.shift_id,
  };
  const reply = present(payment);
  const entry = status === "captured" ? moneyMoved(ctx, shift, payment, 1, null) : undefined;
  const { tenant_id, ...told } = reply;
  const subject = ["sale", sale_id] as const;
  await commit(ctx, {
    writes: [settleAccount(account, payment.amount), insertPayments([payment]), ...(entry ? [entry.write] : [])],
    audit: [{ event: PAYMENT_CREATED, subject, changes: told, store_id }],
    events: [{ type: PAYMENT_CREATED, subject, data: told, store_id }],
    reply,
    refusals: [...RACES, ...(entry ? [entry.refusal] : [])],
  });
  return reply;
}

const EVENT_OF = { captured: PAYMENT_CAPTURED, failed: PAYMENT_FAILED, refunded: PAYMENT_REFUNDED };

export interface StatusChange {
  status: keyof typeof EVENT_OF;
  reference?: string;
  reason?: string;
}

/**
 * Moves a payment on: what was promised comes or fails, what came fails or goes back. Money moves in the open shift of the
 * calling till. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION (`refund` to undo what came), E_PAYMENT_STATE,
 * E_DEVICE_REQUIRED, E_SHIFT_CLOSED.
 */
export function changePayment(ctx: Context, payment_id: string, change: StatusChange): Promise<PaymentView> {
  return decideAgain([paymentErrors.payment_raced], () => moveOn(ctx, payment_id, change));
}

async function moveOn(ctx: Context, payment_id: string, change: StatusChange): Promise<PaymentView> {
  const { payment, all } = await paymentNamed(ctx, payment_id);
  const type = await findPaymentType(ctx.db, payment.method);

  const decided = decideStep(payment, type?.kind ?? "tender", change.status);
  if (!decided.ok) throw new AppError(paymentErrors.payment_state, decided.refusal);
  const { moves, gives_back } = decided.value;
  const store_id = storeFor(ctx, moves < 0 ? "refund" : "sell", payment.store_id);
  const account = all.find(({ payment_no }) => payment_no === payment.settles_no);

  const { status, reference = payment.reference, reason = null } = change;
  const after = { ...payment, status, reference };
  const reply = present(after);
  const entry = moves === 0 ? undefined : moneyMoved(ctx, (await drawerOf(ctx)).shift, payment, moves, reason);
  const told = { payment_id, ...changesOf(payment, after), ...(reason !== null && { reason }) };
  const { method, amount, surcharge, sale_id } = payment;
  const subject = ["sale", sale_id] as const;
  const event = EVENT_OF[status];
  await commit(ctx, {
    writes: [
      updateStatus(payment, { status, reference }),
      ...(gives_back && account ? [settleAccount(account, -amount)] : []),
      ...(entry ? [entry.write] : []),
    ],
    audit: [{ event, subject, changes: told, store_id }],
    events: [{ type: event, subject, data: { ...told, sale_id, method, amount, surcharge }, store_id }],
    reply,
    refusals: [...RACES, ...(entry ? [entry.refusal] : [])],
  });
  return reply;
}

/** The calling till with its open shift. Errors: E_DEVICE_REQUIRED, E_SHIFT_CLOSED. */
async function drawerOf(ctx: Context) {
  const { device } = ctx;
  if (!device) throw new AppError(paymentErrors.device_required);
  const { device_id, store_id } = device;
  const shift = await openShiftOf(ctx, device_id);
  if (!shift) throw new AppError(shiftErrors.shift_closed);
  return { shift, device_id, store_id };
}

function moneyMoved(ctx: Context, shift: Shift, payment: Payment, moves: 1 | -1, reason: string | null) {
  const who = { reason, actor_id: ctx.actor.id, approver_id: null, subject_id: payment.sale_id };
  return recordEntry(ctx, shift, { entry_id: ctx.newId(), ...entryOf(payment, moves), ...who }, ctx.now);
}
