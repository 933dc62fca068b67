/** The shapes of packages and zones on the wire. */

import { z } from "zod";
import { id, money, sentMoney, text, time } from "../../platform/http/fields.ts";
import { PACKAGE_TYPES, REENTRY_POLICIES, SALES_CHANNELS } from "./domain.ts";

const quota = z.number().int().min(1).max(1_000_000).describe("uses, minutes, credits or places, by type");
const part = z.strictObject({ package_id: id, qty: z.number().int().min(1).max(100) });

export const Package = z
  .object({
    package_id: id,
    store_id: id.nullable(),
    name: z.string(),
    name_th: z.string(),
    type: z.enum(PACKAGE_TYPES),
    price: money,
    tax_id: id.nullable(),
    quota_or_minutes: quota,
    valid_for_days: z.number().int().nullable(),
    valid_from: time.nullable(),
    valid_to: time.nullable(),
    same_business_day: z.boolean(),
    weekdays: z.array(z.number().int()).nullable(),
    reentry: z.enum(REENTRY_POLICIES),
    anti_passback_s: z.number().int(),
    allowed_device_ids: z.array(id).nullable(),
    visible_on: z.array(z.enum(SALES_CHANNELS)),
    parts: z.array(z.object({ package_id: id, qty: z.number().int() })),
    zones: z.array(z.object({ zone_id: id, name: z.string(), credits: z.number().int() })),
    active: z.boolean(),
    active_from: time.nullable(),
    active_to: time.nullable(),
  })
  .meta({ id: "Package" });

export const PackageRequest = z
  .strictObject({
    store_id: id.optional(),
    name: text(100),
    name_th: text(100).optional(),
    type: z.enum(PACKAGE_TYPES),
    price: sentMoney,
    tax_id: id.optional(),
    quota_or_minutes: quota.default(1),
    valid_for_days: z.number().int().min(1).max(3650).optional().describe("times 24 hours from the sale"),
    valid_from: time.optional(),
    valid_to: time.optional(),
    same_business_day: z.boolean().optional().describe("ends with the store's business date of the sale"),
    weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7).optional().describe("1 Monday to 7 Sunday"),
    reentry: z.enum(REENTRY_POLICIES).optional(),
    anti_passback_s: z.number().int().min(0).max(86_400).optional(),
    allowed_device_ids: z.array(id).max(100).optional(),
    visible_on: z.array(z.enum(SALES_CHANNELS)).optional(),
    parts: z.array(part).max(50).optional(),
    zones: z
      .array(z.strictObject({ zone_id: id, credits: z.number().int().min(1).max(10_000).optional() }))
      .max(100)
      .optional(),
    active: z.boolean().optional(),
    active_from: time.optional(),
    active_to: time.optional(),
  })
  .refine(({ valid_from, valid_to }) => valid_from === undefined || valid_to === undefined || valid_from <= valid_to, {
    path: ["valid_to"],
    message: "must not be before valid_from",
  })
  .meta({ id: "PackageRequest" });

export const Zone = z
  .object({ zone_id: id, store_id: id, name: z.string(), name_th: z.string(), created_at: time })
  .meta({ id: "Zone" });

export const ZoneRequest = z
  .strictObject({ store_id: id.optional(), name: text(100), name_th: text(100).optional() })
  .meta({ id: "ZoneRequest" });

export const StoreQuery = z.strictObject({ store_id: id.optional() });
