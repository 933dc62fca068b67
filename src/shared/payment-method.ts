/** The payment method of a sale, in one word. */

/** The word for a sale with several methods; no method has this name. */
export const MIXED = "mixed";

/** The method of payments: `mixed` for several, null for none. A payment that settles an account later (`settles_no`) does not count. */
export function paymentMethodOf(payments: readonly { method: string; settles_no?: number | null }[]): string | null {
  const methods = new Set(payments.filter(({ settles_no = null }) => settles_no === null).map(({ method }) => method));
  const [method = null] = methods;
  return methods.size > 1 ? MIXED : method;
}
