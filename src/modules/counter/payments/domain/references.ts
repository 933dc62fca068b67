/** Decides references of payments: where the park requires it, one reference pays once, in any spelling (rule S2). */

import { readAlike } from "../../../../shared/alike.ts";

export const REFERENCE_UNIQUENESS = ["none", "day", "ever"] as const;
export type ReferenceUniqueness = (typeof REFERENCE_UNIQUENESS)[number];

/** A payment type's requirements for references. */
export interface ReferenceTerms {
  method: string;
  requires_reference: boolean;
  unique_reference: ReferenceUniqueness;
}

/** The compared form of a reference: its letters and digits in capitals, the same in any width or script; null if empty. */
export function referenceKey(reference: string | null | undefined): string | null {
  const key = readAlike(reference ?? "")
    .replaceAll(/[^\p{L}\p{M}\p{N}]/gu, "")
    .toUpperCase();
  return key === "" ? null : key;
}

/** The reference key and scope of a payment; two payments never have both the same. Both are null without a reference. */
export interface UniqueReference {
  reference_key: string | null;
  /** Empty: unique for ever. A business date: unique on that day. The payment's own id: not unique. */
  reference_scope: string | null;
}

/** The reference key and scope of a payment; `type` is undefined for a method that the park does not know. */
export function uniqueReferenceOf(
  type: ReferenceTerms | undefined,
  { reference, payment_id, business_date }: { reference: string | null; payment_id: string; business_date: string },
): UniqueReference {
  const reference_key = referenceKey(reference);
  if (reference_key === null) return { reference_key, reference_scope: null };
  const scopes = { none: payment_id, day: business_date, ever: "" };
  return { reference_key, reference_scope: scopes[type?.unique_reference ?? "none"] };
}

/** An earlier payment with a reference. */
export interface Known extends UniqueReference {
  payment_id: string;
  method: string;
  status: string;
  /** The business date of the store where it was paid. */
  business_date: string;
}

/** A problem with a payment's reference: it is missing, or an earlier payment has it. */
export type ReferenceProblem = { reason: "missing" } | { reason: "used"; payment_id: string };

/**
 * Checks the reference of a payment. Payments of the same method from before the type required unique references count too.
 * Failed and voided payments do not count.
 */
export function problemWith(
  type: ReferenceTerms | undefined,
  unique: UniqueReference,
  own: { payment_id: string; business_date: string },
  known: readonly Known[],
): ReferenceProblem | null {
  if (!type) return null;
  const { reference_key, reference_scope } = unique;
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
