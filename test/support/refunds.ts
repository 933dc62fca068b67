/** Helpers of refund tests: sales with split tenders, grants for refunds, and the resulting records. */

import { env } from "cloudflare:workers";
import { newId } from "../../src/platform/http/context.ts";
import type { Client, Reply, TestPark } from "./park.ts";

export const DAY_TICKET = 35_000;

export const newKey = () => newId(Date.now());

/** Sells day tickets, paid in cash unless `terms` name other payments. */
export async function sellTickets(park: TestPark, till: Client, qty: number, terms: Record<string, unknown> = {}) {
  const items = [{ package_id: park.packages.single, qty }];
  const payments = [{ method: "cash", amount: qty * DAY_TICKET }];
  const sold = await till.post("/sales", { items, payments, ...terms }, newKey());
  if (sold.status !== 201) throw new Error(sold.text);
  return sold.data;
}

/** A supervisor's grant for a refund or goodwill of this subject, up to an amount. */
export async function grantFor(
  park: TestPark,
  requester: Client,
  subject_id: string,
  amount = 10_000_000,
  action = "refund",
) {
  const granted = await askGrant(park, requester, { subject_id, amount, action });
  if (granted.status !== 200) throw new Error(granted.text);
  return granted.data.approval_token as string;
}

/** The answer to a request for a supervisor's grant by PIN. */
export function askGrant(
  park: TestPark,
  requester: Client,
  act: { subject_id: string; amount: number; action: string },
): Promise<Reply> {
  const { email: approver_email, pin } = park.employees.supervisor ?? {};
  return requester.post("/approvals/verify-pin", { approver_email, pin, ...act });
}

/** Refunds with a fresh grant; the answer is that of the grant when it is refused. */
export async function refund(
  park: TestPark,
  by: Client,
  sale_id: string,
  ask: Record<string, unknown> = {},
  key = newKey(),
): Promise<Reply> {
  const action = ask.goodwill ? "goodwill" : "refund";
  const granted = await askGrant(park, by, { subject_id: sale_id, amount: 10_000_000, action });
  if (granted.status !== 200) return granted;
  const { approval_token } = granted.data;
  const reason_code = ask.goodwill ? "goodwill" : "guest_request";
  return by.post("/refunds", { sale_id, reason_code, approval_token, ...ask }, key);
}

/** A sale's refunds in D1; every sum in satang. */
export async function recordsOf({ tenant_id }: TestPark, sale_id: string) {
  const first = async <Row>(query: string) => env.DB.prepare(query).bind(tenant_id, sale_id).first<Row>();
  const sale = await first<{ grand_total: number; refunded_total: number; voided_at: number | null }>(
    "SELECT grand_total, refunded_total, voided_at FROM sales WHERE tenant_id = ? AND sale_id = ?",
  );
  const payments = await first<{ refunded: number }>(
    "SELECT COALESCE(SUM(refunded), 0) AS refunded FROM payments WHERE tenant_id = ? AND sale_id = ?",
  );
  const given = await first<{ completed: number; pending: number }>(
    `SELECT COALESCE(SUM(iif(status = 'completed', amount, 0)), 0) AS completed,
       COALESCE(SUM(status = 'pending'), 0) AS pending FROM refunds WHERE tenant_id = ? AND sale_id = ?`,
  );
  const counted = await first<{ whole: number; lines: number }>(
    `SELECT COALESCE(SUM(iif(line_no = 0, amount_refunded, 0)), 0) AS whole,
       COALESCE(SUM(iif(line_no > 0, amount_refunded, 0)), 0) AS lines FROM refundables WHERE tenant_id = ? AND sale_id = ?`,
  );
  const entries = await first<{ cash: number; count: number }>(
    `SELECT COALESCE(SUM(-cash), 0) AS cash, COUNT(*) AS count FROM drawer_entries
     WHERE tenant_id = ? AND subject_id = ? AND kind = 'refund'`,
  );
  if (!sale || !payments || !given || !counted || !entries) throw new Error("no records");
  return { ...sale, by_payments: payments.refunded, ...given, ...counted, entries };
}
