/** Sums payments by status, and computes the share of attempts that succeeded. */

import { scaleHalfUp, WHOLE_BPS } from "../../../../shared/money.ts";
import { PAYMENT_STATUSES, type PaymentStatus } from "./life.ts";

/** The number of attempts, and their sums in satang. */
interface Sums {
  count: number;
  amount: number;
  surcharge: number;
}

export interface PaymentStats extends Sums {
  by_status: Record<PaymentStatus, Sums>;
  /** Basis points of the attempts; null when there were none. */
  success_bps: number | null;
}

/**
 * `count` counts all attempts. `amount` and `surcharge` are the captured sums without refunds. `surcharge_kept` is the
 * surcharge that stayed although its payment was refunded.
 */
export function statsOf(sums: readonly (Sums & { status: PaymentStatus; surcharge_kept: number })[]): PaymentStats {
  const by_status = Object.fromEntries(
    PAYMENT_STATUSES.map((status) => [status, add(sums.filter((sum) => sum.status === status))]),
  ) as Record<PaymentStatus, Sums>;
  const { count } = add(sums);
  const { amount } = by_status.captured;
  const surcharge = sums.reduce((kept, sum) => kept + sum.surcharge_kept, by_status.captured.surcharge);
  const succeeded = by_status.captured.count + by_status.refunded.count;
  return {
    count,
    amount,
    surcharge,
    by_status,
    success_bps: count > 0 ? scaleHalfUp(succeeded, WHOLE_BPS, count) : null,
  };
}

function add(sums: readonly Sums[]): Sums {
  const total = { count: 0, amount: 0, surcharge: 0 };
  for (const { count, amount, surcharge } of sums) {
    total.count += count;
    total.amount += amount;
    total.surcharge += surcharge;
  }
  return total;
}
