/** Promo codes: what is the same code, why one gave nothing, and how much of that a guest is told (rule P8). */

import type { NotAppliedReason, PricedCart } from "./words.ts";

/** A code as it is kept and compared: SUMMER, however it was typed. */
export function promoCode(text: string): string {
  return text.trim().normalize("NFKC").toUpperCase();
}

/** The codes named, each once. */
export function promoCodes(texts: readonly string[] = []): string[] {
  return [...new Set(texts.map(promoCode))];
}

/** What tells about the code itself and not about the cart; a guest who tries codes learns none of it. */
const SECRETS: readonly NotAppliedReason[] = ["not_started", "expired", "used_up"];

/** The reasons as a guest is told them: an unknown, expired or used-up code answers alike. */
export function tellGuest(not_applied: PricedCart["not_applied"]): PricedCart["not_applied"] {
  return not_applied.map(({ code, reason }) => ({ code, reason: SECRETS.includes(reason) ? "unknown" : reason }));
}
