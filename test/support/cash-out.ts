/** Writers of drawer entries, with the acts by which they may take cash out; a new writer must be listed here. */

export const WRITERS = {
  "counter/shifts/service/by-hand.ts": ["paid_out", "drop", "pickup", "adjustment"],
  "counter/refunds/service/carry-out.ts": ["refund", "a later payment that goes back"],
  "counter/sales/service/void.ts": ["void"],
  "counter/payments/service/later.ts": ["a later payment that failed"],
  // A sale brings cash: the part of a tender that it keeps is never negative.
  "counter/sales/service/record.ts": [],
  // A reprint moves no cash.
  "counter/reprints/service.ts": [],
} as const;

export type CashOut = (typeof WRITERS)[keyof typeof WRITERS][number];
