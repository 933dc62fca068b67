/** Promo codes: what is the same code, why one gave nothing, and how much of that a guest is told (rule P8). */

import type { NotApplied, NotAppliedReason, PricedCart } from "./words.ts";

/** A code as it is kept and compared: SUMMER, however it was typed. */
export function promoCode(text: string): string {
  return text.trim().normalize("NFKC").toUpperCase();
}

/** The codes named, each once. */
export function promoCodes(texts: readonly string[] = []): string[] {
  return [...new Set(texts.map(promoCode))];
}

/** The codes of errors by which people know a reason. */
const ERROR_OF: Partial<Record<NotAppliedReason, string>> = {
  not_stackable: "E_NON_STACKABLE",
  customer_required: "E_CUSTOMER_REQUIRED",
};

export function notApplied(code: string, reason: NotAppliedReason): NotApplied {
  const error_code = ERROR_OF[reason];
  return { code, reason, ...(error_code && { error_code }) };
}

/** What tells about the code itself and not about the cart; a guest who tries codes learns none of it. */
const SECRETS: readonly NotAppliedReason[] = ["not_started", "expired", "used_up"];

/** The reasons as a guest is told them: an unknown, expired or used-up code answers alike. */
export function tellGuest(not_applied: PricedCart["not_applied"]): PricedCart["not_applied"] {
  return not_applied.map(({ code, reason }) => notApplied(code, SECRETS.includes(reason) ? "unknown" : reason));
}
