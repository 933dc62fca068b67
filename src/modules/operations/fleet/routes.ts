/** Routes by which people watch a fleet of devices: its alerts. */

import { contract } from "../../../platform/http/contract.ts";
import { errors } from "../../../shared/errors.ts";
import { changeAlert, listAlerts } from "../../access/alerts/index.ts";
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
];
