/** What each act needs at a store is read anew for each act, and each change of it is audited with what it was before. */

import { commit } from "../../../platform/db/commit.ts";
import type { Context } from "../../../platform/http/context.ts";
import { changesOf } from "../../../shared/changes.ts";
import { AppError, errors } from "../../../shared/errors.ts";
import { everyStoreFor, storeNamed } from "../../tenants/index.ts";
import { ACTIONS, type Action } from "../domain/actions.ts";
import { problemWith, type Requirement, requirementOf, type Standing, TENANT_LEVEL } from "../domain/requirements.ts";
import { deleteRequirement, listRequirementRows, type RequirementRow, upsertRequirement } from "../store/rules.ts";

/** What holds for an action at a store; one read. */
export async function requirementFor(ctx: Context, action: Action, store_id: string): Promise<Standing> {
  return requirementOf(action, await listRequirementRows(ctx.db, store_id));
}

/**
 * Every action with what holds for it in the store named, else in the caller's own; for one who is in none, in the whole
 * tenant. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH.
 */
export async function listRequirements(ctx: Context, store_id?: string): Promise<Standing[]> {
  const nowhere = store_id === undefined && ctx.store_id === null;
  const rows = await listRequirementRows(ctx.db, nowhere ? TENANT_LEVEL : await storeNamed(ctx, null, store_id));
  return ACTIONS.map((action) => requirementOf(action, rows));
}

/**
 * Sets what an action needs at the store named, or in the whole tenant when none is.
 * Errors: E_VALIDATION for what cannot be asked of the action; E_PERMISSION; those of a store.
 */
export async function setRequirement(
  ctx: Context,
  action: Action,
  { store_id, ...requirement }: Requirement & { store_id?: string },
): Promise<Standing> {
  const place = await placeToSet(ctx, store_id);
  const problem = problemWith(action, requirement);
  if (problem) throw new AppError(errors.validation, { fields: [problem] });
  const own = { tenant_id: ctx.tenant_id, store_id: place, action };
  const row = { ...own, ...requirement, stands: true, next: null, next_from: null, version: 1 };
  const rows = await listRequirementRows(ctx.db, place);
  return change(ctx, place, action, rows, [...others(rows, action, place), row], upsertRequirement(row));
}

/** Lets the level above decide again; where nothing is set it changes nothing. Errors: E_PERMISSION, those of a store. */
export async function unsetRequirement(ctx: Context, action: Action, store_id?: string): Promise<Standing> {
  const place = await placeToSet(ctx, store_id);
  const rows = await listRequirementRows(ctx.db, place);
  const left = others(rows, action, place);
  if (left.length === rows.length) return requirementOf(action, rows);
  const gone = deleteRequirement({ tenant_id: ctx.tenant_id, store_id: place, action });
  return change(ctx, place, action, rows, left, gone);
}

async function placeToSet(ctx: Context, store_id: string | undefined): Promise<string> {
  if (store_id !== undefined) return storeNamed(ctx, "settings_write", store_id);
  await everyStoreFor(ctx, "settings_write");
  return TENANT_LEVEL;
}

function others(rows: readonly RequirementRow[], action: Action, place: string): RequirementRow[] {
  return rows.filter((row) => row.action !== action || row.store_id !== place);
}

async function change(
  ctx: Context,
  place: string,
  action: Action,
  rows_before: readonly RequirementRow[],
  rows_after: readonly RequirementRow[],
  write: ReturnType<typeof upsertRequirement>,
): Promise<Standing> {
  const [before, after] = [requirementOf(action, rows_before), requirementOf(action, rows_after)];
  const store_id = place === TENANT_LEVEL ? null : place;
  await commit(ctx, {
    writes: [write],
    audit: [
      {
        event: "approval_requirement.changed",
        subject: ["approval_requirement", action],
        changes: changesOf(before, after),
        store_id,
      },
    ],
    reply: after,
  });
  return after;
}
