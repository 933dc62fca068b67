/** Rehearsed outages: while one runs, the server is out of reach for its device (rule D6). */

import { accept, type Result, refuse } from "../../../../shared/result.ts";
import type { AdmissionRefusal } from "../../../../shared/standing.ts";
import { MINUTE_MS } from "../../../../shared/time.ts";
import type { DeviceStatus } from "./standing.ts";

/** The longest rehearsal. */
export const REHEARSAL_MINUTES = 120;
/** The most devices of a store in rehearsal at once; a trigger has the same number. */
export const REHEARSED_AT_ONCE = 3;
/** A device asks again after this time at most, so that it learns of an early end. */
const RETRY_AT_MOST_S = 30;

/** Whether a rehearsal with that end runs at `now`; epoch ms of the world's clock, null for none. */
export function isRehearsed(ends_at: number | null, now: number): ends_at is number {
  return ends_at !== null && now < ends_at;
}

/** The refusal of every request of a device in rehearsal, or null. Moments are epoch ms of the world's clock. */
export function refuseRehearsed(ends_at: number | null, now: number): AdmissionRefusal | null {
  if (!isRehearsed(ends_at, now)) return null;
  return { reason: "rehearsed", retry_after_s: Math.min(RETRY_AT_MOST_S, Math.ceil((ends_at - now) / 1000)) };
}

interface RehearsalFacts {
  device: { device_id: string; status: DeviceStatus };
  /** The device that the person uses; null in the console. */
  asked_at: string | null;
  drawer_is_open: boolean;
  /** The person knows that the drawer is open. */
  with_open_drawer: boolean;
}

export type RehearsalRefusal = "state" | "own_device" | "drawer_open";

/** The end of a rehearsal that begins now, or why none begins. */
export function decideRehearsal(
  { device, asked_at, drawer_is_open, with_open_drawer }: RehearsalFacts,
  minutes: number,
  now: number,
): Result<number, RehearsalRefusal> {
  if (device.status !== "active") return refuse("state");
  if (asked_at === device.device_id) return refuse("own_device");
  if (drawer_is_open && !with_open_drawer) return refuse("drawer_open");
  return accept(now + minutes * MINUTE_MS);
}

/** The end of a rehearsal that a person ends, or that its time ended before. */
export function endOf({ ends_at }: { ends_at: number }, now: number): number {
  return Math.min(now, ends_at);
}
