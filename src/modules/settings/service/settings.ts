/** Use-cases of settings: what holds where, and each change with what it was before. */

import { commit } from "../../../platform/db/commit.ts";
import { type Context, isSteppedUp } from "../../../platform/http/context.ts";
import { changesOf } from "../../../shared/changes.ts";
import { AppError, errors } from "../../../shared/errors.ts";
import { everyStoreFor, storeNamed } from "../../tenants/index.ts";
import { definitionOf, SETTING_KEYS, type SettingKey, type Settings } from "../domain/keys.ts";
import { levelOf, mergedOf, problemWith, type Setting, settingOf, TENANT_LEVEL } from "../domain/merge.ts";
import type { SettingValue } from "../domain/values.ts";
import { SETTINGS_CHANGED } from "../events.ts";
import { deleteSetting, insertSettings, listSettingRows, upsertSetting } from "../store.ts";

/** Every key's value in a store: its own, else the tenant's, else the default; without a store the tenant's. One read. */
export async function readSettings(ctx: Context, store_id: string | null): Promise<Settings> {
  return mergedOf(await listSettingRows(ctx.db, store_id ?? TENANT_LEVEL));
}

/** Gives a new tenant values of its own. */
export async function createSettings(ctx: Context, values: Partial<Settings>): Promise<void> {
  const { tenant_id, now } = ctx;
  const kept = { tenant_id, store_id: TENANT_LEVEL, updated_at: now, updated_by: ctx.actor.id };
  await commit(ctx, {
    writes: [insertSettings(Object.entries(values).map(([key, value]) => ({ ...kept, key, value })))],
    audit: [{ event: "settings.created", subject: ["tenant", tenant_id], changes: values }],
  });
}

/**
 * Every key as it stands in the store named, else in the caller's own; for one who is in none, in the whole tenant.
 * Errors: E_NOT_FOUND, E_SCOPE_MISMATCH (rule T2).
 */
export async function listSettings(ctx: Context, store_id?: string): Promise<Setting[]> {
  const kept = await listSettingRows(ctx.db, await storeAsked(ctx, store_id));
  return SETTING_KEYS.map((key) => settingOf(key, kept));
}

/** One key, as `listSettings` shows it. */
export async function getSetting(ctx: Context, key: SettingKey, store_id?: string): Promise<Setting> {
  return settingOf(key, await listSettingRows(ctx.db, await storeAsked(ctx, store_id)));
}

async function storeAsked(ctx: Context, store_id: string | undefined): Promise<string> {
  if (store_id === undefined && ctx.store_id === null) return TENANT_LEVEL;
  return storeNamed(ctx, null, store_id);
}

/**
 * Sets a key for the store named, or for the whole tenant when none is.
 * Errors: E_VALIDATION naming `value` or `store_id`; E_PERMISSION; E_STEP_UP_REQUIRED for a limit or requirement; those
 * of a store (rules T2, T7, T8).
 */
export async function setSetting(
  ctx: Context,
  key: SettingKey,
  { store_id, value }: { store_id?: string; value: SettingValue },
): Promise<Setting> {
  const place = await placeToSet(ctx, key, store_id);
  const kept = await listSettingRows(ctx.db, place);
  const problem = problemWith(key, value, levelOf(place));
  if (problem) throw new AppError(errors.validation, { fields: [problem] });
  const row = { tenant_id: ctx.tenant_id, store_id: place, key, value, updated_at: ctx.now, updated_by: ctx.actor.id };
  const others = kept.filter((other) => !isAt(other, key, place));
  return change(ctx, place, settingOf(key, kept), settingOf(key, [...others, row]), upsertSetting(row));
}

/** Lets the level above decide again; where nothing is set it changes nothing. Errors as of `setSetting`. */
export async function unsetSetting(ctx: Context, key: SettingKey, store_id?: string): Promise<Setting> {
  const place = await placeToSet(ctx, key, store_id);
  const kept = await listSettingRows(ctx.db, place);
  const before = settingOf(key, kept);
  const others = kept.filter((other) => !isAt(other, key, place));
  if (others.length === kept.length) return before;
  const gone = deleteSetting({ tenant_id: ctx.tenant_id, store_id: place, key });
  return change(ctx, place, before, settingOf(key, others), gone);
}

async function placeToSet(ctx: Context, key: SettingKey, store_id: string | undefined): Promise<string> {
  const place = store_id === undefined ? TENANT_LEVEL : await storeNamed(ctx, "settings_write", store_id);
  if (place === TENANT_LEVEL) await everyStoreFor(ctx, "settings_write");
  if (definitionOf(key).step_up && !isSteppedUp(ctx)) throw new AppError(errors.step_up);
  return place;
}

function isAt(row: { key: string; store_id: string }, key: SettingKey, place: string): boolean {
  return row.key === key && row.store_id === place;
}

async function change(
  ctx: Context,
  place: string,
  before: Setting,
  after: Setting,
  write: ReturnType<typeof upsertSetting>,
): Promise<Setting> {
  const { key } = after;
  const store_id = place === TENANT_LEVEL ? null : place;
  const subject = ["setting", key] as const;
  await commit(ctx, {
    writes: [write],
    audit: [{ event: SETTINGS_CHANGED, subject, changes: changesOf(before, after), store_id }],
    events: [{ type: SETTINGS_CHANGED, subject, data: { key, store_id }, store_id }],
    reply: after,
  });
  return after;
}
