/** The shapes of packages, zones, categories and slots on the wire. */

import * as z from "zod";
import { BASES, date, id, money, optionalText, sentMoney, text, time } from "../../../platform/http/fields.ts";
import { QUESTION_KINDS } from "../../../shared/questions.ts";
import { isImageUrl } from "./domain/editor.ts";
import { PACKAGE_TYPES, REENTRY_POLICIES, SALES_CHANNELS } from "./domain/offers.ts";
import { gateTerms } from "./wire/gate-terms.ts";

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
    open_price: z.boolean().describe("true: the till sets the price, as override_price of the item"),
    min_price: money.nullable(),
    max_price: money.nullable(),
    tax_id: id.nullable(),
    quota_or_minutes: quota,
    valid_for_days: z.number().int().nullable(),
    valid_from: time.nullable(),
    valid_to: time.nullable(),
    same_business_day: z.boolean(),
    weekdays: z.array(z.number().int()).nullable(),
    reentry: z.enum(REENTRY_POLICIES),
    ...gateTerms,
    anti_passback_s: z.number().int(),
    allowed_device_ids: z.array(id).nullable(),
    visible_on: z.array(z.enum(SALES_CHANNELS)),
    parts: z.array(z.object({ package_id: id, qty: z.number().int() })),
    zones: z.array(z.object({ zone_id: id, name: z.string(), credits: z.number().int() })),
    active: z.boolean(),
    active_from: time.nullable(),
    active_to: time.nullable(),
    category_id: id.nullable(),
    image_url: z.string().nullable(),
    position: z.number().int(),
    capacity: z.number().int().nullable(),
    slot_minutes: z.number().int().nullable(),
  })
  .meta({ id: "Package" });

const DAY_MINUTES = 1440;
const slotMinutes = z
  .number()
  .int()
  .min(5)
  .max(DAY_MINUTES)
  .refine((minutes) => DAY_MINUTES % minutes === 0, "must divide a day");
const imageUrl = z
  .string()
  .max(500)
  .refine(isImageUrl, "must be an https URL without credentials, or the path of an uploaded picture")
  .describe("address of a picture that tills load, or the url of an uploaded picture, a path of this API");
const position = z.number().int().min(0).max(10_000).optional().describe("default: 0; the lowest is shown first");
const scope = id
  .nullable()
  .optional()
  .describe("null: all stores; needs catalog_write in each; absent: your own store");

const tolerance = z.number().int().min(0).max(DAY_MINUTES).optional();

const height = z.number().int().min(0).max(300).nullish().describe("the guests it is for; shown with a pass");
const age = z.number().int().min(0).max(150).nullish().describe("the guests it is for; shown with a pass");

const sentQuestion = z
  .strictObject({
    question_id: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, "must be 1 to 40 letters, digits, _ or -"),
    text: z
      .union([text(200), z.strictObject({ en: text(200), th: text(200) })])
      .describe("one text, or a text for each language"),
    kind: z.enum(QUESTION_KINDS),
    options: z.array(text(60)).max(20).optional().describe("the options of a choice"),
  })
  .refine(({ kind, options = [] }) => (kind === "choice") === options.length > 0, {
    path: ["options"],
    message: "must be named for a choice, and for nothing else",
  });

/** The fields of a package that an editor may change. */
const terms = {
  name: text(100),
  name_th: optionalText(100),
  price: sentMoney,
  open_price: z.boolean().optional().describe("true: the till sets the price, as override_price of the item"),
  min_price: sentMoney.nullish().describe("the lowest open price"),
  max_price: sentMoney.nullish().describe("the lowest open price"),
  tax_id: id.nullish(),
  quota_or_minutes: quota.default(1),
  valid_for_days: z.number().int().min(1).max(3650).nullish().describe("periods of 24 hours from the sale"),
  valid_from: time.nullish(),
  valid_to: time.nullish(),
  same_business_day: z.boolean().optional().describe("true: it ends with the store's business date of the sale"),
  weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7).nullish().describe("1 Monday to 7 Sunday"),
  reentry: z.enum(REENTRY_POLICIES).optional(),
  uses_per_day: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .nullish()
    .describe("the most guests who enter on one business date"),
  max_days: z.number().int().min(1).max(3650).nullish().describe("the most business dates on which it is used"),
  tolerance_before_min: tolerance.describe("minutes before its window in which it already admits"),
  tolerance_after_min: tolerance.describe("minutes after its window in which it still admits"),
  attention: z
    .strictObject({ en: text(200), th: text(200) })
    .nullish()
    .describe("a text that a gate shows with a pass"),
  min_height_cm: height,
  max_height_cm: height,
  min_age_years: age,
  max_age_years: age,
  questions: z
    .array(sentQuestion)
    .max(10)
    .refine((all) => new Set(all.map(({ question_id }) => question_id)).size === all.length, "must have different ids")
    .nullish()
    .describe("questions before a guest enters, at each use"),
  anti_passback_s: z.number().int().min(0).max(86_400).optional(),
  allowed_device_ids: z.array(id).max(100).nullish(),
  visible_on: z.array(z.enum(SALES_CHANNELS)).optional(),
  parts: z.array(part).max(50).optional(),
  zones: z
    .array(z.strictObject({ zone_id: id, credits: z.number().int().min(1).max(10_000).optional() }))
    .max(100)
    .optional(),
  active: z.boolean().optional(),
  active_from: time.nullish(),
  active_to: time.nullish(),
  category_id: id.nullish(),
  image_url: imageUrl.nullish(),
  position,
  capacity: z.number().int().min(1).max(1_000_000).nullish().describe("places in each slot of the day"),
  slot_minutes: slotMinutes.nullish().describe("minutes of each slot; needs capacity"),
};

interface PairedFields {
  open_price?: boolean;
  min_price?: number | null;
  max_price?: number | null;
  valid_from?: number | null;
  valid_to?: number | null;
  active_from?: number | null;
  active_to?: number | null;
  capacity?: number | null;
  slot_minutes?: number | null;
  min_height_cm?: number | null;
  max_height_cm?: number | null;
  min_age_years?: number | null;
  max_age_years?: number | null;
}

const inOrder = (from: number | null | undefined, to: number | null | undefined) =>
  (from ?? Number.NEGATIVE_INFINITY) <= (to ?? Number.POSITIVE_INFINITY);

/** Fields that belong together must fit each other. */
function paired<Schema extends z.ZodType<PairedFields>>(schema: Schema): Schema {
  return schema
    .refine((sent) => inOrder(sent.valid_from, sent.valid_to), {
      path: ["valid_to"],
      message: "must not be before valid_from",
    })
    .refine((sent) => inOrder(sent.active_from, sent.active_to), {
      path: ["active_to"],
      message: "must not be before active_from",
    })
    .refine(({ min_height_cm, max_height_cm }) => inOrder(min_height_cm, max_height_cm), {
      path: ["max_height_cm"],
      message: "must not be below min_height_cm",
    })
    .refine(({ min_age_years, max_age_years }) => inOrder(min_age_years, max_age_years), {
      path: ["max_age_years"],
      message: "must not be below min_age_years",
    })
    .refine(({ min_price, max_price }) => inOrder(min_price, max_price), {
      path: ["max_price"],
      message: "must not be below min_price",
    })
    .refine(({ open_price, min_price, max_price }) => open_price || (min_price ?? max_price ?? null) === null, {
      path: ["open_price"],
      message: "must be true where there is min_price or max_price",
    })
    .refine(({ capacity, slot_minutes }) => (capacity ?? null) !== null || (slot_minutes ?? null) === null, {
      path: ["capacity"],
      message: "must come with slot_minutes",
    })
    .refine(({ capacity, slot_minutes }) => (slot_minutes ?? null) !== null || (capacity ?? null) === null, {
      path: ["slot_minutes"],
      message: "must come with capacity",
    });
}

BASES.add(z.object(terms).meta({ id: "PackageTerms" }));
export const PackageRequest = paired(z.strictObject({ store_id: scope, type: z.enum(PACKAGE_TYPES), ...terms })).meta({
  id: "PackageRequest",
});

export const PackageReplacement = paired(z.strictObject(terms)).meta({ id: "PackageReplacement" });

export const PackageParams = z.object({ package_id: id });

export const PackageQuery = z.strictObject({
  store_id: id.optional(),
  status: z
    .enum(["on_sale", "active", "inactive", "all"])
    .default("on_sale")
    .describe("on_sale: packages on sale now; other values need catalog_write"),
  category_id: id.optional(),
});

export const SlotQuery = z.strictObject({
  store_id: id.optional(),
  date: date.optional().describe("a business date; default: today"),
});

export const SlotRequest = z
  .strictObject({ store_id: id.optional(), slot_start: time, capacity: z.number().int().min(0).max(1_000_000) })
  .meta({ id: "SlotRequest" });

export const Slot = z
  .object({
    slot_start: time,
    slot_end: time.describe("exclusive"),
    capacity: z.number().int(),
    sold: z.number().int().describe("includes places that offline tills sold beyond the capacity"),
    remaining: z.number().int(),
  })
  .meta({ id: "Slot" });

export const Zone = z
  .object({
    zone_id: id,
    store_id: id,
    name: z.string(),
    name_th: z.string(),
    active: z.boolean(),
    max_people: z.number().int().nullable(),
    created_at: time,
  })
  .meta({ id: "Zone" });

const zoneTerms = {
  name: text(100),
  name_th: optionalText(100),
  active: z.boolean().optional(),
  max_people: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .nullish()
    .describe("the most people inside, counted once a second; simultaneous scans may exceed it"),
};

export const ZoneRequest = z.strictObject({ store_id: id.optional(), ...zoneTerms }).meta({ id: "ZoneRequest" });

export const ZoneReplacement = z.strictObject(zoneTerms).meta({ id: "ZoneReplacement" });

export const ZoneParams = z.object({ zone_id: id });

export const Category = z
  .object({
    category_id: id,
    store_id: id.nullable(),
    name: z.string(),
    name_th: z.string(),
    position: z.number().int(),
    color: z.string().nullable(),
    active: z.boolean(),
    created_at: time,
  })
  .meta({ id: "Category" });

const categoryTerms = {
  name: text(100),
  name_th: optionalText(100),
  position,
  color: z
    .string()
    .regex(/^#[0-9A-Fa-f]{6}$/, "must be #RRGGBB")
    .nullish(),
  active: z.boolean().optional(),
};

export const CategoryRequest = z.strictObject({ store_id: scope, ...categoryTerms }).meta({ id: "CategoryRequest" });

export const CategoryReplacement = z.strictObject(categoryTerms).meta({ id: "CategoryReplacement" });

export const CategoryParams = z.object({ category_id: id });

export const ShownQuery = z.strictObject({
  store_id: id.optional(),
  active: z.enum(["true", "false", "all"]).default("true").describe("values other than true need catalog_write"),
});
