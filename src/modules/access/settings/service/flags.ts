/** Use-cases of feature flags: read those of a caller, and change them with an audit of the earlier value. */

import { type CommitPart, commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { changesOf } from "../../../../shared/changes.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { requireEveryStore } from "../../tenants/index.ts";
import { type FlagConditions, type FlagSubject, isOn } from "../domain/flags.ts";
import { FLAG_CHANGED } from "../events.ts";
import { type FlagRow, findFlag, insertFlags, listFlagRows, upsertFlag } from "../store.ts";

/** The part of a commit that gives a new tenant its feature flags. */
export function recordFlags(
  { tenant_id }: Context,
  flags: Pick<FlagRow, "flag" | "enabled" | "description">[],
): CommitPart {
  return {
    writes: [insertFlags(flags.map((flag) => ({ ...flag, tenant_id })))],
    audit: [
      { event: "flags.created", subject: ["tenant", tenant_id], changes: { flags: flags.map(({ flag }) => flag) } },
    ],
  };
}

/** Every flag, and whether it is on for the caller. */
export async function listFlags(ctx: Context) {
  const flags = await listFlagRows(ctx.db);
  const subject = subjectOf(ctx);
  return flags.map((flag) => ({ ...flag, on: isOn(flag, subject) }));
}

/** Whether a flag is on for the caller; an unknown flag is on. */
export async function isFlagOn(ctx: Context, flag: string): Promise<boolean> {
  const found = await findFlag(ctx.db, flag);
  return found === undefined || isOn(found, subjectOf(ctx));
}

function subjectOf({ device, actor, store_id }: Context): FlagSubject {
  return { id: device?.device_id ?? actor.id, store_id, device_type: device?.type ?? null };
}

/**
 * Creates or replaces a flag; it is the same in every store.
 * Errors: E_PERMISSION unless the caller has the permission in every store (rule T7); E_VALIDATION for a store of
 * another tenant.
 */
export async function setFlag(
  ctx: Context,
  flag: string,
  input: { enabled: boolean; description: string; conditions: FlagConditions | null },
) {
  const { tenant_id, now } = ctx;
  const [store_ids, before] = await Promise.all([requireEveryStore(ctx, "settings_write"), findFlag(ctx.db, flag)]);
  const { enabled, description, conditions } = input;
  const fields = (conditions?.store_ids ?? []).flatMap((store_id, index) =>
    store_ids.includes(store_id)
      ? []
      : [{ path: `conditions.store_ids.${index}`, message: "is not a store of this tenant" }],
  );
  if (fields.length > 0) throw new AppError(errors.validation, { fields });
  const after = { enabled, description, conditions };
  const reply = { flag, ...after, on: isOn({ flag, ...after }, subjectOf(ctx)) };
  const subject = ["flag", flag] as const;
  await commit(ctx, {
    writes: [upsertFlag({ tenant_id, flag, ...after, updated_at: now })],
    audit: [
      { event: FLAG_CHANGED.type, subject, changes: changesOf<Partial<FlagRow>>(before ?? {}, after), store_id: null },
    ],
    events: [FLAG_CHANGED.of(subject, { flag }, { store_id: null })],
    reply,
  });
  return reply;
}
