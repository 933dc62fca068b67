/** Routes of shifts. */

import { contract } from "../../platform/http/contract.ts";
import { shiftErrors } from "./domain.ts";
import { closeShift } from "./service/close.ts";
import { recordMovement } from "./service/entries.ts";
import { openShift } from "./service/open.ts";
import { getCurrentShift, getShift, listMovements } from "./service/read.ts";
import * as wire from "./wire.ts";

export const routes = [
  contract({
    method: "post",
    path: "/shifts/open",
    tag: "shifts",
    summary: "Open a shift on a drawer with its float",
    permission: "shift_open",
    idempotency: "key",
    body: wire.OpenShiftRequest,
    status: 201,
    reply: wire.Shift,
    errors: [shiftErrors.shift_open, shiftErrors.shift_exists],
    handle: ({ ctx, body }) => openShift(ctx, body),
  }),
  contract({
    method: "post",
    path: "/shifts/close",
    tag: "shifts",
    summary: "Close the open shift with what was counted",
    permission: "shift_close",
    idempotency: "key",
    body: wire.CloseShiftRequest,
    reply: wire.Shift,
    errors: [shiftErrors.shift_closed, shiftErrors.shift_busy],
    handle: ({ ctx, body }) => closeShift(ctx, body),
  }),
  contract({
    method: "get",
    path: "/shifts/current",
    tag: "shifts",
    summary: "Read the open shift of a drawer",
    permission: "authenticated",
    query: wire.DrawerQuery,
    reply: wire.Shift,
    handle: ({ ctx, query }) => getCurrentShift(ctx, query.device_id),
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
    method: "post",
    path: "/shifts/movements",
    tag: "shifts",
    summary: "Move cash into or out of the drawer of the open shift",
    permission: "drawer_open",
    idempotency: "required",
    body: wire.MovementRequest,
    status: 201,
    reply: wire.Movement,
    errors: [shiftErrors.shift_closed, shiftErrors.entry_exists],
    handle: ({ ctx, body }) => recordMovement(ctx, body),
  }),
  contract({
    method: "get",
    path: "/shifts/:shift_id/movements",
    tag: "shifts",
    summary: "List the cash that was moved by hand in a shift",
    permission: "authenticated",
    params: wire.ShiftParams,
    reply: wire.Movement,
    list: true,
    handle: async ({ ctx, params }) => ({
      items: await listMovements(ctx, params.shift_id),
      next_cursor: null,
      has_more: false,
    }),
  }),
];
