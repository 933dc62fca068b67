/** What may be said over a device's socket, in both directions, and when it ends (rules D4, T3). */

import { holdsCardNumber } from "../../../../shared/cards.ts";
import { accept, type Result, refuse } from "../../../../shared/result.ts";
import type { Heartbeat } from "./heartbeat.ts";
import type { DeviceStatus } from "./standing.ts";

/** A message to a device: `sequence` is the event's that it tells of, or null when it tells of none. */
export interface LiveMessage {
  type: string;
  sequence: number | null;
  data: Record<string, unknown>;
}

/** Why a socket is closed; the codes of 4000 and above are ours. */
export const CLOSING = {
  binary: { code: 1003, reason: "Messages are JSON text." },
  too_large: { code: 1009, reason: "A message is at most 16 KiB." },
  unexpected: { code: 1011, reason: "Something unexpected went wrong. Connect again." },
  junk: { code: 4400, reason: "The message could not be understood." },
  ended: { code: 4401, reason: "This device's session has ended. Log in again." },
  stopped: { code: 4403, reason: "This device may not work now." },
  replaced: { code: 4409, reason: "Another connection of this device took over." },
  flood: { code: 4429, reason: "At most 60 messages in 10 seconds." },
} as const satisfies Record<string, { code: number; reason: string }>;

export type Closing = keyof typeof CLOSING;

const FLOOD_MESSAGES = 60;
const FLOOD_WINDOW_MS = 10_000;

/** The moments of recent messages with this one, or null when it is one too many. */
export function countMessage(recent: readonly number[], now: number): number[] | null {
  const counted = [...recent.filter((at) => at > now - FLOOD_WINDOW_MS), now];
  return counted.length > FLOOD_MESSAGES ? null : counted;
}

const MAX_BYTES = 16 * 1024;

interface Unread {
  closing: Closing;
  /** What the device is told before the socket is closed. */
  message: string;
}

/** Reads a message from a device. Heartbeats are all that a device has to say. */
export function readMessage(raw: string | ArrayBuffer): Result<Heartbeat, Unread> {
  if (typeof raw !== "string") return refuse({ closing: "binary", message: CLOSING.binary.reason });
  if (raw.length > MAX_BYTES || new TextEncoder().encode(raw).length > MAX_BYTES)
    return refuse({ closing: "too_large", message: CLOSING.too_large.reason });
  let message: unknown;
  try {
    message = JSON.parse(raw);
  } catch {
    return refuse({ closing: "junk", message: "The message is no JSON." });
  }
  if (typeof message !== "object" || message === null || Array.isArray(message))
    return refuse({ closing: "junk", message: "The message is no object." });
  const { type, ...fields } = message as Record<string, unknown>;
  if (type !== "heartbeat") return refuse({ closing: "junk", message: 'The only type is "heartbeat".' });
  const wrong = Object.keys({ sent_at: undefined, ...fields }).find(
    (name) => !(Object.hasOwn(FIELDS, name) && FIELDS[name]?.(fields[name])),
  );
  if (wrong !== undefined) return refuse({ closing: "junk", message: `${wrong.slice(0, 50)} is not acceptable.` });
  return accept({ ...fields, sent_at: Date.parse(String(fields.sent_at)) });
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

/** What each field of a heartbeat may hold, as POST /provider/heartbeats takes it. */
const FIELDS: Record<string, (value: unknown) => boolean> = {
  sent_at: (value) => typeof value === "string" && TIME.test(value) && !Number.isNaN(Date.parse(value)),
  app_version: isText(50),
  battery: (value) => typeof value === "number" && value >= 0 && value <= 100,
  queue_depth: isCount(1_000_000),
  list_cursor: isText(500),
};

function isText(max: number) {
  return (value: unknown) =>
    typeof value === "string" &&
    value.length >= 1 &&
    value.length <= max &&
    value.isWellFormed() &&
    !holdsCardNumber(value);
}

function isCount(max: number) {
  return (value: unknown) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= max;
}

/** What a device's socket knows of the device. */
export interface LiveFacts {
  device_id: string;
  status: DeviceStatus;
  epoch: number;
  zone_id: string | null;
  zone_name: string | null;
}

export interface News {
  message: LiveMessage;
  closing: Closing | null;
}

/** What a socket that was opened with a token of that epoch is told when its device's facts have changed. */
export function decideNews(before: LiveFacts, after: LiveFacts, epoch: number): News | null {
  const { device_id, status } = after;
  const tell = (type: string, closing: Closing | null, data: object = { device_id, status }): News => ({
    message: { type, sequence: null, data: { ...data } },
    closing,
  });
  if (status === "revoked") return tell("device.revoked", "ended");
  if (status !== "active") return tell("device.suspended", "stopped");
  if (after.epoch !== epoch) return tell("device.rotated", "ended");
  if (!isMoved(before, after)) return null;
  return tell("device.zone_changed", null, { device_id, zone: zoneOf(after) });
}

/** Whether the device works in another zone than before, or in one of another name. */
export function isMoved(before: LiveFacts, after: LiveFacts): boolean {
  return before.zone_id !== after.zone_id || before.zone_name !== after.zone_name;
}

export function zoneOf({ zone_id, zone_name }: Pick<LiveFacts, "zone_id" | "zone_name">) {
  return zone_id === null ? null : { zone_id, name: zone_name ?? "" };
}
