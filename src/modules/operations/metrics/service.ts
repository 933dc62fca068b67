/** Reads the metrics of the deployment: eight queries whatever the number of tenants, and no write (rule T9). */

import type { Context } from "../../../platform/http/context.ts";
import { readBacklog } from "../../../platform/queue/lag.ts";
import { countLasting } from "../../access/alerts/index.ts";
import { countAllDevices, DEVICE_EVENTS } from "../../access/devices/index.ts";
import { countSockets } from "../live/index.ts";
import { providerOnly } from "../provider/index.ts";
import { type BreakerState, readHealth } from "../webhooks/index.ts";
import { type Family, renderMetrics } from "./domain.ts";

/** The most devices that are counted. */
const DEVICES = 50_000;
/** The most stores whose sockets are counted. */
const STORES = 100;

const BREAKER_VALUES: Readonly<Record<BreakerState, number>> = { closed: 0, open: 1, half_open: 2 };

/** The metrics as Prometheus text. Error: E_PERMISSION on a device. */
export async function readMetrics(ctx: Context): Promise<string> {
  providerOnly(ctx);
  const { env } = ctx;
  const [health, stores, devices, offline, backlog] = await Promise.all([
    readHealth(ctx),
    countSockets(ctx, STORES),
    countAllDevices(env, DEVICES),
    countLasting(env, DEVICE_EVENTS.offline.type, DEVICES),
    readBacklog(ctx),
  ]);
  const active = devices.find(({ status }) => status === "active")?.count ?? 0;
  const of_day =
    "at the newest 100 deliveries of each endpoint that began in the last day. It may fall: use no rate().";
  const families: Family[] = [
    one("outbox_tenants_behind", "Tenants with events that a consumer has not passed.", backlog.tenants),
    one(
      "outbox_events_behind_max",
      "The most events that a consumer of one tenant has not passed.",
      backlog.most_events,
    ),
    one("outbox_oldest_event_seconds", "Age of the oldest event that a consumer has not passed.", backlog.oldest_s),
    {
      ...gauge("devices", "Devices by their status; at most 50000 are counted."),
      samples: devices.map(({ status, count }) => [{ status }, count]),
    },
    one("devices_offline", "Devices whose outage lasts: no sign of life for more than 120 seconds.", offline),
    one("devices_online", "Active devices without an outage.", Math.max(0, active - offline)),
    one(
      "webhook_dead_letters",
      "Deliveries that ended without success; at most 10000 are counted.",
      health.dead_letters,
    ),
    {
      ...gauge("webhook_endpoints", "Endpoints by their status; at most 10000 are counted."),
      samples: health.endpoints.map(({ status, count }) => [{ status }, count]),
    },
    {
      ...gauge("webhook_breaker_state", "0 closed, 1 open, 2 half-open; the worst of the endpoints with this URL."),
      samples: health.destinations.flatMap(({ destination, breaker }) =>
        breaker ? [[{ destination }, BREAKER_VALUES[breaker]] as const] : [],
      ),
    },
    {
      ...gauge("webhook_attempts_total", `Attempts ${of_day}`),
      samples: health.destinations.map(({ destination, attempts }) => [{ destination }, attempts]),
    },
    {
      ...gauge("webhook_failures_total", `Failed attempts ${of_day}`),
      samples: health.destinations.map(({ destination, failures }) => [{ destination }, failures]),
    },
    {
      ...gauge("ws_sockets", "Open sockets of the live feeds of stores; at most 100 stores are listed."),
      samples: stores.map(({ store_id, sockets }) => [{ store: store_id }, sockets]),
    },
    {
      name: "ws_messages_total",
      type: "counter",
      help: "Messages of a store's live feed to and from its screens, since its object woke.",
      samples: stores.flatMap(({ store_id, sent, received }) => [
        [{ store: store_id, direction: "out" }, sent],
        [{ store: store_id, direction: "in" }, received],
      ]),
    },
  ];
  return renderMetrics(families);
}

function gauge(name: string, help: string): Pick<Family, "name" | "type" | "help"> {
  return { name, type: "gauge", help };
}

function one(name: string, help: string, value: number): Family {
  return { ...gauge(name, help), samples: [[{}, value]] };
}
