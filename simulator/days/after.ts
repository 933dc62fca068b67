/** Voids, refunds and reprints of seeded days: money goes back by the tenders that paid, and unused tickets end. */

import { revocations, ticket_changes, tickets } from "../../src/modules/admission/tickets/tables.ts";
import { payments } from "../../src/modules/counter/payments/tables.ts";
import { entryOf } from "../../src/modules/counter/refunds/domain/entry.ts";
import { refundTaxes } from "../../src/modules/counter/refunds/domain/taxes.ts";
import { refundables, refunds } from "../../src/modules/counter/refunds/tables.ts";
import { reprints } from "../../src/modules/counter/reprints/tables.ts";
import { sales } from "../../src/modules/counter/sales/tables.ts";
import { reprintEntryOf, undoEntry } from "../../src/modules/counter/shifts/domain/entries.ts";
import { pointsFor } from "../../src/modules/guests/customers/domain.ts";
import { customer_entries } from "../../src/modules/guests/customers/tables.ts";
import type { Random } from "../random.ts";
import { type Act, changeOf, insertOf, seededId, type Write } from "./acts.ts";
import type { Books } from "./books.ts";
import type { SeededPark } from "./park.ts";
import type { LiveSale, LiveTicket } from "./sale.ts";
import type { LiveShift } from "./shift.ts";

export interface Later {
  at: number;
  day: string;
  sale: LiveSale;
  shift: LiveShift;
  reason_code: string;
}

/** Whether a sale can still be undone: nobody used it, and no points paid it. */
export function canUndo({ row, payments, tickets }: LiveSale): boolean {
  const untouched = row.voided_at === undefined && (row.refunded_total ?? 0) === 0;
  const plain = payments.every(({ method }) => method !== "points") && row.grand_total > 0;
  return untouched && plain && tickets.every(({ usage }) => usage.status === "active" && usage.used === 0);
}

/** Voids a sale in its own shift. */
export function voidSale(park: SeededPark, books: Books, later: Later, random: Random): Act {
  const { at, sale, shift, reason_code } = later;
  const { tenant_id, supervisor } = park;
  const { sale_id, grand_total } = sale.row;
  const void_id = seededId(at, random);
  const set = { voided_at: at, voided_by: shift.cashier_id, void_id, void_reason_code: reason_code };
  Object.assign(sale.row, set);
  const who = { reason: null, actor_id: shift.cashier_id, approver_id: supervisor };
  const entry = { ...undoEntry(sale.entry), entry_id: void_id, kind: "void" as const, ...who };
  const writes: Write[] = [
    changeOf(sales, { tenant_id, sale_id }, set),
    ...sale.payments.map(({ payment_no, surcharge }) =>
      changeOf(payments, { tenant_id, sale_id, payment_no }, { status: "refunded", surcharge_refunded: surcharge }),
    ),
    ...sale.tickets.flatMap((ticket) => [
      changeRow(park, later, ticket, "block", "blocked", -1),
      ...endTicket(park, later, ticket, "cancel", "cancelled"),
    ]),
    shift.enter(entry, at),
    ...undoLedger(park, books, later, { kind: "void", id: sale_id }),
  ];
  giveBackPlaces(books, later);
  const changes = { void_id, reason_code, grand_total };
  return { at, writes, audits: [auditOf(later, "sale.voided", ["sale", sale_id], supervisor, changes)] };
}

/** Refunds a whole sale to the tenders that paid it. */
export function refundSale(park: SeededPark, books: Books, later: Later, random: Random): Act {
  const { at, sale, shift, reason_code } = later;
  const { tenant_id, supervisor: approved_by } = park;
  const { row } = sale;
  const { sale_id, store_id, grand_total: amount, rounding } = row;
  const refund_id = seededId(at, random);
  const { device_id, receipt_prefix } = shift.till;
  const lines = row.lines.map(({ line_no, qty, total, tax_total, ticket_ids }) => {
    return { line_no, qty, amount: total, tax_total, ticket_ids };
  });
  const ticket_ids = sale.tickets.map(({ row }) => row.ticket_id);
  const back = sale.payments.map(({ payment_no, method, amount }) => ({ payment_no, method, amount }));
  const slip_prefix = `R${receipt_prefix}`;
  const refund = {
    tenant_id,
    refund_id,
    sale_id,
    store_id,
    device_id,
    shift_id: shift.row.shift_id,
    customer_id: row.customer_id ?? null,
    lines,
    ticket_ids,
    amount,
    tax_total: row.tax_total,
    taxes: refundTaxes(row.lines, lines, []),
    rounding,
    payments: back,
    reason_code,
    reason_text: null,
    requested_by: shift.cashier_id,
    approved_by,
    approval_id: null,
    status: "completed" as const,
    created_at: at,
    completed_at: at,
    cancelled_reason: null,
    caller_id: shift.cashier_id,
    idempotency_key: refund_id,
    fingerprint: "",
    version: 2,
    slip_prefix,
    slip_seq: books.nextSlip(slip_prefix),
  };
  row.refunded_total = amount;
  const qty = lines.reduce((sum, line) => sum + line.qty, 0);
  const left = [{ line_no: 0, qty, amount }, ...lines].map(({ line_no, qty, amount }) =>
    insertOf(refundables, {
      ...{ tenant_id, sale_id, line_no },
      ...{ qty_paid: qty, qty_refunded: qty, amount_paid: amount, amount_refunded: amount },
    }),
  );
  const writes: Write[] = [
    insertOf(refunds, refund),
    ...left,
    changeOf(sales, { tenant_id, sale_id }, { refunded_total: amount }),
    ...back.map(({ payment_no, amount }) =>
      changeOf(payments, { tenant_id, sale_id, payment_no }, { refunded: amount }),
    ),
    ...sale.tickets.flatMap((ticket) => endTicket(park, later, ticket, "refund", "refunded")),
    shift.enter(entryOf(refund, "cash"), at),
    ...undoLedger(park, books, later, { kind: "refund", id: refund_id }),
  ];
  giveBackPlaces(books, later);
  const { payments: _, tenant_id: __, fingerprint: ___, idempotency_key: ____, caller_id: _____, ...told } = refund;
  const changes = { ...told, payments: back, slip_no: `${slip_prefix}-${refund.slip_seq}` };
  return { at, writes, audits: [auditOf(later, "refund.created", ["refund", refund_id], approved_by, changes)] };
}

/** Reprints a ticket of a sale. */
export function reprintTicket(park: SeededPark, later: Later, ticket: LiveTicket, random: Random): Act {
  const { at, day, shift, reason_code } = later;
  const { tenant_id, supervisor: approved_by } = park;
  const { ticket_id, store_id } = ticket.row;
  const reprint_id = seededId(at, random);
  const printed_count = ticket.row.printed_count + 1;
  ticket.row.printed_count = printed_count;
  const { cashier_id: requested_by } = shift;
  const { device_id } = shift.till;
  const row = { tenant_id, reprint_id, ticket_id, store_id, device_id, requested_by, approved_by, reason_code };
  const who = { reason: reason_code, actor_id: requested_by, approver_id: approved_by };
  const entry = reprintEntryOf({ reprint_id, ticket_id, ...who });
  const writes: Write[] = [
    insertOf(reprints, { ...row, printed_count, created_at: at }),
    ...(ticket.day === day ? [] : [changeOf(tickets, { tenant_id, ticket_id }, { printed_count })]),
    shift.enter(entry, at),
  ];
  const changes = { reprint_id, copy_no: printed_count, reason_code, reissued_as: null };
  return { at, writes, audits: [auditOf(later, "reprint.created", ["ticket", ticket_id], approved_by, changes)] };
}

type Ended = "cancelled" | "refunded";

/** Ends a ticket. Its change has the place 0 of its log, because its object begins its own log at 1. */
function endTicket(
  park: SeededPark,
  later: Later,
  ticket: LiveTicket,
  kind: "cancel" | "refund",
  status: Ended,
): Write[] {
  const { tenant_id } = park;
  const { ticket_id, store_id, key_version, valid_to = null } = ticket.row;
  ticket.row.status = status;
  ticket.usage = { ...ticket.usage, status, ended_at: later.at };
  const revocation = { tenant_id, store_id, ticket_id, key_version, reason: status, revoked_at: later.at, valid_to };
  return [
    changeRow(park, later, ticket, kind, status, 0),
    insertOf(revocations, revocation),
    ...(ticket.day === later.day ? [] : [changeOf(tickets, { tenant_id, ticket_id }, { status })]),
  ];
}

function changeRow(
  { tenant_id }: SeededPark,
  { at, shift, reason_code }: Later,
  { row: { ticket_id, store_id } }: LiveTicket,
  kind: "block" | "cancel" | "refund",
  status: Ended | "blocked",
  sequence: number,
): Write {
  const who = { actor_kind: "employee" as const, actor_id: shift.cashier_id, device_id: shift.till.device_id };
  return insertOf(ticket_changes, {
    tenant_id,
    ticket_id,
    sequence,
    kind,
    at,
    status,
    ...who,
    store_id,
    reason: reason_code,
  });
}

function giveBackPlaces(books: Books, { sale }: Later): void {
  for (const { places = [] } of sale.row.lines)
    for (const { package_id, slot_start, qty } of places) books.giveBackPlaces(package_id, slot_start, qty);
}

/** Takes the spend of a sale off its guest's ledger, with the points that it earned. */
function undoLedger(
  park: SeededPark,
  books: Books,
  { at, sale, shift }: Later,
  { kind, id }: { kind: "void" | "refund"; id: string },
): Write[] {
  const { guest, row } = sale;
  if (!guest) return [];
  const points = pointsFor(row.grand_total, park.facts.settings["loyalty.satang_per_point"]);
  books.addPoints(guest, -points);
  const what = { entry_id: `${kind}:${id}`, kind, at, sale_id: row.sale_id, actor_id: shift.cashier_id };
  const sums = { spend: 0 - row.grand_total, visits: kind === "void" ? -1 : 0, points: 0 - points };
  return [insertOf(customer_entries, { tenant_id: park.tenant_id, customer_id: guest.customer_id, ...what, ...sums })];
}

function auditOf(
  { shift }: Later,
  event: string,
  subject: readonly [string, string],
  approver_id: string,
  changes: Record<string, unknown>,
) {
  return { event, actor_id: shift.cashier_id, device_id: shift.till.device_id, subject, approver_id, changes };
}
