/** The messages of a device's socket in both directions, and the reasons to close it (rules D4, T3). */

import { holdsCardNumber } from "../../../../shared/cards.ts";
import { accept, type Result, refuse } from "../../../../shared/result.ts";
import { readObject } from "../../../../shared/socket-messages.ts";
import type { Heartbeat } from "./heartbeat.ts";
import type { DeviceStatus } from "./standing.ts";

/** Every type of message to a device. */
export type LiveType =
  | "hello"
  | "heartbeat"
  | "command"
  | "device.zone_changed"
  | "device.suspended"
  | "device.rotated"
  | "device.revoked"
  | "list.changed"
  | "ticket.revoked"
  | "approval.approved"
  | "approval.rejected"
  | "error";

/** A message to a device: `sequence` is that of its event; null for a message without an event. */
export interface LiveMessage {
  type: LiveType;
  sequence: number | null;
  data: Record<string, unknown>;
}

/** The reasons to close a socket; the codes of 4000 and above are ours. */
export const CLOSING = {
  left: { code: 1000, reason: "The device closed the socket." },
  binary: { code: 1003, reason: "Messages are JSON text." },
  too_large: { code: 1009, reason: "A message is at most 16 KiB." },
  unexpected: { code: 1011, reason: "Something unexpected went wrong. Connect again." },
  junk: { code: 4400, reason: "The message is not valid." },
  ended: { code: 4401, reason: "This device's session has ended. Log in again." },
  stopped: { code: 4403, reason: "This device is not active." },
  replaced: { code: 4409, reason: "Another connection of this device replaced this one." },
  rehearsed: { code: 4503, reason: "An outage is rehearsed on this device. Connect again later." },
  flood: { code: 4429, reason: "At most 60 messages in 10 seconds." },
} as const satisfies Record<string, { code: number; reason: string }>;

export type Closing = keyof typeof CLOSING;

const MAX_BYTES = 16 * 1024;

interface MessageFault {
  closing: Closing;
  /** The message that the device gets before the socket is closed. */
  message: string;
}

/** Reads a message from a device. Heartbeats are the only messages. */
export function readMessage(raw: string | ArrayBuffer): Result<Heartbeat, MessageFault> {
  const read = readObject(raw, MAX_BYTES, CLOSING);
  if (!read.ok) return read;
  const { type, ...fields } = read.value;
  if (type !== "heartbeat") return refuse({ closing: "junk", message: 'The type is unknown. Send "heartbeat".' });
  const wrong = Object.keys({ sent_at: undefined, ...fields }).find(
    (name) => !(Object.hasOwn(FIELDS, name) && FIELDS[name]?.(fields[name])),
  );
  if (wrong !== undefined)
    return refuse({ closing: "junk", message: `${wrong.slice(0, 50)} is not valid. Correct it.` });
  return accept({ ...fields, sent_at: Date.parse(String(fields.sent_at)) });
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

/** The values that each field of a heartbeat may have, as POST /provider/heartbeats accepts them. */
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

/** The facts of a device that its socket holds. */
export interface LiveFacts {
  device_id: string;
  status: DeviceStatus;
  epoch: number;
  zone_id: string | null;
  zone_name: string | null;
  rehearsal_ends_at: number | null;
}

export interface News {
  /** Null: the socket only closes, as in an outage. */
  message: LiveMessage | null;
  closing: Closing | null;
}

/** The message for a socket, opened with a token of that epoch, after the device's facts changed. */
export function decidePush(before: LiveFacts, after: LiveFacts, epoch: number): News | null {
  const { device_id, status } = after;
  const tell = (type: LiveType, closing: Closing | null, data: object = { device_id, status }): News => ({
    message: { type, sequence: null, data: { ...data } },
    closing,
  });
  if (status === "revoked") return tell("device.revoked", "ended");
  if (status !== "active") return tell("device.suspended", "stopped");
  if (after.epoch !== epoch) return tell("device.rotated", "ended");
  if (after.rehearsal_ends_at !== null && after.rehearsal_ends_at !== before.rehearsal_ends_at)
    return { message: null, closing: "rehearsed" };
  if (!isMoved(before, after)) return null;
  return tell("device.zone_changed", null, { device_id, zone: zoneOf(after) });
}

/** Whether the device's zone, or the zone's name, changed. */
export function isMoved(before: LiveFacts, after: LiveFacts): boolean {
  return before.zone_id !== after.zone_id || before.zone_name !== after.zone_name;
}

export function zoneOf({ zone_id, zone_name }: Pick<LiveFacts, "zone_id" | "zone_name">) {
  return zone_id === null ? null : { zone_id, name: zone_name ?? "" };
}
