/** Months of usage: UTC calendar months as `YYYY-MM`. Metrics have names that differ from those of routes. */

import { iso } from "../../../shared/time.ts";

/** This month and the twelve before it. */
const MONTHS_SHOWN = 13;

/** The month of a time in epoch ms. */
export function monthOf(epoch_ms: number): string {
  return iso(epoch_ms).slice(0, 7);
}

/** The month of a time and the twelve before it, latest first. */
export function monthsUntil(epoch_ms: number): string[] {
  const [year = 0, month = 0] = monthOf(epoch_ms).split("-").map(Number);
  return Array.from({ length: MONTHS_SHOWN }, (_, back) => monthOf(Date.UTC(year, month - 1 - back)));
}

/** The name under which a metric is counted beside routes. */
export function routeOfMetric(metric: string): string {
  return `metric:${metric}`;
}
