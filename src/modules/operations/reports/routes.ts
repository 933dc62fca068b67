/** Routes of the reports of sales, shifts, tickets, corrections and gates. */

import { contract } from "../../../platform/http/contract.ts";
import { errors } from "../../../shared/errors.ts";
import { REPORTS, type Report } from "./domain/measures.ts";
import { figureRows, holderRows, sheetOf } from "./domain/sheets.ts";
import { reportCorrections, reportGate, reportTickets } from "./service/counts.ts";
import { reportSales, reportShifts } from "./service/money.ts";
import * as wire from "./wire/reports.ts";
import * as shared from "./wire.ts";

const BASE = ["section", "date", "hour", "key", "name", "count", "amount"];

function columnsOf(report: Report): string[] {
  return [...BASE, ...REPORTS[report]];
}

const { amounts_hidden } = errors;

export const routes = [
  contract({
    method: "get",
    path: "/reports/sales",
    tag: "reports",
    summary: "Report sales: gross to net, taxes, tenders, people, products",
    permission: "reports_view",
    query: shared.SalesQuery,
    reply: wire.SalesReport,
    csv: columnsOf("sales"),
    sheet: {
      row: wire.sheetRowOf(shared.SalesFigures),
      rowsOf: (value) => {
        const { tenders, taxes, packages, discounts, reasons, ...holders } = value.breakdowns;
        return sheetOf(value, {
          ...holderRows(holders),
          tender: tenders.map(({ method, payments_count: count, total: amount }) => ({ key: method, count, amount })),
          tax: taxes.map(({ rate_bps, gross: amount, net, tax_total }) => ({
            key: String(rate_bps),
            amount,
            figures: { net, tax_total },
          })),
          package: packages.map(({ id: key, name, name_th, category_id, ...figures }) => ({ key, name, figures })),
          discount: discounts.map(({ key, name, count, total: amount }) => ({ key, name, count, amount })),
          void: reasons.map(({ reason_code: key, count, total: amount }) => ({ key, count, amount })),
        });
      },
    },
    errors: [amounts_hidden],
    handle: ({ ctx, query }) => reportSales(ctx, query),
  }),
  contract({
    method: "get",
    path: "/reports/shifts",
    tag: "reports",
    summary: "Report shifts: takings and cash of each drawer",
    permission: "reports_view",
    query: shared.ShiftQuery,
    reply: wire.ShiftReport,
    csv: columnsOf("shifts"),
    sheet: {
      row: wire.sheetRowOf(shared.ShiftFigures),
      rowsOf: (value) => {
        const { tenders, taxes, shifts, shifts_cut, ...holders } = value.breakdowns;
        return sheetOf(value, {
          ...holderRows(holders),
          tender: tenders.map(({ method, payments_count: count, total: amount }) => ({ key: method, count, amount })),
          shift: shifts.map(({ shift_id, device_name, cash_expected, cash_counted, cash_diff }) => ({
            key: shift_id,
            name: device_name,
            figures: { cash_expected, cash_counted, cash_diff },
          })),
        });
      },
    },
    errors: [amounts_hidden],
    handle: ({ ctx, query }) => reportShifts(ctx, query),
  }),
  contract({
    method: "get",
    path: "/reports/tickets",
    tag: "reports",
    summary: "Report tickets: issued, redeemed, refunded, reprinted",
    permission: "reports_view",
    query: shared.TicketQuery,
    reply: wire.TicketReport,
    csv: columnsOf("tickets"),
    sheet: {
      row: wire.sheetRowOf(shared.TicketFigures),
      rowsOf: (value) => {
        const { packages, zones, ...holders } = value.breakdowns;
        return sheetOf(value, {
          ...holderRows(holders),
          package: figureRows(packages),
          zone: zones.map(({ id: key, name, ...figures }) => ({ key, name, figures })),
        });
      },
    },
    errors: [amounts_hidden],
    handle: ({ ctx, query }) => reportTickets(ctx, query),
  }),
  contract({
    method: "get",
    path: "/reports/reprints-refunds",
    tag: "reports",
    summary: "Report reprints, voids and refunds with their reasons",
    permission: "reports_view",
    query: shared.CorrectionQuery,
    reply: wire.CorrectionReport,
    csv: columnsOf("corrections"),
    sheet: {
      row: wire.sheetRowOf(shared.CorrectionFigures),
      rowsOf: (value) => {
        const { reasons, ...holders } = value.breakdowns;
        return sheetOf(value, {
          ...holderRows(holders),
          reason: reasons.map(({ act, reason_code, count, total: amount }) => ({
            ...{ key: act, name: reason_code, count, amount },
          })),
        });
      },
    },
    errors: [amounts_hidden],
    handle: ({ ctx, query }) => reportCorrections(ctx, query),
  }),
  contract({
    method: "get",
    path: "/reports/gate-throughput",
    tag: "reports",
    summary: "Report scans: passed, refused, and why",
    permission: "reports_view",
    query: shared.GateQuery,
    reply: wire.GateReport,
    csv: columnsOf("gate"),
    sheet: {
      row: wire.sheetRowOf(shared.GateFigures),
      rowsOf: (value) => {
        const { zones, reasons, ...holders } = value.breakdowns;
        return sheetOf(value, {
          ...holderRows(holders),
          zone: figureRows(zones),
          reason: reasons.map(({ reason: key, count }) => ({ key, count })),
        });
      },
    },
    handle: ({ ctx, query }) => reportGate(ctx, query),
  }),
];
