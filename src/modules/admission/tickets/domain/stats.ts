/** Sums of a store's attempts in a span of time, and signs of a ticket's overuse. */

import { accept, type Result, refuse } from "../../../../shared/result.ts";
import { businessDate, businessDayEnd, businessDayStart, DAY_MS } from "../../../../shared/time.ts";
import { KINDS } from "./kinds.ts";
import type { Direction, FailReason, TicketType } from "./words.ts";

const MAX_DAYS = 92;

/** Epoch ms, both inclusive. */
export interface Span {
  from: number;
  to: number;
}

/**
 * The span of a summary; by default the store's business date of `now`. Refused, with field and message, when it ends
 * before it begins or is longer than 92 days.
 */
export function spanOf(
  asked: Partial<Span>,
  now: number,
  { time_zone, cutoff_hour }: { time_zone: string; cutoff_hour: number },
): Result<Span, { path: "from"; message: string }> {
  const to = asked.to ?? businessDayEnd(now, time_zone, cutoff_hour);
  const from = asked.from ?? businessDayStart(businessDate(to, time_zone, cutoff_hour), time_zone, cutoff_hour);
  if (from > to) return refuse({ path: "from", message: "must not be after to" });
  if (to - from > MAX_DAYS * DAY_MS) return refuse({ path: "from", message: `must be within ${MAX_DAYS} days of to` });
  return accept({ from, to });
}

/** A group of equal attempts; flags are 0 or 1, as in the rows. */
export interface AttemptGroup {
  zone_id: string | null;
  device_id: string;
  device_name: string;
  direction: Direction;
  result: "pass" | "fail";
  reason: FailReason | null;
  forced: number;
  annulled: number;
  admitted_offline: number;
  attempts: number;
  people: number;
}

export interface HourGroup {
  /** Epoch ms of the hour's beginning. */
  hour: number;
  pass: number;
  fail: number;
}

export interface ZoneSum {
  zone_id: string | null;
  /** People; the people of an annulled pass are not counted. */
  entries: number;
  exits: number;
  /** Attempts. */
  fails: number;
}

export interface DeviceSum {
  device_id: string;
  device_name: string;
  attempts: number;
  pass: number;
  fail: number;
}

/** Totals count attempts; a forced or annulled pass counts as a pass, too. */
export function summarize(groups: readonly AttemptGroup[]) {
  const totals = { attempts: 0, pass: 0, fail: 0, forced: 0, annulled: 0, exits: 0, admitted_offline: 0 };
  const by_reason: Record<string, number> = {};
  const zones = new Map<string | null, ZoneSum>();
  const devices = new Map<string, DeviceSum>();
  for (const group of groups) {
    const { zone_id, device_id, device_name, direction, result, reason, forced, annulled, attempts, people } = group;
    const passed = result === "pass";
    totals.attempts += attempts;
    totals[result] += attempts;
    totals.forced += forced * attempts;
    totals.annulled += annulled * attempts;
    totals.exits += passed && direction === "exit" ? attempts : 0;
    totals.admitted_offline += group.admitted_offline * attempts;
    if (!passed && reason !== null) by_reason[reason] = (by_reason[reason] ?? 0) + attempts;

    const zone = zones.get(zone_id) ?? { zone_id, entries: 0, exits: 0, fails: 0 };
    if (!passed) zone.fails += attempts;
    else if (!annulled) zone[direction === "exit" ? "exits" : "entries"] += people;
    zones.set(zone_id, zone);

    const device = devices.get(device_id) ?? { device_id, device_name, attempts: 0, pass: 0, fail: 0 };
    device.attempts += attempts;
    device[result] += attempts;
    devices.set(device_id, device);
  }
  return { ...totals, by_reason, by_zone: [...zones.values()], by_device: [...devices.values()] };
}

/** The number of guests that a ticket admits, one by one; null where time or credits decide. */
export function allowedPasses(type: TicketType, quota_or_minutes: number): number | null {
  return KINDS[type].passes?.(quota_or_minutes) ?? null;
}

const OVERUSE: readonly (FailReason | null)[] = ["duplicate_use", "exhausted"];

/** The guests that a ticket's attempts admitted, and the attempts that wanted more than the ticket had. */
export function overuseOf<
  Attempt extends {
    direction: Direction;
    result: "pass" | "fail";
    reason: FailReason | null;
    party: number;
    annulled_at: number | null;
  },
>(attempts: readonly Attempt[]): { passes: number; duplicates: Attempt[] } {
  const entries = attempts.filter(
    ({ result, direction, annulled_at }) => result === "pass" && direction === "entry" && annulled_at === null,
  );
  return {
    passes: entries.reduce((sum, { party }) => sum + party, 0),
    duplicates: attempts.filter(({ result, reason }) => result === "fail" && OVERUSE.includes(reason)),
  };
}
