/** Decides whether a device is offline: no sign of life for two minutes while somebody expects one (rule D3). */

import type { DeviceType } from "../../../../shared/permissions.ts";
import { decideTenant, type TenantStanding } from "../../../../shared/standing.ts";
import { tenantTime } from "../../../../shared/time.ts";
import { type Opening, openState } from "./opening.ts";
import type { DeviceStatus } from "./standing.ts";

/** How much a silent device of each type matters. */
export const SEVERITY_OF: Readonly<Record<DeviceType, "info" | "warning" | "critical">> = {
  GATE: "critical",
  POS: "warning",
  KIOSK: "warning",
  ADMIN: "info",
};

/** The facts that decide whether anybody expects a device to be there; the store's hours are by the tenant's clock. */
export interface WatchedFacts {
  status: DeviceStatus;
  tenant: TenantStanding;
  clock_offset_s: number;
  time_zone: string;
  opening_hours: readonly Opening[] | null;
}

/** All moments are epoch ms of the world's clock, so that a moved clock of a sandbox makes no device silent. */
interface Signs {
  /** The last sign of life; null: never seen. */
  sign_at: number | null;
  /** When a change of its facts last made somebody expect it again; null: none did. */
  watched_from: number | null;
  /** How long it may be silent. */
  offline_after_ms: number;
}

/** `overdue_since`: its last sign; else the next moment to look at it, null for none. */
export type WatchVerdict = { overdue_since: number } | { overdue_since: null; next_at: number | null };

/** Whether a device and its tenant are active, so that its silence is noticed. */
export function isWatched({ status, tenant }: Pick<WatchedFacts, "status" | "tenant">): boolean {
  return status === "active" && tenant.status === "active";
}

/** Whether somebody expects a sign of a device at `now`: it is watched, and its store is open and not in maintenance. */
export function isExpected(facts: WatchedFacts, now: number): boolean {
  if (!isWatched(facts) || decideTenant(facts.tenant, now)) return false;
  return openState(facts.opening_hours, facts.time_zone, tenantTime(now, facts.clock_offset_s)).open;
}

/** Whether a device is overdue at `now`. Silence while its store is closed or in maintenance does not count. */
export function decideWatch(facts: WatchedFacts, signs: Signs, now: number): WatchVerdict {
  const { sign_at, watched_from, offline_after_ms } = signs;
  if (sign_at === null || !isWatched(facts)) return { overdue_since: null, next_at: null };
  const { maintenance_until } = facts.tenant;
  if (decideTenant(facts.tenant, now)) return { overdue_since: null, next_at: maintenance_until };
  const offset_ms = tenantTime(0, facts.clock_offset_s);
  const opening = openState(facts.opening_hours, facts.time_zone, now + offset_ms);
  if (!opening.open) return { overdue_since: null, next_at: opening.next === null ? null : opening.next - offset_ms };
  const expected_from = [
    sign_at,
    watched_from ?? sign_at,
    maintenance_until !== null && maintenance_until <= now ? maintenance_until : sign_at,
    opening.since - offset_ms,
  ];
  const due = Math.max(...expected_from) + offline_after_ms;
  return now > due ? { overdue_since: sign_at } : { overdue_since: null, next_at: due + 1 };
}

/** A look that comes this late had no server behind it in between, so that nobody could hear the device. */
const LATE_MS = 15_000;

/** Whether an overdue device is excused once, because the look at it comes too late. */
export function isUnheard(facts: WatchedFacts, signs: Signs, now: number): boolean {
  const excused = (signs.watched_from ?? 0) > (signs.sign_at ?? 0);
  return !excused && decideWatch(facts, signs, now - LATE_MS).overdue_since !== null;
}

/** An outage that the device's object noticed; moments are epoch ms of the world's clock. */
export interface Outage {
  /** The id of its alert, made before the first commit, so that a repeat opens none twice. */
  alert_id: string;
  /** The last sign of life before it. */
  since: number;
  noticed_at: number;
  /** Its alert and event are in D1. */
  reported: boolean;
  /** It began soon after the device's return from another one. */
  unstable: boolean;
}

/** In units of the silence that a device may keep: one that is silent again within an hour is unstable, */
const UNSTABLE_FOR = 30;
/** and back once it gave signs for ten minutes without such a silence. */
const STEADY_AFTER = 5;

/** Whether an outage begins so soon after the device's return that its return must last. */
export function isUnstable(returned_at: number | null, since: number, offline_after_ms: number): boolean {
  return returned_at !== null && since - returned_at <= UNSTABLE_FOR * offline_after_ms;
}

interface ReturnSigns extends Pick<Signs, "sign_at" | "offline_after_ms"> {
  /** The first sign after the last silence that was too long; null: none yet. */
  signs_from: number | null;
}

/** `back_at`: the sign that ended the outage; else the next moment to look, null until the next sign. */
export type ReturnVerdict = { back_at: number } | { back_at: null; next_at: number | null };

/** Whether an outage is over. The return of an unstable device must last, so that a flapping one opens no alert each time. */
export function decideReturn(outage: Outage, signs: ReturnSigns, now: number): ReturnVerdict {
  const { sign_at, signs_from, offline_after_ms } = signs;
  if (sign_at === null || sign_at <= outage.since) return { back_at: null, next_at: null };
  if (!outage.unstable) return { back_at: sign_at };
  if (now - sign_at > offline_after_ms) return { back_at: null, next_at: null };
  const from = signs_from ?? sign_at;
  const steady_at = from + STEADY_AFTER * offline_after_ms;
  return now >= steady_at ? { back_at: from } : { back_at: null, next_at: steady_at };
}
