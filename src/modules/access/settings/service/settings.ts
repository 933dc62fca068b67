/** Use-cases of settings: read the values in force, and change them with an audit of the earlier value. */

import { type AuditedPart, commit } from "../../../../platform/db/commit.ts";
import { type Context, isSteppedUp, type PublicContext } from "../../../../platform/http/context.ts";
import { changesOf } from "../../../../shared/changes.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { levelOf, TENANT_LEVEL } from "../../../../shared/levels.ts";
import type { Waiting } from "../../../../shared/waiting.ts";
import { SETTING_CHANGED } from "../domain/errors.ts";
import { definitionOf, SETTING_KEYS, type SettingKey, type Settings } from "../domain/keys.ts";
import { isGuarded, loosens } from "../domain/loosening.ts";
import { mergedOf, problemWith, type Setting, settingOf } from "../domain/merge.ts";
import type { SettingValue } from "../domain/values.ts";
import { LOOSENED, SETTINGS_CHANGED } from "../events.ts";
import {
  deleteSetting,
  insertSettings,
  listSettingRows,
  listTenantValues,
  type SettingRow,
  upsertSetting,
} from "../store.ts";
import { changeGuard, type LooseningPermit, loosenedBy, type SecondPerson } from "./loosening.ts";
import { levelToRead, type Place, placeToSet } from "./places.ts";

/**
 * Every key's value in a store: its own, else the tenant's, else the default; without a store the tenant's. One read.
 */
export async function readSettings(ctx: Context, store_id: string | null): Promise<Settings> {
  return mergedOf(await listSettingRows(ctx.db, store_id ?? TENANT_LEVEL, ctx.now));
}

/** Keys whose values are numbers. */
type NumberKey = { [Key in SettingKey]: Settings[Key] extends number ? Key : never }[SettingKey];

/** A number of every tenant, at the tenant's level, and the highest of them. */
export interface NumberOfTenants {
  of(tenant_id: string): number;
  highest: number;
}

/** One number of each tenant, by one query: cron jobs find their tenants with it. A sandbox's moved clock is ignored. */
export async function readNumberOfTenants(
  { env, arrived_at }: PublicContext,
  key: NumberKey,
): Promise<NumberOfTenants> {
  const values = await listTenantValues(env, key, arrived_at);
  const inherited = mergedOf([])[key];
  const numbers = [...values.values()].filter((value) => typeof value === "number");
  return {
    of(tenant_id) {
      const value = values.get(tenant_id);
      return typeof value === "number" ? value : inherited;
    },
    highest: Math.max(inherited, ...numbers),
  };
}

/** Gives a new tenant its own values. */
export async function createSettings(ctx: Context, values: Partial<Settings>): Promise<void> {
  await commit(ctx, recordSettings(ctx, values));
}

/** The part of a new tenant's commit that gives it its own values. */
export function recordSettings({ tenant_id, now, actor }: Context, values: Partial<Settings>): AuditedPart {
  const kept = { tenant_id, store_id: TENANT_LEVEL, updated_at: now, updated_by: actor.id };
  return {
    writes: [insertSettings(Object.entries(values).map(([key, value]) => ({ ...kept, key, value })))],
    audit: [{ event: "settings.created", subject: ["tenant", tenant_id], changes: values }],
  };
}

/**
 * Every key in the store named, else in the caller's own; for a caller without a store, in the whole tenant.
 * Errors: E_NOT_FOUND, E_SCOPE_MISMATCH (rule T2).
 */
export async function listSettings(ctx: Context, store_id?: string): Promise<Setting[]> {
  const kept = await listSettingRows(ctx.db, await levelToRead(ctx, store_id), ctx.now);
  return SETTING_KEYS.map((key) => settingOf(key, kept));
}

/** One key, as in `listSettings`. */
export async function getSetting(ctx: Context, key: SettingKey, store_id?: string): Promise<Setting> {
  return settingOf(key, await listSettingRows(ctx.db, await levelToRead(ctx, store_id), ctx.now));
}

/**
 * Sets a key for the store named, or for the whole tenant. A loosening of a guard needs a second person and waits; any
 * other change applies at once and ends a waiting one.
 * Errors: E_VALIDATION naming `value` or `store_id`; E_PERMISSION; E_STEP_UP_REQUIRED for a limit or requirement; those
 * of a store (rules T2, T7, T8); those of `changeGuard`.
 */
export async function setSetting(
  ctx: Context,
  key: SettingKey,
  { store_id, value, approver }: { store_id?: string; value: SettingValue; approver?: SecondPerson },
): Promise<Setting> {
  const place = await placeOf(ctx, key, store_id);
  const problem = problemWith(key, value, levelOf(place.level));
  if (problem) throw new AppError(errors.validation, { fields: [problem] });
  return change(ctx, key, place, value, approver);
}

/** Resets a key to the inherited value; without a set value it changes nothing. Errors: as for `setSetting`. */
export async function unsetSetting(
  ctx: Context,
  key: SettingKey,
  { store_id, approver }: { store_id?: string; approver?: SecondPerson },
): Promise<Setting> {
  return change(ctx, key, await placeOf(ctx, key, store_id), null, approver);
}

async function placeOf(ctx: Context, key: SettingKey, store_id: string | undefined): Promise<Place> {
  const place = await placeToSet(ctx, store_id);
  if (definitionOf(key).step_up && !isSteppedUp(ctx)) throw new AppError(errors.step_up);
  return place;
}

/** Gives a level a value, or none. */
async function change(
  ctx: Context,
  key: SettingKey,
  { level, store_ids }: Place,
  value: SettingValue | null,
  approver: SecondPerson | undefined,
): Promise<Setting> {
  return changeGuard<unknown, Setting>(ctx, store_ids, { value, approver }, async () => {
    const kept = await listSettingRows(ctx.db, level, ctx.now);
    const own = kept.find((row) => row.key === key && row.store_id === level);
    const before = settingOf(key, kept);
    return {
      own,
      before,
      showing: (says) => settingOf(key, [...kept.filter((row) => row !== own), { store_id: level, key, ...says }]),
      loosens: (after) => loosens(key, before.value, after.value),
      write: (says, after, leave) => write(ctx, level, { before, after, own, ...says, leave }),
    };
  });
}

interface Change {
  before: Setting;
  after: Setting;
  own: SettingRow | undefined;
  value: unknown;
  waiting: Waiting<unknown> | null;
  /** Only of a loosening. */
  leave: LooseningPermit | undefined;
}

async function write(ctx: Context, level: string, { before, after, own, value, waiting, leave }: Change) {
  const { key } = after;
  const store_id = level === TENANT_LEVEL ? null : level;
  const subject = ["setting", key] as const;
  const row = { tenant_id: ctx.tenant_id, store_id: level, key };
  // A guard's row stays, because its version detects a faster change.
  const written =
    value === null && waiting === null && !isGuarded(key)
      ? deleteSetting(row)
      : upsertSetting(
          { ...row, value, updated_at: ctx.now, updated_by: ctx.actor.id, next_by: loosenedBy(ctx, leave) },
          waiting,
          own?.version ?? 0,
        );
  const approver_id = leave?.approver_id ?? null;
  const news = leave
    ? LOOSENED.of(
        subject,
        {
          ...{ key, action: null, store_id, value: before.value },
          ...{ next_value: waiting?.next ?? null, from: leave.next_from, approver_id },
        },
        { store_id },
      )
    : SETTINGS_CHANGED.of(subject, { key, store_id }, { store_id });
  await commit(ctx, {
    writes: [written],
    audit: [{ event: news.type, subject, changes: changesOf(before, after), store_id, approver_id }],
    events: [news],
    reply: after,
    refusals: [["E_STALE_VERSION", SETTING_CHANGED]],
  });
}
