/** Routes of events: integrators read the tenant's outbox. */

import { contract } from "../../../platform/http/contract.ts";
import { eventErrors } from "../../../shared/errors/operations.ts";
import { readFeed } from "./service.ts";
import * as wire from "./wire.ts";

export const routes = [
  contract({
    method: "get",
    path: "/events",
    tag: "events",
    summary: "Read events in order, and wait for the next",
    description: "It returns when there are events, or after `wait` seconds.",
    permission: "webhook_manage",
    query: wire.FeedQuery,
    reply: wire.Feed,
    errors: [eventErrors.gone],
    handle: ({ ctx, query }) => readFeed(ctx, query),
  }),
];
