/** The one word for how a sale was paid. */

/** The word for a sale of several methods; no method bears it. */
export const MIXED = "mixed";

/** The method of payments, `mixed` of several, null of none. What settles an account later (`settles_no`) does not count. */
export function paymentMethodOf(payments: readonly { method: string; settles_no?: number | null }[]): string | null {
  const methods = new Set(payments.filter(({ settles_no = null }) => settles_no === null).map(({ method }) => method));
  const [method = null] = methods;
  return methods.size > 1 ? MIXED : method;
}
