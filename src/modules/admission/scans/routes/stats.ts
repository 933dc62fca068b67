/** Routes of sums of attempts, people inside zones, and conflicts. */

import { contract } from "../../../../platform/http/contract.ts";
import { checkDuplicates, listConflicts, listPeopleInside, summarizeAttempts } from "../service/stats.ts";
import * as wire from "../wire/stats.ts";

export const routes = [
  contract({
    method: "get",
    path: "/redemptions/stats/summary",
    tag: "tickets",
    summary: "Count a store's redemptions by reason, zone, device and hour",
    permission: "redeem",
    query: wire.SummaryQuery,
    reply: wire.Summary,
    handle: ({ ctx, query }) => summarizeAttempts(ctx, query),
  }),
  contract({
    method: "get",
    path: "/redemptions/duplicate-check/:ticket_id",
    tag: "tickets",
    summary: "Check whether a ticket was tried too often",
    description: "It compares the attempts with the uses that were paid for.",
    permission: "redeem",
    params: wire.TicketParams,
    reply: wire.DuplicateCheck,
    handle: ({ ctx, params }) => checkDuplicates(ctx, params.ticket_id),
  }),
  contract({
    method: "get",
    path: "/redemptions/conflicts",
    tag: "tickets",
    summary: "List conflicts, latest first",
    description: "A conflict is an offline admission that lost to an earlier pass. It has both gates and times.",
    permission: "redeem",
    query: wire.ConflictQuery,
    reply: wire.Conflict,
    list: true,
    handle: ({ ctx, query }) => listConflicts(ctx, query),
  }),
  contract({
    method: "get",
    path: "/zones/inside",
    tag: "tickets",
    summary: "Count the people inside each zone of a store",
    permission: "redeem",
    query: wire.ZoneInsideQuery,
    reply: wire.ZoneInside,
    list: true,
    handle: async ({ ctx, query }) => ({
      items: await listPeopleInside(ctx, query.store_id),
      next_cursor: null,
      has_more: false,
    }),
  }),
];
