/** The shapes of devices and pairings on the wire. */

import * as z from "zod";
import { clearableText, id, optionalText, paging, percent, text, time } from "../../platform/http/fields.ts";
import { DEVICE_TYPES } from "../../shared/permissions.ts";
import { DEVICE_STATUSES } from "./domain/standing.ts";

const DeviceTypeField = z
  .string()
  .toUpperCase()
  .pipe(z.enum(DEVICE_TYPES))
  .meta({ examples: ["POS"] });

const CapsField = z.object({
  can_sell: z.boolean(),
  can_redeem: z.boolean(),
  kiosk_mode: z.boolean(),
  offline_cap: z.number().int().min(0).max(10_000).describe("unsold blanks that it may hold to sell while offline"),
});

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
    queue_depth: z.number().int().nullable().describe("operations that wait to be handed in"),
    list_cursor: z.string().nullable(),
    offset_ms: z.number().int().describe("positive when the device's clock is ahead"),
    clock_flagged: z.boolean().describe("the clock is more than two minutes off"),
  })
  .meta({ id: "LastHeartbeat" });

export const Device = z.object(deviceFields).meta({ id: "Device" });
export const SeenDevice = z
  .object({ ...deviceFields, last_seen_at: time.nullable(), last_heartbeat: LastHeartbeat.nullable() })
  .meta({ id: "SeenDevice" });
export const RotatedDevice = z.object({ ...deviceFields, device_token: z.string() }).meta({ id: "RotatedDevice" });

export const DeviceParams = z.object({ device_id: id });
export const ZoneRequest = z.strictObject({ zone_id: id.nullable() }).meta({ id: "ZoneRequest" });
export const DeviceChange = z
  .strictObject({
    name: text(100).optional(),
    notes: clearableText(2_000).optional(),
    caps: CapsField.partial().strict().optional().describe("what is left out stays"),
  })
  .meta({ id: "DeviceChange" });
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
    upload_only: z.boolean().optional().describe("a revoked device may hand in what it recorded for seven days"),
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

/** What a device is told over its socket; it may say `heartbeat` with the fields of POST /provider/heartbeats. */
export const LiveMessage = z
  .object({
    type: z.string().meta({ examples: ["hello", "heartbeat", "device.zone_changed"] }),
    sequence: z.number().int().nullable().describe("of the event that it tells of"),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "LiveMessage" });
