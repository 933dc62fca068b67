/** Routes by which people watch a fleet of devices: its alerts. */

import { contract } from "../../../platform/http/contract.ts";
import { errors } from "../../../shared/errors.ts";
import { changeAlert, listAlerts } from "../../access/alerts/index.ts";
import { listDays } from "../../access/devices/index.ts";
import { listOffline, listTrail, readOverview } from "./service/reads.ts";
import { addRule, listRules, removeRule } from "./service/rules.ts";
import * as wire from "./wire.ts";

const CSV_COLUMNS = [
  ...["alert_id", "type", "severity", "status", "store_id", "device_id", "subject_kind", "subject_id", "opened_at"],
  ...["acknowledged_at", "acknowledged_by", "resolved_at", "resolved_by", "cleared_at"],
];

function change(path: string, act: "acknowledge" | "resolve", summary: string) {
  return contract({
    method: "post",
    path,
    tag: "alerts",
    summary,
    description: "A repeat changes nothing, and returns the alert as it is.",
    permission: "device_manage",
    idempotency: "natural",
    params: wire.AlertParams,
    reply: wire.Alert,
    errors: [errors.conflict],
    handle: ({ ctx, params }) => changeAlert(ctx, params.alert_id, act),
  });
}

export const routes = [
  contract({
    method: "get",
    path: "/provider/overview",
    tag: "alerts",
    summary: "Count the devices and open alerts of each store",
    permission: "device_manage",
    query: wire.OverviewQuery,
    reply: wire.StoreOverview,
    list: true,
    handle: ({ ctx, query }) => readOverview(ctx, query),
  }),
  contract({
    method: "get",
    path: "/provider/devices/offline",
    tag: "alerts",
    summary: "List devices that are offline, latest first",
    permission: "device_manage",
    query: wire.OfflineQuery,
    reply: wire.OfflineDevice,
    list: true,
    handle: ({ ctx, query }) => listOffline(ctx, query),
  }),
  contract({
    method: "get",
    path: "/provider/metrics/daily",
    tag: "alerts",
    summary: "List the days of devices",
    description: "They are by device and date.",
    permission: "device_manage",
    query: wire.DayQuery,
    reply: wire.DeviceDay,
    list: true,
    csv: ["device_id", "date", "store_id", "beats", "offline_ms"],
    handle: ({ ctx, query }) => listDays(ctx, query),
  }),
  contract({
    method: "get",
    path: "/provider/audit-trail",
    tag: "alerts",
    summary: "List audit rows of devices, alerts, stores and the tenant",
    description: "A page reads at most 20,000 rows: continue while has_more is true.",
    permission: "audit_view",
    query: wire.TrailQuery,
    reply: wire.Audit,
    list: true,
    handle: ({ ctx, query }) => listTrail(ctx, query),
  }),
  contract({
    method: "get",
    path: "/provider/alerts",
    tag: "alerts",
    summary: "List alerts, latest first",
    permission: "device_manage",
    query: wire.AlertQuery,
    reply: wire.Alert,
    list: true,
    csv: CSV_COLUMNS,
    handle: ({ ctx, query }) => listAlerts(ctx, query),
  }),
  change("/provider/alerts/:alert_id/acknowledge", "acknowledge", "Acknowledge an alert"),
  change("/provider/alerts/:alert_id/resolve", "resolve", "Resolve an alert"),
  contract({
    method: "post",
    path: "/alert-rules",
    tag: "alerts",
    summary: "Set a rule: an event opens an alert",
    permission: "device_manage",
    idempotency: "key",
    body: wire.RuleRequest,
    status: 201,
    reply: wire.Rule,
    handle: ({ ctx, body }) => addRule(ctx, body),
  }),
  contract({
    method: "get",
    path: "/alert-rules",
    tag: "alerts",
    summary: "List alert rules",
    permission: "device_manage",
    reply: wire.Rule,
    list: true,
    handle: ({ ctx }) => listRules(ctx),
  }),
  contract({
    method: "delete",
    path: "/alert-rules/:rule_id",
    tag: "alerts",
    summary: "Delete an alert rule; its alerts stay",
    permission: "device_manage",
    idempotency: "natural",
    params: wire.RuleParams,
    reply: wire.Rule,
    handle: ({ ctx, params }) => removeRule(ctx, params.rule_id),
  }),
];
