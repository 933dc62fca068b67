/** Routes of live feeds: one socket, on which a screen says who it is. */

import { contract } from "../../../platform/http/contract.ts";
import { openFeed } from "./service.ts";
import * as wire from "./wire.ts";

export const routes = [
  contract({
    method: "get",
    path: "/live",
    tag: "live",
    summary: "Open a store's live feed",
    description:
      "The first message is `{type: auth, token, topics, after?}`, within ten seconds. Events follow as they happen.",
    public: true,
    rate: "live",
    upgrade: true,
    query: wire.FeedQuery,
    reply: wire.FeedMessage,
    handle: ({ ctx, query }) => openFeed(ctx, query.store_id),
  }),
];
