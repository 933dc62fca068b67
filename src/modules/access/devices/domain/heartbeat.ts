/** Decides what a heartbeat changes, and which commands the device gets (rule D4). */

import { decodeCursor } from "../../../../shared/page.ts";
import { HOUR_MS } from "../../../../shared/time.ts";
import type { SentCommand } from "./commands.ts";

/** How far a device's clock may be off before the device is flagged (rule O4). */
const MAX_SKEW_MS = 120_000;

/** A device's report; `sent_at` is epoch ms by its own clock. */
export interface Heartbeat {
  sent_at: number;
  app_version?: string;
  /** Percent. */
  battery?: number;
  /** Operations that are not handed in yet. */
  queue_depth?: number;
  /** The cursor of a gate's list, as the gate received it. */
  list_cursor?: string;
}

/** The latest heartbeat as it is stored and shown. */
export interface LastHeartbeat {
  at: number;
  app_version: string | null;
  battery: number | null;
  queue_depth: number | null;
  list_cursor: string | null;
  /** Positive when the device's clock is ahead. */
  offset_ms: number;
  clock_flagged: boolean;
}

/** A heartbeat that arrived at `now`, as it is stored. Without a version it keeps the last known one. */
export function keepHeartbeat(beat: Heartbeat, now: number, before: LastHeartbeat | null = null): LastHeartbeat {
  const { battery = null, queue_depth = null, list_cursor = null } = beat;
  const app_version = beat.app_version ?? before?.app_version ?? null;
  return { at: now, app_version, battery, queue_depth, list_cursor, ...judgeClock(beat.sent_at - now) };
}

/** Replaces the skew of the last heartbeat by one that was measured elsewhere. */
export function keepSkew(last: LastHeartbeat | null, offset_ms: number, now: number): LastHeartbeat {
  return { ...(last ?? keepHeartbeat({ sent_at: now }, now)), at: now, ...judgeClock(offset_ms) };
}

function judgeClock(offset_ms: number): { offset_ms: number; clock_flagged: boolean } {
  return { offset_ms, clock_flagged: Math.abs(offset_ms) > MAX_SKEW_MS };
}

/** The most reports of a skewed clock in an hour; a clock that is right and wrong by turns is still flagged. */
const SKEWS_AN_HOUR = 3;

/** The times of the last hour's reports of a skewed clock plus one at `now`; null when that is too many. */
export function countSkew(reported: readonly number[], now: number): number[] | null {
  const recent = reported.filter((at) => at <= now && at > now - HOUR_MS);
  return recent.length < SKEWS_AN_HOUR ? [...recent, now] : null;
}

/** A command for the device. One that a person sent has a `command_id`. */
export type Command =
  | { type: "refresh_list"; command_id?: string }
  | { type: "zone_changed"; zone_id: string | null; name: string | null }
  | { type: "minimum_version"; min_app_version: string }
  | SentCommand;

/** The requirements of a gate's store; null for none. */
export interface GateStanding {
  min_app_version: string | null;
  /** The sequence of the tenant's newest event. */
  newest_cursor: number | null;
}

/** The commands for a device after its report; `moved_to` is its zone if the device does not know it yet. */
export function decideCommands(
  device: { app_version: string | null; list_cursor: string | null },
  { min_app_version, newest_cursor }: GateStanding,
  moved_to: { zone: { zone_id: string; name: string } | null } | null,
): Command[] {
  const commands: Command[] = [];
  const { app_version, list_cursor } = device;
  if (list_cursor !== null && isListBehind(list_cursor, newest_cursor)) commands.push({ type: "refresh_list" });
  if (moved_to) {
    const { zone_id, name } = moved_to.zone ?? { zone_id: null, name: null };
    commands.push({ type: "zone_changed", zone_id, name });
  }
  if (app_version !== null && min_app_version !== null && isBelowVersion(app_version, min_app_version))
    commands.push({ type: "minimum_version", min_app_version });
  return commands;
}

/** All commands of an answer; a list is refreshed once. */
export function joinCommands(decided: readonly Command[], sent: readonly SentCommand[]): Command[] {
  const refreshes = sent.some(({ type }) => type === "refresh_list");
  return [...decided.filter(({ type }) => !(refreshes && type === "refresh_list")), ...sent];
}

/** Whether a list up to that cursor misses an event; a cursor that is not ours does. */
export function isListBehind(list_cursor: string, newest_cursor: number | null): boolean {
  const [kind, sequence] = decodeCursor(list_cursor) ?? [];
  if (kind !== "d" || typeof sequence !== "number") return true;
  return newest_cursor !== null && sequence < newest_cursor;
}

/** Whether a dotted version is lower than another, number by number; a part that is no number counts as 0. */
export function isBelowVersion(version: string, minimum: string): boolean {
  const [have, need] = [version, minimum].map((text) =>
    text.split(".").map((part) => Number(/\d+/.exec(part)?.[0] ?? 0)),
  ) as [number[], number[]];
  for (let at = 0; at < Math.max(have.length, need.length); at++) {
    const difference = (have[at] ?? 0) - (need[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
