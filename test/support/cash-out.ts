/** Where an entry of a drawer is written, and by which acts it may take cash out: a writer that is new must be listed here. */

export const WRITERS = {
  "shifts/service/by-hand.ts": ["paid_out", "drop", "pickup", "adjustment"],
  "refunds/service/carry-out.ts": ["refund", "a later payment that goes back"],
  "sales/service/void.ts": ["void"],
  "payments/service/later.ts": ["a later payment that failed"],
  // A sale brings cash: what it keeps of a tender is never below zero.
  "sales/service/record.ts": [],
  // A reprint moves no cash.
  "reprints/service.ts": [],
} as const;

export type CashOut = (typeof WRITERS)[keyof typeof WRITERS][number];
