/** Reports of a device's outages to D1: each begins once and ends once, however often a report is repeated (rules D3, D5). */

import type { Env } from "../../src/env.ts";
import {
  type KnownAlert,
  openedHere,
  recordKnownAlert,
  resolveAlert,
} from "../../src/modules/access/alerts/store/acts.ts";
import { changedBy, findUnresolved } from "../../src/modules/access/alerts/store/rows.ts";
import { type DayCount, splitByDay } from "../../src/modules/access/devices/domain/days.ts";
import { type Outage, SEVERITY_OF } from "../../src/modules/access/devices/domain/watch.ts";
import { DEVICE_EVENTS } from "../../src/modules/access/devices/events.ts";
import { addOffline, insertBeats } from "../../src/modules/access/devices/store.ts";
import { bookkeep, commit } from "../../src/platform/db/commit.ts";
import { openDatabase } from "../../src/platform/db/session.ts";
import { asTenant, type Context, systemContext } from "../../src/platform/http/context.ts";
import { iso, tenantTime } from "../../src/shared/time.ts";
import type { DeviceFacts } from "./storage.ts";

type WaitUntil = (work: Promise<unknown>) => void;

/** The outage as events and alerts tell it, by the tenant's clock. */
function facetsOf({ device_id, type, name, store_id, clock_offset_s }: DeviceFacts, outage: Outage) {
  const since = tenantTime(outage.since, clock_offset_s);
  return { device_id, type, name, store_id, since };
}

function alertOf(facts: DeviceFacts, { alert_id }: Outage, at: number): Omit<KnownAlert, "details"> {
  const { device_id, store_id, type } = facts;
  const subject = ["device", device_id] as const;
  return { alert_id, type: DEVICE_EVENTS.offline.type, severity: SEVERITY_OF[type], store_id, device_id, subject, at };
}

/** Opens the alert and writes the event. Returns the id of the device's unresolved alert, which an older outage may have. */
export async function reportOffline(
  env: Env,
  facts: DeviceFacts,
  outage: Outage,
  waitUntil: WaitUntil,
): Promise<string> {
  const ctx = contextOf(env, facts, waitUntil);
  const at = tenantTime(outage.noticed_at, facts.clock_offset_s);
  const alert = alertOf(facts, outage, at);
  const { device_id, store_id } = facts;
  const facets = facetsOf(facts, outage);
  const entry = { subject: alert.subject, store_id, at };
  const { name, type, since } = facets;
  await commit(ctx, {
    writes: [],
    audit: [{ ...entry, event: DEVICE_EVENTS.offline.type, changes: { since }, device_id }],
    events: [DEVICE_EVENTS.offline.of(entry.subject, facets, { store_id, at })],
    only_if: openedHere(ctx, outage.alert_id),
    parts: [recordKnownAlert(ctx, { ...alert, details: { name, device_type: type, since: iso(since) } })],
  });
  return (await findUnresolved(ctx.db, alert.type, alert.subject))?.alert_id ?? outage.alert_id;
}

/** Ends the outage with the first sign of life after it (epoch ms of the world's clock), or silently for null. */
export async function reportEnd(
  env: Env,
  facts: DeviceFacts,
  outage: Outage,
  end: { back_at: number | null; now: number },
  waitUntil: WaitUntil,
): Promise<void> {
  const { device_id, store_id, clock_offset_s } = facts;
  const { back_at, now } = end;
  const ctx = contextOf(env, facts, waitUntil, back_at === null ? undefined : device_id);
  const at = tenantTime(back_at ?? now, clock_offset_s);
  const alert = alertOf(facts, outage, at);
  const offline_ms = back_at === null ? null : back_at - outage.since;
  const entry = { subject: alert.subject, store_id, at };
  const facets = facetsOf(facts, outage);
  const { online } = DEVICE_EVENTS;
  await commit(ctx, {
    writes: [],
    audit: [
      { ...entry, event: back_at === null ? "device.unwatched" : online.type, changes: { offline_ms }, device_id },
    ],
    events: offline_ms === null ? [] : [online.of(entry.subject, { ...facets, offline_ms }, { store_id, at })],
    only_if: changedBy(outage.alert_id, ctx),
    parts: [resolveAlert(ctx, alert), { writes: offline_ms === null ? [] : [daysOf(ctx, facts, outage, at)] }],
  });
}

/** Adds the outage to its days, in the commit that ends it. `until` is by the tenant's clock. */
function daysOf(ctx: Context, facts: DeviceFacts, outage: Outage, until: number) {
  const since = tenantTime(outage.since, facts.clock_offset_s);
  return addOffline(facts, splitByDay(since, until, facts.time_zone), changedBy(outage.alert_id, ctx));
}

/** Writes heartbeats of past days; a repeat changes nothing. */
export async function writeBeats(env: Env, facts: DeviceFacts, days: readonly DayCount[]): Promise<void> {
  await bookkeep(openDatabase(env, facts.tenant_id), [insertBeats(facts, days)]);
}

/** The context of the object's own work: by the device if it is back, else by the system. */
function contextOf(env: Env, { tenant_id }: DeviceFacts, waitUntil: WaitUntil, device_id?: string): Context {
  const actor = device_id === undefined ? undefined : ({ kind: "device", id: device_id } as const);
  return asTenant(systemContext(env, "device", waitUntil), tenant_id, { actor });
}
