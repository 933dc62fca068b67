/** Months are UTC calendar months, `YYYY-MM`; what others count stands beside the calls under a name of its own. */

import { iso } from "../../../shared/time.ts";

/** This month and the twelve before it. */
const MONTHS_SHOWN = 13;

/** The month that a moment lies in, epoch ms. */
export function monthOf(epoch_ms: number): string {
  return iso(epoch_ms).slice(0, 7);
}

/** The month of a moment and the twelve before, the latest first. */
export function monthsUntil(epoch_ms: number): string[] {
  const [year = 0, month = 0] = monthOf(epoch_ms).split("-").map(Number);
  return Array.from({ length: MONTHS_SHOWN }, (_, back) => monthOf(Date.UTC(year, month - 1 - back)));
}

/** Where the count of a metric stands among those of routes. */
export function routeOfMetric(metric: string): string {
  return `metric:${metric}`;
}
