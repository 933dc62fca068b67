/** Reads and checks the references of payments (rule S2). */

import type { Context } from "../../../../platform/http/context.ts";
import { AppError } from "../../../../shared/errors.ts";
import { businessDate } from "../../../../shared/time.ts";
import { paymentErrors } from "../domain/errors.ts";
import { paymentIdOf, readPaymentId } from "../domain/later.ts";
import {
  type Known,
  problemWith,
  type ReferenceProblem,
  type ReferenceTerms,
  type UniqueReference,
  uniqueReferenceOf,
} from "../domain/references.ts";
import { listReferencedPayments } from "../store.ts";

/** A payment's reference key and scope, and the problem with them. */
export interface ReferenceHold extends UniqueReference {
  payment_no: number;
  problem: ReferenceProblem | null;
}

interface ReferencedPayment {
  payment_no: number;
  method: string;
  reference: string | null;
}

/** The reference keys and scopes of payments. A reference with a problem is not unique. `at` is the payments' time (epoch ms). */
export async function holdReferences(
  ctx: Context,
  { sale_id, at, store }: { sale_id: string; at: number; store: { time_zone: string; cutoff_hour: number } },
  payments: readonly ReferencedPayment[],
  types: readonly ReferenceTerms[],
): Promise<ReferenceHold[]> {
  const dateOf = (ms: number) => businessDate(ms, store.time_zone, store.cutoff_hour);
  const business_date = dateOf(at);
  const holds = payments.map(({ payment_no, method, reference }) => {
    const type = types.find((each) => each.method === method);
    const payment_id = paymentIdOf(sale_id, payment_no);
    return {
      payment_no,
      method,
      type,
      payment_id,
      unique: uniqueReferenceOf(type, { reference, payment_id, business_date }),
    };
  });
  const rows = (
    await Promise.all(
      holds.map(({ type, unique: { reference_key, reference_scope } }) => {
        const asks = reference_key !== null && type !== undefined && type.unique_reference !== "none";
        return asks ? listReferencedPayments(ctx.db, reference_key, reference_scope) : [];
      }),
    )
  ).flat();
  const known: Known[] = rows.map((row) => {
    return { ...row, payment_id: paymentIdOf(row.sale_id, row.payment_no), business_date: dateOf(row.paid_at) };
  });
  return holds.map(({ payment_no, method, type, payment_id, unique }) => {
    const problem = problemWith(type, unique, { payment_id, business_date }, known);
    known.push({ ...unique, payment_id, method, status: "captured", business_date });
    return {
      payment_no,
      ...unique,
      ...(problem && unique.reference_key !== null && { reference_scope: payment_id }),
      problem,
    };
  });
}

/** Refuses references with a problem. Errors: E_PAYMENT for a missing one; E_REFERENCE_USED, with the payment that has it. */
export function requireReferences(
  holds: readonly ReferenceHold[],
  fieldOf = (payment_no: number) => `payments.${payment_no - 1}.reference`,
): void {
  for (const { payment_no, problem } of holds) {
    if (!problem) continue;
    const path = fieldOf(payment_no);
    if (problem.reason === "missing") {
      const fields = [{ path, message: "is required by this payment type" }];
      throw new AppError(paymentErrors.payment, { reason: "reference", fields });
    }
    const { payment_id } = problem;
    const fields = [{ path, message: "was used by another payment" }];
    throw new AppError(paymentErrors.reference_used, {
      payment_id,
      sale_id: readPaymentId(payment_id).sale_id,
      fields,
    });
  }
}
