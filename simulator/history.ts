/** The clients' history of a simulated day: what they sent and the answers. The server cannot change this record. */

export interface SoldTicket {
  ticket_id: string;
  short_code: string;
  qr_token: string;
  package_id: string;
  type: "single" | "multi" | "timepass" | "credit";
  quota_or_minutes: number;
}

export interface Sale {
  sale_id: string;
  receipt_no: string;
  shift_id: string | null;
  subtotal: number;
  discount_total: number;
  tax_total: number;
  grand_total: number;
  change: number;
  tickets: SoldTicket[];
}

export interface SaleRequest {
  sale_id?: string;
  items: { package_id: string; qty: number }[];
  payments: { method: string; amount: number; amount_tendered?: number }[];
  expected_total: number;
}

export interface Verdict {
  result: "pass" | "fail";
  reason: string | null;
  remaining: number;
  scan_id: string;
  redemption_id: string;
  replayed: boolean;
  first_pass: { at: string; device_id: string } | null;
}

export interface ScanRequest {
  scan_id: string;
  qr_token: string;
}

/** One act of one client; every repeat has the same key. `cut` counts requests without an answer. */
interface Attempt<Request, Reply> {
  request: Request;
  replies: Reply[];
  cut: number;
}

export interface SaleAttempt extends Attempt<SaleRequest, Sale> {
  key: string;
}

export interface ScanAttempt extends Attempt<ScanRequest, Verdict> {
  gate: string;
  /** Null for a forged code. */
  ticket: SoldTicket | null;
}

export interface History {
  sales: SaleAttempt[];
  scans: ScanAttempt[];
  /** Answers that no client should get. */
  surprises: string[];
}

export function newHistory(): History {
  return { sales: [], scans: [], surprises: [] };
}

/** Acts that ended without any answer. */
export function unknownOf<Kind extends Attempt<unknown, unknown>>(attempts: readonly Kind[]): Kind[] {
  return attempts.filter(({ replies, cut }) => replies.length === 0 && cut > 0);
}

export function isAcknowledged(attempt: Attempt<unknown, unknown>): boolean {
  return attempt.replies.length > 0;
}
