/** Wire shapes of the fleet. */

export { Alert, AlertParams, AlertQuery } from "../../access/alerts/wire.ts";

import * as z from "zod";
import { date, flag, id, paging, time } from "../../../platform/http/fields.ts";
import { DEVICE_TYPES } from "../../../shared/permissions.ts";
import { Alert } from "../../access/alerts/wire.ts";
import { REHEARSAL_MINUTES } from "../../access/devices/index.ts";
import { CHANNELS } from "./domain/rules.ts";

export { Audit } from "../audits/wire.ts";

const count = z.number().int();

export const OverviewQuery = z.strictObject({ store_id: id.optional() });
export const StoreOverview = z
  .object({
    store_id: id,
    name: z.string(),
    devices: z.array(
      z.object({
        type: z.enum(DEVICE_TYPES),
        pending: count,
        active: count,
        suspended: count,
        revoked: count,
        online: count.describe("active, seen, and not offline"),
        offline: count,
        never_seen: count,
      }),
    ),
    oldest_sign_at: time.nullable().describe("the oldest last sign of life of its active devices"),
    queue_depth: count.describe("operations that its devices have not handed in"),
    open_alerts: z.object({ info: count, warning: count, critical: count }),
    complete: z.boolean().describe("false: there are more than 500 active devices; name a store"),
  })
  .meta({ id: "StoreOverview" });

export const OfflineQuery = z.strictObject({ ...paging, store_id: id.optional() });
export const OfflineDevice = z
  .object({
    device_id: id,
    store_id: id,
    name: z.string(),
    type: z.enum(DEVICE_TYPES),
    zone_id: id.nullable(),
    since: time.nullable().describe("its last sign of life"),
    alert_id: id,
    severity: Alert.shape.severity,
    status: Alert.shape.status,
    opened_at: time,
  })
  .meta({ id: "OfflineDevice" });

export const DayQuery = z.strictObject({
  ...paging,
  store_id: id.optional(),
  device_id: id.optional(),
  from_date: date.optional(),
  to_date: date.optional(),
});
export const DeviceDay = z
  .object({
    device_id: id,
    date: date.describe("of the store"),
    store_id: id,
    beats: count.describe("heartbeats; known once the day is over"),
    offline_ms: count.describe("known once the outage is over"),
  })
  .meta({ id: "DeviceDay" });

export const DeviceParams = z.object({ device_id: id });
export const RehearsalRequest = z
  .strictObject({
    minutes: z.number().int().min(1).max(REHEARSAL_MINUTES),
    with_open_drawer: z.boolean().default(false).describe("true: also while the till has an open shift"),
  })
  .meta({ id: "RehearsalRequest" });
export const RehearsalQuery = z.strictObject({
  ...paging,
  store_id: id.optional(),
  device_id: id.optional(),
  running: flag.optional().describe("true: only those that run now"),
});
export const Rehearsal = z
  .object({
    rehearsal_id: id,
    device_id: id,
    store_id: id,
    started_at: time.describe("by the world's clock, as the other times"),
    started_by: z.string(),
    ends_at: time,
    ended_at: time.nullable().describe("null while it runs, and up to a minute longer"),
    ended_by: z.string().nullable().describe("a person, or `system`"),
  })
  .meta({ id: "OfflineRehearsal" });

const event = z.string().regex(/^[a-z\d_.]{1,80}$/, "must be the name of an event");
export const RuleRequest = z
  .strictObject({
    event: event.describe("an event name, or a prefix that ends with a dot: `refund.`"),
    severity: Alert.shape.severity.default("warning"),
    channel: z.enum(CHANNELS).describe("webhooks and live screens get the events of every alert"),
    enabled: z.boolean().default(true),
    store_id: id.optional().describe("default: every store"),
  })
  .meta({ id: "AlertRuleRequest" });
export const Rule = z
  .object({
    rule_id: id,
    store_id: id.nullable(),
    event: z.string(),
    severity: Alert.shape.severity,
    channel: z.enum(CHANNELS),
    enabled: z.boolean(),
    created_at: time,
    created_by: z.string(),
  })
  .meta({ id: "AlertRule" });
export const RuleParams = z.object({ rule_id: id });

export const TrailQuery = z.strictObject({
  ...paging,
  store_id: id.optional(),
  device_id: id.optional(),
  actor_id: id.optional(),
  from: time.optional(),
  to: time.optional(),
});
