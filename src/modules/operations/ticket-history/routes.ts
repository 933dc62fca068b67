/** Routes of ticket history: a ticket's timeline. */

import { contract } from "../../../platform/http/contract.ts";
import { readTimeline } from "./service/timeline.ts";
import * as wire from "./wire.ts";

export const routes = [
  contract({
    method: "get",
    path: "/tickets/:ticket_id/timeline",
    tag: "tickets",
    summary: "Read a ticket's history, oldest first",
    description: "It has the issue, scans, changes, conflicts and reprints.",
    permission: "authenticated",
    params: wire.TicketParams,
    reply: wire.Timeline,
    handle: ({ ctx, params }) => readTimeline(ctx, params.ticket_id),
  }),
];
