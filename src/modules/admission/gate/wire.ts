/** Wire shapes of gates' lists, policies and heartbeats. */

import * as z from "zod";
import { commands } from "../../../platform/http/command-fields.ts";
import { deviceTime, digits, id, optionalText, percent, time } from "../../../platform/http/fields.ts";
import { OFFLINE_POLICIES, UNBOUND_POLICIES } from "../../access/devices/index.ts";
import { gateTerms } from "../../offer/catalog/wire/gate-terms.ts";
import { TICKET_TYPES } from "../tickets/index.ts";
import { pass } from "../tickets/wire.ts";

export { LiveMessage } from "../../access/devices/wire.ts";

const MINUTES_OF_A_WEEK = 10_080;

export const BootstrapQuery = z.strictObject({
  window: digits(1, MINUTES_OF_A_WEEK)
    .default(1440)
    .describe("minutes; tickets that become valid within them are listed too"),
  cursor: z.string().max(500).optional(),
  store_id: id.optional(),
});

const policy = {
  admit_offline: z.enum(OFFLINE_POLICIES),
  list_max_age_s: z
    .number()
    .int()
    .min(60)
    .max(7 * 86_400),
  unbound_lots: z.enum(UNBOUND_POLICIES),
  min_app_version: z
    .string()
    .regex(/^\d+(\.\d+){0,3}$/, "must be dotted numbers, as 2.10.3")
    .nullable(),
};

const zone = z.object({ zone_id: id, name: z.string() });

const presence = z.object({
  zone_id: id.nullable(),
  business_date: z.string(),
  inside: z.number().int(),
  outside: z.number().int(),
});

const days = z.object({
  before: z.number().int().describe("number of dates before these"),
  since: z.array(z.object({ business_date: z.string(), uses: z.number().int() })),
});

const terms = z.object({
  zones: z.array(z.object({ zone_id: id, name: z.string(), credits: z.number().int() })),
  allowed_device_ids: z.array(id).nullable(),
  anti_passback_s: z.number().int(),
  weekdays: z.array(z.number().int()).nullable(),
  reentry: z.enum(["none", "same_day", "window"]),
  ...gateTerms,
});

const entry = z.object({
  h: z.string().describe("base64url of the first 16 bytes of SHA-256 of the code as printed"),
  foreign_h: z.string().optional().describe("of an imported ticket: HMAC-SHA-256 of its earlier code"),
  type: z.enum(TICKET_TYPES),
  quota_or_minutes: z.number().int(),
  used: z.number().int(),
  valid_from: time,
  valid_to: time.nullable(),
  terms: z.string().describe("refers to one of the page's terms"),
  first_pass: pass.nullable(),
  last_pass_at: time.nullable(),
  presence: z.array(presence),
  days: days.nullable().describe("the business dates of its uses, when its terms limit them"),
  unbound: z.boolean(),
});

export const Bootstrap = z
  .object({
    config: z.object({
      store_id: id,
      time_zone: z.string(),
      cutoff_hour: z.number().int(),
      ...policy,
      revoked_key_versions: z.array(z.number().int()),
      foreign_code_key: z.string().nullable().describe("the key of foreign_h; null without imported tickets"),
      zone: zone.nullable(),
    }),
    zones: z.array(
      zone.extend({
        max_people: z.number().int().nullable().describe("the most people inside; null: no limit"),
        people: z.number().int().describe("people inside on the present business date"),
      }),
    ),
    allow_list: z.array(entry),
    terms: z.record(z.string(), terms),
    revoked: z.array(z.string()),
    blocked: z.array(z.string()).describe("tickets among revoked that can still be unblocked"),
    whole: z.boolean().describe("true: discard your list; this is the first page of a complete one"),
    cursor: z.string(),
    has_more: z.boolean(),
    expires_at: time,
    server_time: time,
  })
  .meta({ id: "GateBootstrap" });

export const PolicyQuery = z.strictObject({ store_id: id.optional() });
export const PolicyRequest = z.strictObject({ store_id: id.optional(), ...policy }).meta({ id: "GatePolicyRequest" });
export const Policy = z.object({ store_id: id, ...policy }).meta({ id: "GatePolicy" });

export const HeartbeatRequest = z
  .strictObject({
    device_id: id.optional(),
    sent_at: deviceTime,
    app_version: optionalText(50),
    battery: percent.optional(),
    queue_depth: z.number().int().min(0).max(1_000_000).optional(),
    list_cursor: z.string().max(500).optional(),
  })
  .meta({ id: "HeartbeatRequest" });

export const HeartbeatReply = z
  .object({
    server_time: time,
    offset_ms: z.number().int().describe("positive when the device's clock is ahead"),
    commands,
  })
  .meta({ id: "HeartbeatReply" });
