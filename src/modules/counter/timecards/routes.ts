/** Routes of timecards. */

import { contract } from "../../../platform/http/contract.ts";
import { errors } from "../../../shared/errors.ts";
import { employeeErrors } from "../../access/employees/index.ts";
import { type Action, timecardErrors } from "./domain.ts";
import { listSummaries, summarizeCards } from "./service/sums.ts";
import { addCard, correctCard, getCurrentCard, listTimecards, punchCard } from "./service.ts";
import * as wire from "./wire.ts";

function punchRoute(path: string, action: Action, summary: string) {
  return contract({
    method: "post",
    path,
    tag: "timecards",
    summary,
    permission: "authenticated",
    idempotency: "key",
    personal: true,
    body: wire.PunchRequest,
    reply: wire.Timecard,
    errors: [
      timecardErrors.state,
      errors.conflict,
      errors.device_required,
      employeeErrors.pin_wrong,
      employeeErrors.pin_locked,
    ],
    handle: ({ ctx, body }) => punchCard(ctx, action, body),
  });
}

const CSV_COLUMNS = [
  "timecard_id",
  "employee_id",
  "store_id",
  "device_id",
  "clock_in_at",
  "clock_out_at",
  "worked_ms",
  "break_ms",
  "corrected_by",
  "corrected_at",
  "correction_reason",
  "handed_in",
];

const SUMMARY_COLUMNS = [
  "employee_id",
  "name",
  "cards_count",
  "worked_ms",
  "break_ms",
  "first_in_at",
  "last_out_at",
  "open_timecard_id",
];

export const routes = [
  punchRoute("/timecards/clock-in", "clock_in", "Clock in on a device of the store"),
  punchRoute("/timecards/clock-out", "clock_out", "Clock out and end a running break"),
  punchRoute("/timecards/break/start", "break_start", "Start a break"),
  punchRoute("/timecards/break/end", "break_end", "End the break"),
  contract({
    method: "get",
    path: "/timecards/current",
    tag: "timecards",
    summary: "Read your open timecard",
    permission: "authenticated",
    people_only: true,
    reply: wire.Timecard,
    errors: [errors.not_found],
    handle: ({ ctx }) => getCurrentCard(ctx),
  }),
  contract({
    method: "get",
    path: "/timecards",
    tag: "timecards",
    summary: "List timecards, latest first",
    description: "The list has your own, or by store or person those of the people you manage.",
    permission: "authenticated",
    people_only: true,
    query: wire.TimecardQuery,
    reply: wire.Timecard,
    list: true,
    csv: CSV_COLUMNS,
    handle: ({ ctx, query: { open, ...query } }) => listTimecards(ctx, { ...query, open: open !== undefined }),
  }),
  contract({
    method: "get",
    path: "/timecards/summaries",
    tag: "timecards",
    summary: "Sum the time worked by each person",
    description: "The people are those of the stores that you manage, with their work at these stores.",
    permission: "employee_manage",
    query: wire.SummariesQuery,
    reply: wire.PersonSummary,
    list: true,
    csv: SUMMARY_COLUMNS,
    handle: ({ ctx, query }) => listSummaries(ctx, query),
  }),
  contract({
    method: "post",
    path: "/timecards",
    tag: "timecards",
    summary: "Add another person's forgotten timecard",
    permission: "employee_manage",
    idempotency: "key",
    body: wire.AddedCardRequest,
    status: 201,
    reply: wire.Timecard,
    errors: [timecardErrors.own_card, timecardErrors.overlap, errors.stale_version],
    handle: ({ ctx, body }) => addCard(ctx, body),
  }),
  contract({
    method: "put",
    path: "/timecards/:timecard_id",
    tag: "timecards",
    summary: "Correct another person's timecard",
    description: "Without a clock-out it is open.",
    permission: "employee_manage",
    idempotency: "natural",
    params: wire.TimecardParams,
    body: wire.CorrectionRequest,
    reply: wire.Timecard,
    errors: [timecardErrors.own_card, timecardErrors.overlap, errors.stale_version],
    handle: ({ ctx, params, body }) => correctCard(ctx, params.timecard_id, body),
  }),
  contract({
    method: "get",
    path: "/timecards/summary/:employee_id",
    tag: "timecards",
    summary: "Sum the time worked on each business date",
    description: "It is your own time, or that of a person you manage.",
    permission: "authenticated",
    people_only: true,
    params: wire.SummaryParams,
    query: wire.SummaryQuery,
    reply: wire.TimecardSummary,
    handle: ({ ctx, params, query }) => summarizeCards(ctx, params.employee_id, query),
  }),
];
