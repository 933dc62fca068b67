/** Where an entry of a drawer is written, and by which acts it may take cash out: a writer that is new must be listed here. */

export const WRITERS = {
  "counter/shifts/service/by-hand.ts": ["paid_out", "drop", "pickup", "adjustment"],
  "counter/refunds/service/carry-out.ts": ["refund", "a later payment that goes back"],
  "counter/sales/service/void.ts": ["void"],
  "counter/payments/service/later.ts": ["a later payment that failed"],
  // A sale brings cash: what it keeps of a tender is never below zero.
  "counter/sales/service/record.ts": [],
  // A reprint moves no cash.
  "counter/reprints/service.ts": [],
} as const;

export type CashOut = (typeof WRITERS)[keyof typeof WRITERS][number];
