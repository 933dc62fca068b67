/** The shapes of settings and flags on the wire. */

import * as z from "zod";
import { id, optionalText, secondPerson, time } from "../../../platform/http/fields.ts";
import { LEVELS, SOURCES } from "../../../shared/levels.ts";
import { SETTING_KEYS } from "./domain/keys.ts";

const Key = z.enum(SETTING_KEYS);
const Value = z.union([z.string().max(1000), z.number(), z.boolean()]).describe("a value that the key's schema allows");

export const Setting = z
  .object({
    key: Key,
    value: Value,
    source: z.enum(SOURCES).describe("the level that the value comes from"),
    description_en: z.string(),
    description_th: z.string(),
  })
  .meta({ id: "Setting" });

export const SettingDefinition = z
  .object({
    ...Setting.shape,
    schema: z.record(z.string(), z.unknown()).describe("JSON Schema of the value"),
    default: Value,
    unit: z.string().nullable(),
    levels: z.array(z.enum(LEVELS)).readonly().describe("the levels where it can be set"),
    step_up: z.boolean().describe("true: needs POST /auth/step-up within the last five minutes"),
    tenant_value: Value.nullable().describe("null: not set there"),
    store_value: Value.nullable().describe("null: not set there, or the request named no store"),
    pending: z
      .array(
        z.object({
          level: z.enum(LEVELS),
          value: Value.nullable().describe("null: the inherited value from then on"),
          from: time,
        }),
      )
      .describe("loosening changes that are not in force yet"),
  })
  .meta({ id: "SettingDefinition" });

export const SettingParams = z.object({ key: Key });

export const SettingsQuery = z.strictObject({ store_id: id.optional() });

export const SettingRequest = z.strictObject({
  value: Value,
  store_id: id.optional().describe("absent: for the whole tenant"),
  approver: secondPerson.optional(),
});

export const SettingRemoval = z.strictObject({ approver: secondPerson.optional() }).meta({ id: "SettingRemoval" });

const FlagConditions = z.strictObject({
  store_ids: z.array(id).min(1).max(200).optional(),
  device_types: z
    .array(z.string().regex(/^[A-Z]{2,20}$/, "must be a type of device, as POS"))
    .min(1)
    .max(20)
    .optional(),
  percentage_bps: z.number().int().min(0).max(10_000).optional().describe("a stable share of devices"),
});

export const FeatureFlag = z
  .object({
    flag: z.string(),
    enabled: z.boolean(),
    description: z.string(),
    conditions: FlagConditions.nullable().describe("all of them must hold"),
    on: z.boolean().describe("true: enabled, and its conditions hold for the caller"),
  })
  .meta({ id: "FeatureFlag" });

export const FlagParams = z.object({ flag: z.string().regex(/^[a-z][a-z0-9_.]{0,63}$/) });

export const FlagRequest = z.strictObject({
  enabled: z.boolean(),
  description: optionalText(200).transform((said) => said ?? ""),
  conditions: FlagConditions.nullable().default(null),
});
