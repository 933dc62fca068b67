/** Routes of the dashboard, Fraud Watch and rebuilds. */

import { contract } from "../../../../platform/http/contract.ts";
import { reportErrors } from "../../../../shared/errors/operations.ts";
import { errors } from "../../../../shared/errors.ts";
import { readDashboard } from "../service/dashboard.ts";
import { lookAt, reportFraud } from "../service/fraud.ts";
import { readRebuild, startParkRebuild, startRebuild } from "../service/rebuild.ts";
import * as wire from "../wire/watch.ts";
import { DashboardQuery, FraudQuery } from "../wire.ts";

const FINDING_COLUMNS = [
  ...["finding_id", "kind", "date", "store_id", "holder_kind", "holder_id", "name", "value", "total", "mean"],
  ...["score", "rows", "looked_at", "looked_by", "note"],
];

export const routes = [
  contract({
    method: "get",
    path: "/reports/dashboard",
    tag: "reports",
    summary: "Read the dashboard of today",
    permission: "reports_view",
    query: DashboardQuery,
    reply: wire.Dashboard,
    errors: [errors.amounts_hidden],
    handle: ({ ctx, query }) => readDashboard(ctx, query),
  }),
  contract({
    method: "get",
    path: "/reports/fraud-watch",
    tag: "reports",
    summary: "Report days of people and devices that stand out",
    description: "A week by default, at most 92 days.",
    permission: "reports_view",
    query: FraudQuery,
    reply: wire.FraudReport,
    csv: FINDING_COLUMNS,
    sheet: { row: wire.Finding, rowsOf: ({ findings }) => findings },
    errors: [errors.amounts_hidden],
    handle: ({ ctx, query }) => reportFraud(ctx, query),
  }),
  contract({
    method: "post",
    path: "/reports/fraud-watch/:finding_id/look",
    tag: "reports",
    summary: "Mark a finding as looked at",
    description: "A repeat changes nothing; another note replaces the first. A finding that grows needs another look.",
    permission: "reports_view",
    people_only: true,
    idempotency: "natural",
    params: wire.FindingParams,
    body: wire.LookRequest,
    reply: wire.Look,
    errors: [reportErrors.own_finding],
    handle: ({ ctx, params, body }) => lookAt(ctx, params.finding_id, body),
  }),
  contract({
    method: "get",
    path: "/reports/rebuild",
    tag: "reports",
    summary: "Read the latest rebuild of the reports",
    permission: "reports_view",
    reply: wire.Rebuild,
    handle: ({ ctx }) => readRebuild(ctx),
  }),
  contract({
    method: "post",
    path: "/reports/rebuild",
    tag: "reports",
    summary: "Rebuild the reports from their rows",
    permission: "settings_write",
    idempotency: "natural",
    reply: wire.Rebuild,
    errors: [errors.busy],
    handle: ({ ctx }) => startRebuild(ctx),
  }),
  contract({
    method: "post",
    path: "/provider/tenants/:tenant_id/reports/rebuild",
    tag: "provider",
    summary: "Rebuild a tenant's reports from their rows",
    permission: "provider",
    idempotency: "natural",
    params: wire.TenantParams,
    reply: wire.Rebuild,
    errors: [errors.busy],
    handle: ({ ctx, params }) => startParkRebuild(ctx, params.tenant_id),
  }),
];
