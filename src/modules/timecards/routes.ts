/** Routes of timecards. */

import { contract } from "../../platform/http/contract.ts";
import { type Action, timecardErrors } from "./domain.ts";
import { getCurrentCard, listTimecards, punchCard } from "./service.ts";
import * as wire from "./wire.ts";

function punchRoute(action: Action, path: string, summary: string) {
  return contract({
    method: "post",
    path: `/timecards/${path}`,
    tag: "timecards",
    summary,
    permission: "authenticated",
    idempotency: "key",
    reply: wire.Timecard,
    errors: [timecardErrors.state, timecardErrors.busy, timecardErrors.device_required],
    handle: ({ ctx }) => punchCard(ctx, action),
  });
}

export const routes = [
  punchRoute("clock_in", "clock-in", "Start to work, on a device of the store"),
  punchRoute("clock_out", "clock-out", "End work; a break that lasts ends with it"),
  punchRoute("break_start", "break-start", "Start a break"),
  punchRoute("break_end", "break-end", "End the break"),
  contract({
    method: "get",
    path: "/timecards/current",
    tag: "timecards",
    summary: "Read your open timecard",
    permission: "authenticated",
    reply: wire.Timecard,
    handle: ({ ctx }) => getCurrentCard(ctx),
  }),
  contract({
    method: "get",
    path: "/timecards",
    tag: "timecards",
    summary: "List your timecards, or, by store or person, those of the people you manage; latest first",
    permission: "authenticated",
    query: wire.TimecardQuery,
    reply: wire.Timecard,
    list: true,
    handle: ({ ctx, query }) => listTimecards(ctx, query),
  }),
];
