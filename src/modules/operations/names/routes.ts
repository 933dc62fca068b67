/** Routes of names: one list for a console, which shows no ids. */

import { contract } from "../../../platform/http/contract.ts";
import { listNames } from "./service.ts";
import * as wire from "./wire.ts";

export const routes = [
  contract({
    method: "get",
    path: "/names",
    tag: "stores",
    summary: "List the names of stores, devices, people, packages and zones",
    description: "It has retired ones too, because old records name them.",
    permission: "authenticated",
    people_only: true,
    query: wire.NameQuery,
    reply: wire.NameList,
    etag: true,
    handle: ({ ctx, query }) => listNames(ctx, query.store_id),
  }),
];
