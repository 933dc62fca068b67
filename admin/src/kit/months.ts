/** Months of bills, which are calendar months of UTC. */

/** The present month and those before it, as `2026-12`. */
export function lastMonths(now: number, count = 12): string[] {
  const date = new Date(now);
  return Array.from({ length: count }, (_, back) =>
    new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - back)).toISOString().slice(0, 7),
  );
}
