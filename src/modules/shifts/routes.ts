/** Routes of shifts. */

import { contract } from "../../platform/http/contract.ts";
import { shiftErrors } from "./domain.ts";
import * as service from "./service.ts";
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
    errors: [shiftErrors.shift_open],
    handle: ({ ctx, body }) => service.openShift(ctx, body),
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
    handle: ({ ctx, body }) => service.closeShift(ctx, body),
  }),
  contract({
    method: "get",
    path: "/shifts/current",
    tag: "shifts",
    summary: "Read the open shift of a drawer",
    permission: "authenticated",
    query: wire.DrawerQuery,
    reply: wire.Shift,
    handle: ({ ctx, query }) => service.getCurrentShift(ctx, query.device_id),
  }),
  contract({
    method: "get",
    path: "/shifts/:shift_id",
    tag: "shifts",
    summary: "Read a shift",
    permission: "authenticated",
    params: wire.ShiftParams,
    reply: wire.Shift,
    handle: ({ ctx, params }) => service.getShift(ctx, params.shift_id),
  }),
];
