/** One slip pays once where the park says so: references are compared after one normalisation (rule S2). */

import { readAlike } from "../../../../shared/alike.ts";

export const REFERENCE_UNIQUENESS = ["none", "day", "ever"] as const;
export type ReferenceUniqueness = (typeof REFERENCE_UNIQUENESS)[number];

/** What a type asks of the references of its payments. */
export interface ReferenceTerms {
  method: string;
  requires_reference: boolean;
  unique_reference: ReferenceUniqueness;
}

/** A reference as it is compared: its letters and digits alone, whatever their case, width or script; null where none is. */
export function referenceKey(reference: string | null | undefined): string | null {
  const key = readAlike(reference ?? "")
    .replaceAll(/[^\p{L}\p{M}\p{N}]/gu, "")
    .toUpperCase();
  return key === "" ? null : key;
}

/** What a payment holds of a reference; two payments never hold the same key and scope. Both null without a reference. */
export interface Claim {
  reference_key: string | null;
  /** Empty: for ever. A business date: for that day. The payment's own id: it holds nothing. */
  reference_scope: string | null;
}

/** The claim of a payment of that type; `type` is undefined for a method that the park does not know. */
export function claimOf(
  type: ReferenceTerms | undefined,
  { reference, payment_id, business_date }: { reference: string | null; payment_id: string; business_date: string },
): Claim {
  const reference_key = referenceKey(reference);
  if (reference_key === null) return { reference_key, reference_scope: null };
  const scopes = { none: payment_id, day: business_date, ever: "" };
  return { reference_key, reference_scope: scopes[type?.unique_reference ?? "none"] };
}

/** A payment that has a reference already. */
export interface Known extends Claim {
  payment_id: string;
  method: string;
  status: string;
  /** Of the store where it was paid. */
  business_date: string;
}

/** What is wrong with the reference of a payment, if anything: it is missing, or an earlier payment bears it. */
export type ReferenceProblem = { reason: "missing" } | { reason: "used"; payment_id: string };

/**
 * Judges a claim. Payments of the same method from before the type asked for it count as well; those that failed or were
 * voided hold nothing.
 */
export function problemWith(
  type: ReferenceTerms | undefined,
  claim: Claim,
  own: { payment_id: string; business_date: string },
  known: readonly Known[],
): ReferenceProblem | null {
  if (!type) return null;
  const { reference_key, reference_scope } = claim;
  if (reference_key === null) return type.requires_reference ? { reason: "missing" } : null;
  if (type.unique_reference === "none") return null;
  const earlier = known.find((one) => {
    if (one.reference_key !== reference_key || one.payment_id === own.payment_id) return false;
    if (one.reference_scope === reference_scope) return true;
    const in_time = type.unique_reference === "ever" || one.business_date === own.business_date;
    return in_time && one.method === type.method && (one.status === "captured" || one.status === "pending");
  });
  return earlier ? { reason: "used", payment_id: earlier.payment_id } : null;
}
