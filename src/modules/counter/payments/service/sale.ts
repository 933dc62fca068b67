/** Payments of a sale: its settlement, preview, record and undoing (rules S1, S2). */

import type { CommitPart } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { AppError, defineRace } from "../../../../shared/errors.ts";
import type { Result } from "../../../../shared/result.ts";
import { paymentErrors } from "../domain/errors.ts";
import { shownStatus } from "../domain/life.ts";
import * as tenders from "../domain/settle.ts";
import type { TaxedSurcharge } from "../domain/surcharges.ts";
import type { PaymentType } from "../domain/types.ts";
import { insertPayments, listPaymentRows, type Payment, undoPayments } from "../store.ts";
import type { ReferenceHold } from "./references.ts";

/** Settles a total with the tenders a till sent. Error: E_PAYMENT, naming the tender's field or the amounts. */
export function settleTenders(
  total: number,
  sent: readonly tenders.Tender[],
  types: readonly PaymentType[],
): tenders.Settlement {
  return accepted(tenders.settle(total, sent, types));
}

/** Settles a sale of an outage as the till charged it. Error: E_PAYMENT for payments that contradict the total or themselves. */
export function settleCharged(
  total: number,
  sent: readonly tenders.Tender[],
  types: readonly PaymentType[],
): tenders.Settlement {
  return accepted(tenders.settleAsCharged(total, sent, types));
}

/** Previews tenders with their surcharges. Error: E_PAYMENT for a method that the park does not take. */
export function previewPayments(
  total: number,
  asked: readonly tenders.PreviewTender[],
  types: readonly PaymentType[],
): tenders.PreviewedPayments {
  return accepted(tenders.askTenders(total, asked, types));
}

/** Returns the value, or throws E_PAYMENT; `fieldOf` returns the path of a tender in the request. */
export function accepted<Value>(
  result: Result<Value, tenders.SettlementRefusal>,
  fieldOf = (index: number) => `payments.${index}.`,
): Value {
  if (result.ok) return result.value;
  const { refusal } = result;
  const path = "index" in refusal ? fieldOf(refusal.index) + FIELDS[refusal.reason] : "payments";
  throw new AppError(paymentErrors.payment, {
    ...refusal,
    fields: [{ path, message: MESSAGES[refusal.reason] }],
  });
}

const FIELDS = { method: "method", tendered: "amount_tendered" };

const MESSAGES = {
  method: "is not a payment type of this store",
  tendered: "must cover amount and surcharge, and equal them unless the method is cash",
  short: "do not cover the total: add a payment, or raise an amount",
  over: "exceed the total by more than their cash: lower an amount",
};

/** The part of a sale's commit that inserts its payments, at the time of the sale (epoch ms). Race: REFERENCE_TAKEN. */
export function recordPayments(
  ctx: Context,
  sale: {
    sale_id: string;
    sold_at: number;
    store_id: string;
    device_id: string;
    cashier_id: string;
    shift_id: string | null;
  },
  payments: readonly (tenders.SettledPayment & TaxedSurcharge)[],
  references: readonly ReferenceHold[],
): CommitPart {
  const refusals = [["payments.reference_key", REFERENCE_TAKEN]] as const;
  if (payments.length === 0) return { writes: [], refusals };
  const { sale_id, sold_at: paid_at, store_id, device_id, cashier_id: actor_id, shift_id } = sale;
  const where = { tenant_id: ctx.tenant_id, sale_id, paid_at, store_id, device_id, actor_id, shift_id };
  const holds = new Map(references.map(({ payment_no, problem: _, ...unique }) => [payment_no, unique]));
  const rows = payments.map((payment) => ({ ...where, ...payment, ...holds.get(payment.payment_no) }));
  return { writes: [insertPayments(rows)], refusals };
}

/**
 * The part of a void's commit for the sale's payments: captured ones are refunded, and promised ones are no longer owed.
 * Refusal: E_PAYMENTS_CHANGED when a payment was made, failed or was refunded since the sale.
 */
export function refundPayments(ctx: Context, sale_id: string): CommitPart {
  return { writes: [undoPayments(ctx.db, sale_id)], refusals: [["E_OVERPAID", paymentErrors.payments_changed]] };
}

/** Another payment took the reference in between, so it is read again. */
export const REFERENCE_TAKEN = defineRace("a payment takes its reference", paymentErrors.reference_used);

/** The payments of some sales, by sale. */
export async function paymentsOf(ctx: Context, sale_ids: readonly string[]): Promise<Map<string, Payment[]>> {
  const payments = await listPaymentRows(ctx.db, sale_ids);
  const told = payments.map((payment) => ({ ...payment, status: shownStatus(payment) }));
  return Map.groupBy(told, ({ sale_id }) => sale_id);
}
