/** Rows of each source with what their sums need: read by name for events, or in the order of their keys for a rebuild (rule R3). */

import type { Keyed } from "../../../../platform/db/keyed.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { listKeyedConflicts, listKeyedScans, listPackagesOf, sumIssued } from "../../../admission/tickets/index.ts";
import { listPaymentRows } from "../../../counter/payments/index.ts";
import { listKeyedRefunds } from "../../../counter/refunds/index.ts";
import { listKeyedReprints } from "../../../counter/reprints/index.ts";
import { listKeyedSales, type Sale } from "../../../counter/sales/index.ts";
import { listKeyedEntries, listKeyedLateEntries, listKeyedShifts } from "../../../counter/shifts/index.ts";
import { type Fact, pairOf } from "../domain/counted.ts";
import { sumsOfEntry, sumsOfShift } from "../domain/drawer-facts.ts";
import { type Addition, sumsOfRefund, sumsOfSale, sumsOfVoid } from "../domain/facts.ts";
import { sumsOfAnnulment, sumsOfConflict, sumsOfReprint, sumsOfScan } from "../domain/gate-facts.ts";
import type { Source } from "../domain/sources.ts";

/** Whether a fact is counted now: it is one of the page, or not one that the consumer counts. */
export type IsCounted = (fact: Fact, name: string) => boolean;

/** Tells which facts are counted. It is asked after the rows were read, with their ids. */
export type Counting = (ids: readonly string[]) => Promise<IsCounted>;

/** What a reading of rows adds, and its rows' keys in order. */
export interface Reading {
  additions: Addition[];
  keys: string[][];
}

type Read = (ctx: Context, rows: Keyed, counting: Counting) => Promise<Reading>;

const keysOf = (ids: Iterable<string>): Keyed => ({ keys: [...new Set(ids)].map((id) => [id]) });

async function readSales(ctx: Context, rows: Keyed, counting: Counting): Promise<Reading> {
  const sales = await listKeyedSales(ctx.db, rows);
  const keys = sales.map(({ sale_id }) => [sale_id]);
  const isCounted = await counting(keys.flat());
  const counted = sales.filter(({ sale_id }) => isCounted("sale", sale_id) || isCounted("void", sale_id));
  if (counted.length === 0) return { additions: [], keys };
  const ids = counted.map(({ sale_id }) => sale_id);
  const [payments, issued] = await Promise.all([listPaymentRows(ctx.db, ids), sumIssued(ctx.db, ticketsOf(counted))]);
  const own = payments.filter(({ settles_no }) => settles_no === null);
  const additions = counted.flatMap((sale) => {
    const { sale_id, voided_at, voided_by, void_reason_code } = sale;
    const parts = {
      payments: own.filter((payment) => payment.sale_id === sale_id),
      issued: issued.filter((tickets) => tickets.sale_id === sale_id),
    };
    const undone = voided_at === null || voided_by === null ? null : { voided_at, voided_by, void_reason_code };
    return [
      ...(isCounted("sale", sale_id) ? sumsOfSale(sale, parts) : []),
      ...(undone && isCounted("void", sale_id) ? sumsOfVoid(sale, undone, parts) : []),
    ];
  });
  return { additions, keys };
}

function ticketsOf(sales: readonly Sale[]): string[] {
  return sales.flatMap(({ lines }) => lines.flatMap(({ ticket_ids }) => ticket_ids));
}

async function readRefunds(ctx: Context, rows: Keyed, counting: Counting): Promise<Reading> {
  const refunds = await listKeyedRefunds(ctx.db, rows);
  const keys = refunds.map(({ refund_id }) => [refund_id]);
  const isCounted = await counting(keys.flat());
  const done = refunds.flatMap(({ status, completed_at, ...refund }) =>
    status === "completed" && completed_at !== null && isCounted("refund", refund.refund_id)
      ? [{ ...refund, completed_at }]
      : [],
  );
  if (done.length === 0) return { additions: [], keys };
  const [sales, shifts] = await Promise.all([
    listKeyedSales(ctx.db, keysOf(done.map(({ sale_id }) => sale_id))),
    listKeyedShifts(ctx.db, keysOf(done.flatMap(({ shift_id }) => shift_id ?? []))),
  ]);
  const named = done.flatMap(({ lines }) =>
    lines.flatMap(({ ticket_ids, parts = [] }) => [
      ...ticket_ids,
      ...parts.flatMap(({ ticket_id }) => ticket_id ?? []),
    ]),
  );
  const found = await listPackagesOf(ctx.db, [...new Set([...ticketsOf(sales), ...named])]);
  const tickets = new Map(found.map(({ ticket_id, ...ticket }) => [ticket_id, ticket]));
  const lines_of = new Map(sales.map(({ sale_id, lines }) => [sale_id, lines]));
  const drawer_of = new Map(shifts.map(({ shift_id, device_id }) => [shift_id, device_id]));
  const additions = done.flatMap((refund) => {
    const device_id = drawer_of.get(refund.shift_id ?? "") ?? refund.device_id ?? "";
    return sumsOfRefund(refund, { device_id, lines: lines_of.get(refund.sale_id) ?? [], tickets });
  });
  return { additions, keys };
}

/** Reads entries of drawers, or late ones. */
function entriesOf(late: boolean): Read {
  return async (ctx, rows, counting) => {
    const entries = await (late ? listKeyedLateEntries(ctx.db, rows) : listKeyedEntries(ctx.db, rows));
    const keys = entries.map(({ shift_id, entry_id }) => [shift_id, entry_id]);
    const isCounted = await counting(entries.map(({ entry_id }) => entry_id));
    const counted = entries.filter(({ entry_id }) => isCounted("entry", entry_id));
    if (counted.length === 0) return { additions: [], keys };
    const saleOf = ({ kind, entry_id, subject_id }: (typeof counted)[number]) =>
      kind === "sale" ? entry_id : kind === "void" ? subject_id : null;
    const [shifts, sales] = await Promise.all([
      listKeyedShifts(ctx.db, keysOf(counted.map(({ shift_id }) => shift_id))),
      listKeyedSales(ctx.db, keysOf(counted.flatMap((entry) => saleOf(entry) ?? []))),
    ]);
    const shift_of = new Map(shifts.map((shift) => [shift.shift_id, shift]));
    const seller_of = new Map(sales.map(({ sale_id, cashier_id }) => [sale_id, cashier_id]));
    const additions = counted.flatMap((entry) => {
      const shift = shift_of.get(entry.shift_id);
      return shift ? sumsOfEntry(entry, shift, seller_of.get(saleOf(entry) ?? "") ?? null, late) : [];
    });
    return { additions, keys };
  };
}

async function readShifts(ctx: Context, rows: Keyed, counting: Counting): Promise<Reading> {
  const shifts = await listKeyedShifts(ctx.db, rows);
  const isCounted = await counting(shifts.map(({ shift_id }) => shift_id));
  const counted = shifts.filter(({ shift_id, closed_at }) => closed_at !== null && isCounted("shift", shift_id));
  return { additions: counted.flatMap(sumsOfShift), keys: shifts.map(({ shift_id }) => [shift_id]) };
}

async function readScans(ctx: Context, rows: Keyed, counting: Counting): Promise<Reading> {
  const scans = await listKeyedScans(ctx.db, rows);
  const isCounted = await counting(scans.map(({ scan_id }) => scan_id));
  const sold = scans.filter(({ first, unbound }) => first && !unbound);
  const found = await listPackagesOf(
    ctx.db,
    sold.flatMap(({ ticket_id }) => ticket_id ?? []),
  );
  const package_of = new Map(found.map(({ ticket_id, package_id }) => [ticket_id, package_id]));
  const additions = scans.flatMap((scan) => {
    const { ticket_id, scan_id, unbound, annulled_at, annulled_by } = scan;
    const name = pairOf(ticket_id ?? scan_id, scan_id);
    const row = { ...scan, package_id: unbound ? "" : (package_of.get(ticket_id ?? "") ?? "") };
    return [
      ...(isCounted("scan", name) ? sumsOfScan(row) : []),
      ...(annulled_at !== null && isCounted("annulment", name)
        ? sumsOfAnnulment(row, annulled_at, annulled_by ?? "")
        : []),
    ];
  });
  return { additions, keys: scans.map(({ redemption_id }) => [redemption_id]) };
}

async function readReprints(ctx: Context, rows: Keyed, counting: Counting): Promise<Reading> {
  const reprints = await listKeyedReprints(ctx.db, rows);
  const isCounted = await counting(reprints.map(({ reprint_id }) => reprint_id));
  const counted = reprints.filter(({ reprint_id }) => isCounted("reprint", reprint_id));
  const found = await listPackagesOf(
    ctx.db,
    counted.map(({ ticket_id }) => ticket_id),
  );
  const package_of = new Map(found.map(({ ticket_id, package_id }) => [ticket_id, package_id]));
  const additions = counted.flatMap((reprint) =>
    sumsOfReprint({ ...reprint, package_id: package_of.get(reprint.ticket_id) ?? "" }),
  );
  return { additions, keys: reprints.map(({ reprint_id }) => [reprint_id]) };
}

async function readConflicts(ctx: Context, rows: Keyed, counting: Counting): Promise<Reading> {
  const conflicts = await listKeyedConflicts(ctx.db, rows);
  const isCounted = await counting(conflicts.map(({ conflict_id }) => conflict_id));
  const counted = conflicts.filter(({ conflict_id, ticket_id }) =>
    isCounted("conflict", pairOf(conflict_id, ticket_id)),
  );
  return {
    additions: counted.flatMap(sumsOfConflict),
    keys: conflicts.map(({ conflict_id, ticket_id }) => [conflict_id, ticket_id]),
  };
}

/** How the rows of each source are read. */
export const READ: Readonly<Record<Source, Read>> = {
  sales: readSales,
  refunds: readRefunds,
  entries: entriesOf(false),
  late: entriesOf(true),
  shifts: readShifts,
  scans: readScans,
  reprints: readReprints,
  conflicts: readConflicts,
};
