/** Promo codes: which codes are equal, why a code gave nothing, and which reasons a guest may see (rule P8). */

import { readAlike } from "../../../../shared/alike.ts";
import { customerErrors } from "../../../../shared/errors/guests.ts";
import { pricingErrors } from "../../../../shared/errors/offer.ts";
import type { NotApplied, NotAppliedReason, PricedCart, Rule } from "./words.ts";

/** A code as it is stored and compared: SUMMER, however it was typed. */
export function promoCode(text: string): string {
  return readAlike(text).toUpperCase();
}

/** The named codes, each once. */
export function promoCodes(texts: readonly string[] = []): string[] {
  return [...new Set(texts.map(promoCode))];
}

/** The stored forms of named codes: a rule that was saved before marks were ordered has its code as typed. */
export function keptCodes(texts: readonly string[]): string[] {
  return [...new Set(texts.flatMap((text) => [promoCode(text), text.trim().normalize("NFKC").toUpperCase()]))];
}

/** Rules by their normalized codes. If two codes are equal, the one that was saved in normalized form stays. */
export function readCodes<Kept extends Rule>(rules: readonly Kept[]): Kept[] {
  const saved = new Set(rules.flatMap((rule) => (rule.kind === "promo_code" ? [rule.params.code] : [])));
  return rules.flatMap((rule): Kept[] => {
    if (rule.kind !== "promo_code") return [rule];
    const code = promoCode(rule.params.code);
    if (code === rule.params.code) return [rule];
    return saved.has(code) ? [] : [{ ...rule, params: { ...rule.params, code } }];
  });
}

/** The error codes of reasons. */
const ERROR_OF: Partial<Record<NotAppliedReason, string>> = {
  not_stackable: pricingErrors.non_stackable.code,
  customer_required: customerErrors.required.code,
};

export function notApplied(code: string, reason: NotAppliedReason): NotApplied {
  const error_code = ERROR_OF[reason];
  return { code, reason, ...(error_code && { error_code }) };
}

/** Reasons about the code itself and not about the cart; a guest who tries codes must not learn them. */
const SECRETS: readonly NotAppliedReason[] = ["not_started", "expired", "used_up"];

/** The reasons as a guest sees them: an unknown, an expired and a used-up code get the same answer. */
export function presentToGuest(not_applied: PricedCart["not_applied"]): PricedCart["not_applied"] {
  return not_applied.map(({ code, reason }) => notApplied(code, SECRETS.includes(reason) ? "unknown" : reason));
}
