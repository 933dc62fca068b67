/** Use-cases of payments. */

import { commit } from "../../platform/db/commit.ts";
import type { Statement } from "../../platform/db/sql.ts";
import type { Context } from "../../platform/http/context.ts";
import { AppError } from "../../shared/errors.ts";
import { paymentErrors, type SettledPayment, type Settlement, settle, type Tender } from "./domain.ts";
import {
  insertPayments,
  insertPaymentTypes,
  listPaymentRows,
  listPaymentTypeRows,
  type Payment,
  type PaymentType,
} from "./store.ts";

export function listPaymentTypes(ctx: Context): Promise<PaymentType[]> {
  return listPaymentTypeRows(ctx.db);
}

/** Gives a new tenant the tenders it takes. */
export async function createPaymentTypes(
  ctx: Context,
  types: Omit<PaymentType, "tenant_id" | "active">[],
): Promise<void> {
  await commit(ctx, {
    writes: [insertPaymentTypes(types.map((type) => ({ ...type, tenant_id: ctx.tenant_id, active: true })))],
    audit: [
      {
        event: "payment_types.created",
        subject: ["tenant", ctx.tenant_id],
        changes: { methods: types.map(({ method }) => method) },
      },
    ],
  });
}

/** Settles a total with the tenders a till sent. Error: E_PAYMENT, naming the tender or the amounts. */
export function settleTenders(
  total: number,
  tenders: readonly Tender[],
  types: readonly Pick<PaymentType, "method">[],
): Settlement {
  const settled = settle(total, tenders, new Set(types.map(({ method }) => method)));
  if (settled.ok) return settled.value;
  const { refusal } = settled;
  throw new AppError(paymentErrors.payment, {
    ...refusal,
    ...("index" in refusal && {
      fields: [{ path: `payments.${refusal.index}`, message: FIELD_MESSAGES[refusal.reason] }],
    }),
    ...("due" in refusal && { fields: [{ path: "payments", message: FIELD_MESSAGES[refusal.reason] }] }),
  });
}

const FIELD_MESSAGES = {
  method: "is not a payment type of this park",
  tendered: "amount_tendered must cover amount, and equal it unless the method is cash",
  short: "do not cover the total",
  over: "exceed the total by more than the cash among them",
};

/** The payments of a sale, made at a moment (epoch ms), for the sale's own commit. */
export function recordPayments(
  ctx: Context,
  sale: { sale_id: string; sold_at: number },
  payments: readonly SettledPayment[],
): Statement[] {
  if (payments.length === 0) return [];
  const { sale_id, sold_at: paid_at } = sale;
  return [insertPayments(payments.map((payment) => ({ tenant_id: ctx.tenant_id, sale_id, paid_at, ...payment })))];
}

/** The payments of some sales, by sale. */
export async function paymentsOf(ctx: Context, sale_ids: readonly string[]): Promise<Map<string, Payment[]>> {
  return Map.groupBy(await listPaymentRows(ctx.db, sale_ids), ({ sale_id }) => sale_id);
}
