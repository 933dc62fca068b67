/** Routes by which the provider looks after parks with the modules below: calls by park, a restore, signs of life. */

import { contract } from "../../../../platform/http/contract.ts";
import { errors } from "../../../../shared/errors.ts";
import { heartbeat } from "../../../admission/gate/index.ts";
import { backupErrors, restoreBackup } from "../../backups/index.ts";
import { listTenantUsage, listUsage } from "../../usage/index.ts";
import * as wire from "../wire/parks.ts";

const { broken, masters, schema, not_empty, email_taken, other_restore, differs } = backupErrors;

export const routes = [
  contract({
    method: "get",
    path: "/provider/billing/usage",
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
    path: "/provider/tenants/usage",
    tag: "usage",
    summary: "Count a month's calls by tenant",
    permission: "provider",
    query: wire.UsageQuery,
    reply: wire.TenantUsage,
    list: true,
    csv: ["tenant_id", "name", "month", "calls", "metrics"],
    handle: ({ ctx, query }) => listTenantUsage(ctx, query),
  }),
  contract({
    method: "post",
    path: "/provider/tenants/:tenant_id/restore-backup",
    tag: "provider",
    summary: "Restore a tenant from a backup",
    description: "The backup is in the bucket, and the tenant has no records. Call again to continue.",
    permission: "provider",
    step_up: true,
    idempotency: "natural",
    params: wire.RestoreParams,
    body: wire.RestoreRequest,
    reply: wire.Restore,
    errors: [broken, masters, schema, not_empty, email_taken, other_restore, differs],
    handle: ({ ctx, params, body }) => restoreBackup(ctx, { ...body, tenant_id: params.tenant_id }),
  }),
  contract({
    method: "post",
    path: "/provider/heartbeats",
    tag: "devices",
    summary: "Send a heartbeat",
    description: "The reply has commands for the device.",
    permission: "authenticated",
    any_version: true,
    idempotency: "natural",
    body: wire.HeartbeatRequest,
    reply: wire.HeartbeatReply,
    errors: [errors.device_required, errors.min_version],
    handle: ({ ctx, body }) => heartbeat(ctx, body),
  }),
];
