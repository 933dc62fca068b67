/** Money: an integer of satang; every division rounds half-up here, and parts always add up. */

/** Ten million baht, the most of a sale or a cash movement. Nine million such amounts still add up exactly. */
export const MOST_SATANG = 1_000_000_000;

/** Basis points of the whole: 700 is 7 %. */
export const WHOLE_BPS = 10_000;

/** amount × numerator ÷ denominator, rounded half away from zero. Throws on results beyond safe integers. */
export function scaleHalfUp(amount: number, numerator: number, denominator: number): number {
  if (denominator <= 0) throw new RangeError("money is divided by zero or less");
  const product = BigInt(amount) * BigInt(numerator);
  const size = product < 0n ? -product : product;
  const divisor = BigInt(denominator);
  const quotient = Number((size * 2n + divisor) / (divisor * 2n));
  if (!Number.isSafeInteger(quotient)) throw new RangeError("money exceeds safe integers");
  return product < 0n && quotient !== 0 ? -quotient : quotient;
}

/** `rate_bps` of an amount, half-up: percentOf(995, 1000) is 100. */
export function percentOf(amount: number, rate_bps: number): number {
  return scaleHalfUp(amount, rate_bps, WHOLE_BPS);
}

/**
 * Splits a non-negative total over non-negative weights by largest remainder, ties to the lowest index (rule P5).
 * The parts are integers that add up to the total. Each is at most its weight if the total is at most the sum of weights.
 */
export function allocate(total: number, weights: readonly number[]): number[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  if (whole === 0) return weights.map((_, index) => (index === 0 ? total : 0));
  const exact = weights.map((weight) => (BigInt(total) * BigInt(weight)) / BigInt(whole));
  const remainders = weights.map((weight, index) => ({
    index,
    rest: (BigInt(total) * BigInt(weight)) % BigInt(whole),
  }));
  const parts = exact.map(Number);
  const missing = total - parts.reduce((sum, part) => sum + part, 0);
  remainders.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  for (const { index } of remainders.slice(0, missing)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}

/** Formats satang as baht: 12345 is "123.45". */
export function formatBaht(satang: number): string {
  const size = Math.abs(satang);
  const whole = Math.floor(size / 100).toLocaleString("en-US");
  return `${satang < 0 ? "-" : ""}${whole}.${String(size % 100).padStart(2, "0")}`;
}
