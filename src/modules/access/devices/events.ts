/** Events of devices. */

import * as z from "zod";
import { defineEvent, id, SAMPLE, time } from "../../../platform/events/define.ts";
import { DEVICE_TYPES } from "../../../shared/permissions.ts";
import { SENT_TYPES } from "./domain/commands.ts";
import { DEFAULT_POLICY, OFFLINE_POLICIES, UNBOUND_POLICIES } from "./domain/gate-policy.ts";
import { DEFAULT_CAPS, DEVICE_STATUSES, type DeviceStatus } from "./domain/standing.ts";

const { device_id } = SAMPLE;
const status = z.enum(DEVICE_STATUSES);
const Standing = z.object({ device_id: id, status });

const Silent = z.object({
  device_id: id,
  type: z.enum(DEVICE_TYPES),
  name: z.string(),
  store_id: id,
  since: time.describe("its last sign of life"),
});
const silent = { device_id, type: "GATE", name: "North gate", store_id: SAMPLE.store_id, since: SAMPLE.at } as const;

const Rehearsal = z.object({
  device_id: id,
  rehearsal_id: id,
  started_at: time.describe("by the world's clock"),
  ends_at: time,
});

function standing<Type extends string>(type: Type, summary: string, example: DeviceStatus) {
  return defineEvent(type, summary, Standing, { device_id, status: example });
}

export const DEVICE_EVENTS = {
  paired: defineEvent(
    "device.paired",
    "A device was paired",
    Standing.extend({ type: z.enum(DEVICE_TYPES), name: z.string() }),
    { device_id, type: "GATE", name: "North gate", status: "active" },
  ),
  approve: standing("device.approved", "A device that waited was approved", "active"),
  suspend: standing("device.suspended", "A device was suspended", "suspended"),
  resume: standing("device.resumed", "A suspended device was resumed", "active"),
  revoke: standing("device.revoked", "A device was revoked for good", "revoked"),
  rotate: standing("device.rotated", "A device got a new token", "active"),
  changed: defineEvent(
    "device.changed",
    "A device's name, notes or capabilities were changed",
    z.object({
      device_id: id,
      name: z.string(),
      caps: z.object({
        can_sell: z.boolean(),
        can_redeem: z.boolean(),
        kiosk_mode: z.boolean(),
        offline_cap: z.number().int(),
      }),
    }),
    { device_id, name: "North gate", caps: DEFAULT_CAPS.GATE },
  ),
  moved: defineEvent(
    "device.zone_changed",
    "A device was moved to another zone",
    z.object({ device_id: id, zone_id: id.nullable() }),
    { device_id, zone_id: SAMPLE.id },
  ),
  commanded: defineEvent(
    "device.commanded",
    "A person sent a device a command",
    z.object({
      device_id: id,
      command_id: id,
      type: z.enum(SENT_TYPES),
      text: z.string().nullable(),
      expires_at: time,
    }),
    { device_id, command_id: SAMPLE.id, type: "restart", text: null, expires_at: SAMPLE.later },
  ),
  offline: defineEvent("device.offline", "A device has given no sign of life for two minutes", Silent, silent),
  online: defineEvent(
    "device.online",
    "A device that was offline is back",
    Silent.extend({
      offline_ms: z.number().int().describe("from its last sign of life before to the first one after"),
    }),
    { ...silent, offline_ms: 312_000 },
  ),
  rehearsal_started: defineEvent(
    "device.rehearsal_started",
    "An outage is rehearsed on a device: its requests are refused",
    Rehearsal,
    { device_id, rehearsal_id: SAMPLE.id, started_at: SAMPLE.at, ends_at: SAMPLE.later },
  ),
  rehearsal_ended: defineEvent(
    "device.rehearsal_ended",
    "A rehearsed outage of a device ended",
    Rehearsal.extend({ ended_at: time, ended_by: z.string().describe("a person, or `system` when its time was over") }),
    {
      ...{ device_id, rehearsal_id: SAMPLE.id, started_at: SAMPLE.at, ends_at: SAMPLE.later },
      ...{ ended_at: SAMPLE.later, ended_by: "system" },
    },
  ),
  skewed: defineEvent(
    "device.clock_skewed",
    "A device's clock is off by more than is allowed",
    z.object({ device_id: id, offset_ms: z.number().describe("positive when the clock is ahead") }),
    { device_id, offset_ms: 185_000 },
  ),
} as const;

export const GATE_POLICY_CHANGED = defineEvent(
  "gate.policy_changed",
  "A store's policy for offline gates was changed",
  z.object({
    store_id: id,
    admit_offline: z.enum(OFFLINE_POLICIES),
    list_max_age_s: z.number().int(),
    unbound_lots: z.enum(UNBOUND_POLICIES),
    min_app_version: z.string().nullable(),
  }),
  { store_id: SAMPLE.store_id, ...DEFAULT_POLICY },
);
