/** Routes of browsers' reports about the content policies of our pages. */

import { contract } from "../../../platform/http/contract.ts";
import { listReports, takeReports } from "./service.ts";
import { Kept, Report, ReportQuery, SentReports } from "./wire.ts";

export const routes = [
  contract({
    method: "post",
    path: "/csp/report",
    root: true,
    tag: "csp",
    summary: "Take a browser's report of what a page's policy stopped",
    public: true,
    rate: "csp_report",
    idempotency: "natural",
    max_bytes: 16_384,
    foreign_body: ["application/csp-report", "application/reports+json"],
    body: SentReports,
    reply: Kept,
    handle: ({ ctx, body }) => takeReports(ctx, body),
  }),
  contract({
    method: "get",
    path: "/admin/csp/reports",
    tag: "csp",
    summary: "List what browsers reported during the last day, latest first, 500 at most",
    permission: "provider",
    query: ReportQuery,
    reply: Report,
    list: true,
    handle: ({ ctx, query }) => listReports(ctx, query),
  }),
];
