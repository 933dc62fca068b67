/** Routes of day closes: a store's Z reports. */

import { contract } from "../../../../platform/http/contract.ts";
import { errors } from "../../../../shared/errors.ts";
import { dayErrors } from "../domain/errors.ts";
import { closeDay, getDayClose, listDayCloses } from "../service/day.ts";
import * as wire from "../wire/day-closes.ts";
import { TAX_COLUMNS } from "../wire/taxes.ts";

const CSV_COLUMNS = [
  ...["business_date", "store_id", "closed_at", "closed_by", "totals.shifts_count", "totals.sales_count"],
  ...["totals.gross", "totals.discount_total", "totals.rounding_total"],
  ...["totals.sales_total", "totals.surcharge_total", "totals.voids_total", "totals.refunds_total"],
  ...TAX_COLUMNS,
  ...["totals.by_method", "totals.cash_open", "totals.cash_expected", "totals.cash_counted", "totals.cash_diff"],
  "totals.cash_uncounted",
  // The columns before exclude entries after the close. With these the CSV agrees with that of the shifts.
  ...["late.sales_count", "late.gross", "late.discount_total", "late.rounding_total", "late.sales_total"],
  ...["late.surcharge_total", "late.voids_total", "late.refunds_total", "late.net", "late.tax_total"],
  ...["late.by_method", "late.cash_expected", "late.cash_uncounted"],
  ...["totals.taxes", "late.taxes"],
];

export const routes = [
  contract({
    method: "post",
    path: "/day_closes",
    tag: "day closes",
    summary: "Close a store's business date, once",
    description: "The reply is its Z report.",
    permission: "approve",
    idempotency: "key",
    body: wire.DayCloseRequest,
    status: 201,
    reply: wire.DayClose,
    errors: [dayErrors.drawers_open, dayErrors.no_shifts, errors.busy],
    handle: ({ ctx, body }) => closeDay(ctx, body),
  }),
  contract({
    method: "get",
    path: "/day_closes",
    tag: "day closes",
    summary: "List closed days, latest first",
    permission: "approve",
    query: wire.DayCloseQuery,
    reply: wire.DayCloseRow,
    list: true,
    csv: CSV_COLUMNS,
    handle: ({ ctx, query }) => listDayCloses(ctx, query),
  }),
  contract({
    method: "get",
    path: "/day_closes/:store_id/:business_date",
    tag: "day closes",
    summary: "Read the Z report of a business date",
    description: "It has the shifts of the date and the records that came later.",
    permission: "approve",
    params: wire.DayCloseParams,
    reply: wire.DayClose,
    handle: ({ ctx, params }) => getDayClose(ctx, params),
  }),
];
