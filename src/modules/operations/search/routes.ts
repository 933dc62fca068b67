/** Routes of search: one text that finds anything by its name or number. */

import { contract } from "../../../platform/http/contract.ts";
import { search } from "./service.ts";
import * as wire from "./wire.ts";

export const routes = [
  contract({
    method: "get",
    path: "/search",
    tag: "search",
    summary: "Find anything by its code, number or name",
    description: "Each kind needs the permission of its own list.",
    permission: "authenticated",
    people_only: true,
    query: wire.SearchQuery,
    reply: wire.SearchResults,
    handle: ({ ctx, query }) => search(ctx, query),
  }),
];
