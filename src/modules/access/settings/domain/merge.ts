/** Merges the levels of a setting: the store's value, else the tenant's, else the default. */

import { type Level, levelOf, type Source } from "../../../../shared/levels.ts";
import type { Waiting } from "../../../../shared/waiting.ts";
import { type Definition, definitionOf, SETTING_KEYS, type SettingKey, type Settings } from "./keys.ts";
import type { SettingValue } from "./values.ts";

/** A stored value of the tenant, or of the one store that is asked about. */
export interface StoredValue {
  store_id: string;
  key: string;
  value: unknown;
  waiting?: Waiting<unknown> | null;
}

/** A loosening that is not in force yet; `value` is null for the inherited value. */
export interface Pending {
  level: Level;
  value: SettingValue | null;
  /** Epoch ms. */
  from: number;
}

/** A key with the value of each level; null where a level sets none. */
export interface Setting extends Omit<Definition<SettingValue>, "kind" | "step_up"> {
  key: SettingKey;
  step_up: boolean;
  schema: Readonly<Record<string, unknown>>;
  tenant_value: SettingValue | null;
  store_value: SettingValue | null;
  value: SettingValue;
  source: Source;
  pending: Pending[];
}

/** The state of a key. A stored value that no longer fits its definition counts as none. */
export function settingOf(key: SettingKey, kept: readonly StoredValue[]): Setting {
  const { kind, step_up = false, ...definition } = definitionOf(key);
  const own = kept.filter((row) => row.key === key);
  const valueAt = (level: Level): SettingValue | null => {
    const kept_value = own.find(({ store_id }) => levelOf(store_id) === level)?.value;
    const value = kind.read ? kind.read(kept_value) : kept_value;
    return definition.levels.includes(level) && kind.fits(value) ? value : null;
  };
  const [tenant_value, store_value] = [valueAt("tenant"), valueAt("store")];
  const source = store_value !== null ? "store" : tenant_value !== null ? "tenant" : "default";
  const value = store_value ?? tenant_value ?? definition.default;
  const pending = own.flatMap(({ store_id, waiting }) =>
    waiting
      ? [{ level: levelOf(store_id), value: kind.fits(waiting.next) ? waiting.next : null, from: waiting.next_from }]
      : [],
  );
  return {
    key,
    ...definition,
    step_up,
    schema: kind.schema,
    tenant_value,
    store_value,
    value,
    source,
    pending,
  };
}

/** Every key's value. */
export function mergedOf(kept: readonly StoredValue[]): Settings {
  return Object.fromEntries(SETTING_KEYS.map((key) => [key, settingOf(key, kept).value])) as unknown as Settings;
}

/** The fault of a value at a level, as a field and a sentence; null for none. */
export function problemWith(key: SettingKey, value: unknown, level: Level): { path: string; message: string } | null {
  const { kind, levels } = definitionOf(key);
  if (!levels.includes(level))
    return { path: "store_id", message: "must be left out: the key is set for the whole tenant" };
  return kind.fits(value) ? null : { path: "value", message: kind.must };
}
