/** The shapes of devices and pairings on the wire. */

import * as z from "zod";
import { commands } from "../../../platform/http/command-fields.ts";
import { clearableText, id, money, optionalText, paging, percent, text, time } from "../../../platform/http/fields.ts";
import { inPascalCase } from "../../../shared/names.ts";
import { DEVICE_TYPES } from "../../../shared/permissions.ts";
import { SENT_TYPES } from "./domain/commands.ts";
import type { LiveType } from "./domain/live.ts";
import { DEVICE_STATUSES } from "./domain/standing.ts";

const DeviceTypeField = z
  .string()
  .toUpperCase()
  .pipe(z.enum(DEVICE_TYPES))
  .meta({ examples: ["POS"] });

const CapsField = z
  .object({
    can_sell: z.boolean(),
    can_redeem: z.boolean(),
    kiosk_mode: z.boolean(),
    offline_cap: z
      .number()
      .int()
      .min(0)
      .max(10_000)
      .describe("the most unsold blanks that it may hold for offline sale"),
  })
  .meta({ id: "DeviceCaps" });

const deviceFields = {
  device_id: id,
  store_id: id,
  type: z.enum(DEVICE_TYPES),
  name: z.string(),
  status: z.enum(DEVICE_STATUSES),
  caps: CapsField,
  zone_id: id.nullable(),
  receipt_prefix: z.string(),
  app_version: z.string().nullable(),
  hardware: z.string().nullable(),
  notes: z.string().nullable(),
  registered_at: time,
  revoked_at: time.nullable(),
};

const LastHeartbeat = z
  .object({
    at: time,
    app_version: z.string().nullable(),
    battery: percent.nullable(),
    queue_depth: z.number().int().nullable().describe("operations that are not handed in yet"),
    list_cursor: z.string().nullable(),
    offset_ms: z.number().int().describe("positive when the device's clock is ahead"),
    clock_flagged: z.boolean().describe("true: the clock is more than two minutes off"),
  })
  .meta({ id: "LastHeartbeat" });

export const Device = z.object(deviceFields).meta({ id: "Device" });
export const SeenDevice = z
  .object({ ...deviceFields, last_seen_at: time.nullable(), last_heartbeat: LastHeartbeat.nullable() })
  .meta({ id: "SeenDevice" });
export const RotatedDevice = z.object({ ...deviceFields, device_token: z.string() }).meta({ id: "RotatedDevice" });

export const DeviceParams = z.object({ device_id: id });
export const ZoneRequest = z.strictObject({ zone_id: id.nullable() }).meta({ id: "DeviceZoneRequest" });
export const DeviceChange = z
  .strictObject({
    name: text(100).optional(),
    notes: clearableText(2_000).optional(),
    caps: CapsField.partial().strict().optional().describe("a capability that is left out does not change"),
  })
  .meta({ id: "DeviceChange" });
export const CommandRequest = z
  .strictObject({
    type: z.enum(SENT_TYPES),
    text: optionalText(500).describe("of a `message`"),
    expires_in_s: z.number().int().min(60).max(86_400).optional().describe("default: an hour"),
  })
  .meta({ id: "DeviceCommandRequest" });
export const SentCommand = z
  .object({
    command_id: id,
    device_id: id,
    type: z.enum(SENT_TYPES),
    text: z.string().nullable(),
    expires_at: time.describe("a device that does not ask before does not get it"),
  })
  .meta({ id: "SentDeviceCommand" });
export const DeviceQuery = z.strictObject({
  ...paging,
  store_id: id.optional(),
  status: z.enum(DEVICE_STATUSES).optional(),
});

export const PairingRequest = z
  .strictObject({
    store_id: id,
    type: DeviceTypeField,
    name: optionalText(100),
    caps: CapsField.partial().strict().optional(),
    zone_id: id.optional(),
    require_approval: z.boolean().optional(),
  })
  .meta({ id: "PairingRequest" });

const pairingFields = {
  pairing_id: id,
  store_id: id,
  type: z.enum(DEVICE_TYPES),
  name: z.string().nullable(),
  caps: CapsField,
  zone_id: id.nullable(),
  require_approval: z.boolean(),
  created_at: time,
  expires_at: time,
  revoked_at: time.nullable(),
  used_at: time.nullable(),
};

export const Pairing = z.object(pairingFields).meta({ id: "Pairing" });
export const NewPairing = z.object({ ...pairingFields, site_key: z.string() }).meta({ id: "NewPairing" });
export const PairingQuery = z.strictObject({ ...paging, store_id: id.optional() });
export const PairingParams = z.object({ pairing_id: id });

export const PairingLogQuery = z.strictObject({ ...paging, store_id: id.optional(), pairing_id: id.optional() });
export const PairingTry = z
  .object({
    pairing_log_id: id,
    pairing_id: id,
    store_id: id,
    at: time,
    ip: z.string().nullable(),
    device_name: z.string(),
    result: z.string().describe("`active`, `pending`, or the reason of the refusal"),
    device_id: id.nullable(),
  })
  .meta({ id: "PairingTry" });

export const RegisterRequest = z
  .strictObject({
    site_key: z.string().min(1).max(200),
    device: z.strictObject({
      name: text(100),
      type: DeviceTypeField,
      app_version: optionalText(50),
      hardware: optionalText(200),
    }),
  })
  .meta({ id: "RegisterRequest" });

export const Registered = z
  .object({ device_id: id, device_token: z.string(), status: z.enum(DEVICE_STATUSES) })
  .meta({ id: "Registered" });

export const DeviceLoginRequest = z
  .strictObject({
    device_id: id,
    device_token: z.string().min(1).max(200),
    upload_only: z.boolean().optional().describe("true: a revoked device may hand in its records for seven days"),
  })
  .meta({ id: "DeviceLoginRequest" });

export const DeviceLogin = z
  .object({
    access_token: z.string(),
    token_type: z.literal("Bearer"),
    expires_in: z.number().int().describe("seconds"),
    device: Device,
  })
  .meta({ id: "DeviceLogin" });

const zone = z.object({ zone_id: id, name: z.string() }).nullable();
const nextStanding = z.object({ device_id: id, status: z.enum(DEVICE_STATUSES) });

const listed = z.object({
  h: z.string().describe("the ticket's on the gate's list"),
  reason: z.string().describe("the ticket's status"),
});

const decision = {
  approval_id: id,
  action: z.string(),
  subject_id: z.string().nullable(),
  amount: money.nullable(),
  requester_id: id,
  decision_note: z.string().nullable(),
  status: z.enum(["approved", "rejected"]),
  decided_by: id,
};

/**
 * The data of each message to a device over its socket; the device may send `heartbeat` with the fields of POST
 * /provider/heartbeats.
 */
const LIVE_DATA = {
  hello: z.object({
    server_time: time,
    device: z.object({
      device_id: id,
      store_id: id,
      name: z.string(),
      type: z.enum(DEVICE_TYPES),
      status: z.enum(DEVICE_STATUSES),
      zone_id: id.nullable(),
      zone,
    }),
    commands,
  }),
  heartbeat: z.object({
    server_time: time,
    offset_ms: z.number().int().describe("positive when the device's clock is ahead"),
    commands,
  }),
  command: z.object({ commands }),
  "device.zone_changed": z.object({ device_id: id, zone }),
  "device.suspended": nextStanding,
  "device.rotated": nextStanding,
  "device.revoked": nextStanding,
  "list.changed": listed.partial(),
  "ticket.revoked": listed,
  "approval.approved": z.object({ ...decision, expires_at: time }),
  "approval.rejected": z.object(decision),
  error: z.object({ code: z.string(), message: z.string() }),
} satisfies Record<LiveType, z.ZodObject>;

function liveMessage(type: LiveType) {
  return z
    .object({
      type: z.literal(type),
      sequence: z.number().int().nullable().describe("the sequence of its event"),
      data: LIVE_DATA[type],
    })
    .meta({ id: `${inPascalCase(type)}Message` });
}

export const LiveMessage = z
  .discriminatedUnion("type", [
    liveMessage("hello"),
    ...(Object.keys(LIVE_DATA) as LiveType[]).filter((type) => type !== "hello").map(liveMessage),
  ])
  .meta({ id: "LiveMessage" });
