/** Values of settings: the form of each by its JSON Schema, and its text for a person. */
import { useTranslation } from "react-i18next";
import type { SettingDefinition } from "#client";
import { formatCount, formatMoney } from "#kit/format.ts";
import { useText } from "#kit/text.ts";

export type Value = string | number | boolean;

/** The form of a value: what a field of the page must know of its schema. */
export type Form =
  | { kind: "yes_no" }
  | { kind: "choice"; choices: readonly Value[] }
  | { kind: "baht"; minimum: number; maximum: number }
  | { kind: "number"; minimum: number; maximum: number }
  | { kind: "text"; max_length: number };

export function formOf({ schema, unit }: Pick<SettingDefinition, "schema" | "unit">): Form {
  const { type, minimum, maximum, maxLength } = schema as Record<string, unknown>;
  if (Array.isArray(schema.enum)) return { kind: "choice", choices: schema.enum as Value[] };
  if (type === "boolean") return { kind: "yes_no" };
  if (type === "string") return { kind: "text", max_length: Number(maxLength ?? 1_000) };
  const bounds = { minimum: Number(minimum ?? 0), maximum: Number(maximum ?? Number.MAX_SAFE_INTEGER) };
  return { kind: unit === "satang" ? "baht" : "number", ...bounds };
}

/** A setting's name; the key itself for a key that the console does not know yet. */
export function useSettingName(): (key: string) => string {
  const { t, i18n } = useTranslation("settings");
  return (key) => (i18n.exists(`name.${key}`, { ns: "settings" }) ? t(`name.${key}`) : key);
}

/** A value in words: choices by name, sums in baht, numbers with their unit, nothing as a dash. */
export function useValueText(): (
  definition: Pick<SettingDefinition, "key" | "schema" | "unit">,
  value: Value | null,
) => string {
  const { i18n } = useTranslation("settings");
  const t = useText("settings");
  return (definition, value) => {
    if (value === null) return "—";
    const form = formOf(definition);
    const { key, unit } = definition;
    if (i18n.exists(`value.${key}.${value}`, { ns: "settings" })) return t(`value.${key}.${value}`);
    if (form.kind === "yes_no") return t(value ? "yes" : "no");
    if (form.kind === "text") return value === "" ? t("nothing") : String(value);
    if (typeof value !== "number") return String(value);
    if (key.endsWith("_bps")) return t("unit.percent", { count: value / 100 });
    if (unit === "satang") return formatMoney(value);
    return unit === "minutes" || unit === "days" ? t(`unit.${unit}`, { count: value }) : formatCount(value);
  };
}
