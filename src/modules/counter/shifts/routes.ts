/** Routes of shifts, and of drawers: two views of one thing (rule S4). */

import { contract } from "../../../platform/http/contract.ts";
import { errors } from "../../../shared/errors.ts";
import { tenantErrors } from "../../access/tenants/index.ts";
import { approvalErrors } from "../../offer/approvals/index.ts";
import { shiftErrors } from "./domain/errors.ts";
import { adjustShift, openDrawer, recordMovement } from "./service/by-hand.ts";
import { closeShift } from "./service/close.ts";
import { openShift } from "./service/open.ts";
import {
  getCurrentShift,
  getNextOpening,
  getShift,
  listMovements,
  listShifts,
  summarizeShift,
} from "./service/read.ts";
import { TAX_COLUMNS } from "./wire/taxes.ts";
import * as wire from "./wire.ts";

const CSV_COLUMNS = [
  ...["shift_id", "business_date", "store_id", "device_id", "opened_by", "opened_at", "closed_by", "closed_at"],
  ...["cash_open", "cash_open_expected", "cash_open_diff"],
  ...["totals.sales_count", "totals.gross", "totals.discount_total", "totals.rounding_total"],
  ...["totals.sales_total", "totals.surcharge_total", "totals.voids_total", "totals.refunds_total"],
  ...TAX_COLUMNS,
  ...["totals.cash_sales", "totals.cash_payments", "totals.cash_refunds"],
  ...["totals.cash_in", "totals.cash_out", "totals.cash_adjusted", "totals.by_method"],
  ...["cash_expected", "cash_counted", "cash_diff", "cash_left"],
  // What came late is in none of the columns before: with these the sheet comes to the day's report.
  ...["late.entries_count", "late.totals.sales_count", "late.totals.gross", "late.totals.discount_total"],
  ...["late.totals.rounding_total", "late.totals.sales_total", "late.totals.surcharge_total"],
  ...["late.totals.voids_total", "late.totals.refunds_total", "late.totals.net", "late.totals.tax_total"],
  ...["late.totals.by_method", "late.cash_expected", "late.cash_diff"],
  "unattended",
  ...["totals.taxes", "late.totals.taxes"],
];

const VIEWS = [
  {
    tag: "shifts",
    open: "/shifts/open",
    close: "/shifts/close",
    current: "/shifts/current",
    movements: "/shifts/movements",
  },
  {
    tag: "cash drawers",
    open: "/cash_drawers/open",
    close: "/cash_drawers/close",
    current: "/cash_drawers/current",
    movements: "/cash_drawers/movements",
  },
];

export const routes = [
  ...VIEWS.flatMap(({ tag, open, close, current, movements }) => [
    contract({
      method: "post",
      path: open,
      tag,
      summary: "Open a shift on a drawer with its float",
      permission: "shift_open",
      idempotency: "key",
      body: wire.OpenShiftRequest,
      status: 201,
      reply: wire.Shift,
      errors: [shiftErrors.shift_open, errors.duplicate, tenantErrors.store_inactive],
      handle: ({ ctx, body }) => openShift(ctx, body),
    }),
    contract({
      method: "post",
      path: close,
      tag,
      summary: "Close the open shift with what was counted",
      permission: "shift_close",
      idempotency: "key",
      body: wire.CloseShiftRequest,
      reply: wire.Shift,
      errors: [errors.shift_closed, errors.busy, approvalErrors.required],
      handle: ({ ctx, body }) => closeShift(ctx, body),
    }),
    contract({
      method: "get",
      path: current,
      tag,
      summary: "Read the open shift of a drawer",
      permission: "authenticated",
      query: wire.DrawerQuery,
      reply: wire.Shift,
      handle: ({ ctx, query }) => getCurrentShift(ctx, query.device_id),
    }),
    contract({
      method: "post",
      path: movements,
      tag,
      summary: "Move cash into or out of the drawer of the open shift",
      permission: "drawer_open",
      idempotency: "required",
      body: wire.MovementRequest,
      status: 201,
      reply: wire.Movement,
      errors: [errors.shift_closed, errors.duplicate, errors.busy, approvalErrors.required],
      handle: ({ ctx, body }) => recordMovement(ctx, body),
    }),
  ]),
  contract({
    method: "get",
    path: "/cash_drawers/next",
    tag: "cash drawers",
    summary: "Read what the next opening of a drawer is to find in it: what its last closing left",
    permission: "shift_open",
    query: wire.DrawerQuery,
    reply: wire.NextOpening,
    handle: ({ ctx, query }) => getNextOpening(ctx, query.device_id),
  }),
  contract({
    method: "get",
    path: "/cash_drawers/summary",
    tag: "cash drawers",
    summary: "Reconcile a drawer: what it must hold, part by part, and what was counted",
    permission: "authenticated",
    query: wire.NamedShiftQuery,
    reply: wire.DrawerSummary,
    handle: ({ ctx, query }) => summarizeShift(ctx, query),
  }),
  contract({
    method: "get",
    path: "/cash_drawers/movements",
    tag: "cash drawers",
    summary: "List what was done to a drawer by hand in the open shift, or in the one named",
    permission: "authenticated",
    query: wire.NamedShiftQuery,
    reply: wire.ListedMovement,
    list: true,
    handle: ({ ctx, query }) => listMovements(ctx, query),
  }),
  contract({
    method: "post",
    path: "/cash_drawers/no-sale",
    tag: "cash drawers",
    summary: "Open the drawer without a sale, with the permission drawer_open or an approval",
    permission: "sell",
    idempotency: "key",
    body: wire.NoSaleRequest,
    status: 201,
    reply: wire.Movement,
    errors: [
      errors.shift_closed,
      approvalErrors.required,
      approvalErrors.reason_required,
      approvalErrors.reason_unknown,
    ],
    handle: ({ ctx, body }) => openDrawer(ctx, body),
  }),
  contract({
    method: "get",
    path: "/shifts",
    tag: "shifts",
    summary: "List shifts, latest first",
    permission: "shift_close",
    query: wire.ShiftQuery,
    reply: wire.ShiftRow,
    list: true,
    csv: CSV_COLUMNS,
    handle: ({ ctx, query }) => listShifts(ctx, query),
  }),
  contract({
    method: "get",
    path: "/shifts/:shift_id",
    tag: "shifts",
    summary: "Read a shift",
    permission: "authenticated",
    params: wire.ShiftParams,
    reply: wire.Shift,
    handle: ({ ctx, params }) => getShift(ctx, params.shift_id),
  }),
  contract({
    method: "get",
    path: "/shifts/:shift_id/movements",
    tag: "shifts",
    summary: "List what was done to the drawer by hand in a shift",
    permission: "authenticated",
    params: wire.ShiftParams,
    reply: wire.ListedMovement,
    list: true,
    handle: ({ ctx, params }) => listMovements(ctx, params),
  }),
  contract({
    method: "post",
    path: "/shifts/:shift_id/adjustments",
    tag: "shifts",
    summary:
      "Correct what a drawer must hold, by an approval: in the open shift, or beside the snapshot of a closed one",
    permission: "shift_close",
    idempotency: "required",
    params: wire.ShiftParams,
    body: wire.AdjustmentRequest,
    status: 201,
    reply: wire.Movement,
    errors: [
      approvalErrors.required,
      approvalErrors.reason_required,
      approvalErrors.reason_unknown,
      errors.shift_closed,
      shiftErrors.shift_open,
    ],
    handle: ({ ctx, params, body }) => adjustShift(ctx, params.shift_id, body),
  }),
];
