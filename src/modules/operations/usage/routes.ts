/** Routes of usage: a tenant reads its own. */

import * as z from "zod";
import { contract } from "../../../platform/http/contract.ts";
import { increment, listLimits, listStats, listUsage } from "./service.ts";
import * as wire from "./wire.ts";

export const routes = [
  contract({
    method: "get",
    path: "/usage/billing/usage",
    tag: "usage",
    summary: "Count a month's calls by route",
    permission: "reports_view",
    query: wire.UsageQuery,
    reply: wire.RouteUsage,
    list: true,
    csv: ["month", "route", "count", "month_total"],
    handle: ({ ctx, query }) => listUsage(ctx, query),
  }),
  contract({
    method: "get",
    path: "/usage/stats/tenant",
    tag: "usage",
    summary: "Count the calls of 13 months, latest first",
    description: "They are this month and the twelve before it.",
    permission: "reports_view",
    reply: wire.MonthUsage,
    list: true,
    csv: ["month", "calls", "metrics"],
    handle: ({ ctx }) => listStats(ctx),
  }),
  contract({
    method: "get",
    path: "/usage/limits",
    tag: "usage",
    summary: "Read the caller's hourly limit and its use",
    permission: "authenticated",
    reply: z.array(wire.LimitUse),
    handle: ({ ctx }) => listLimits(ctx),
  }),
  contract({
    method: "post",
    path: "/usage/increment",
    tag: "usage",
    summary: "Add to a usage metric",
    description: "Metrics are counted beside calls.",
    permission: "settings_write",
    idempotency: "required",
    body: wire.IncrementRequest,
    reply: wire.Increment,
    handle: ({ ctx, body }) => increment(ctx, body),
  }),
];
