/** Routes of browsers' reports about the content policies of our pages. */

import { contract } from "../../../platform/http/contract.ts";
import { listReports, takeReports } from "./service.ts";
import { KeptReports, Report, ReportQuery, SentReports } from "./wire.ts";

export const routes = [
  contract({
    method: "post",
    path: "/csp/report",
    root: true,
    tag: "csp",
    summary: "Report a violation of a page's content policy",
    description: "Browsers send it automatically.",
    public: true,
    rate: "csp_report",
    idempotency: "natural",
    max_bytes: 16_384,
    foreign_body: ["application/csp-report", "application/reports+json"],
    body: SentReports,
    reply: KeptReports,
    handle: ({ ctx, body }) => takeReports(ctx, body),
  }),
  contract({
    method: "get",
    path: "/admin/csp/reports",
    tag: "csp",
    summary: "List the violation reports of the last day, latest first",
    description: "The list has at most 500 reports.",
    permission: "provider",
    query: ReportQuery,
    reply: Report,
    list: true,
    handle: ({ ctx, query }) => listReports(ctx, query),
  }),
];
