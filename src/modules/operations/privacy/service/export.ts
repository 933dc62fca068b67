/** Exports everything that is held about a guest in one document, and audits the export. */

import { commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { requireEveryStore } from "../../../access/tenants/index.ts";
import { cartsOfCustomers } from "../../../counter/open-tickets/index.ts";
import { paymentsOf } from "../../../counter/payments/index.ts";
import { listGuestRefunds } from "../../../counter/refunds/index.ts";
import { salesOfCustomers } from "../../../counter/sales/index.ts";
import { guestOf, wholeLedger } from "../../../guests/customers/index.ts";
import { listOfCustomers } from "../../audits/index.ts";
import { wholeTickets } from "../../ticket-history/index.ts";

/**
 * The data held about a guest, under every customer id that was merged with this one. Codes are left out: an export
 * must not admit anybody.
 * Errors: E_NOT_FOUND; E_PERMISSION without audit_view and guests_write in every store.
 */
export async function exportGuest(ctx: Context, customer_id: string) {
  await requireEveryStore(ctx, "audit_view");
  await requireEveryStore(ctx, "guests_write");
  const customers = await guestOf(ctx, customer_id);
  const ids = customers.map((customer) => customer.customer_id);
  const [entries, sales, open_tickets, audits] = await Promise.all([
    wholeLedger(ctx, ids),
    salesOfCustomers(ctx, ids),
    cartsOfCustomers(ctx, ids),
    listOfCustomers(ctx.db, ids),
  ]);
  const sale_ids = sales.map(({ sale_id }) => sale_id);
  const ticket_ids = sales.flatMap(({ lines }) => lines.flatMap((line) => line.ticket_ids));
  const [payments, refunds, { tickets, attempts }] = await Promise.all([
    paymentsOf(ctx, sale_ids),
    listGuestRefunds(ctx.db, sale_ids),
    wholeTickets(ctx, ticket_ids),
  ]);
  const subject = ["customer", customer_id] as const;
  await commit(ctx, { writes: [], audit: [{ event: "customer.exported", subject, store_id: null }] });
  return {
    exported_at: ctx.now,
    customers,
    entries,
    sales: sales.map((sale) => ({ ...sale, payments: payments.get(sale.sale_id) ?? [] })),
    refunds,
    tickets,
    attempts: attempts.flatMap(({ ticket_id, ...attempt }) => (ticket_id === null ? [] : [{ ticket_id, ...attempt }])),
    open_tickets,
    audits,
  };
}
