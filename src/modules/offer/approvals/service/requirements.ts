/** Use-cases of requirements: read for each act, and changed with an audit of the earlier one. */

import { commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { changesOf } from "../../../../shared/changes.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { levelOf, TENANT_LEVEL } from "../../../../shared/levels.ts";
import {
  changeGuard,
  LOOSENED,
  type LooseningPermit,
  levelToRead,
  loosenedBy,
  type Place,
  placeToSet,
  SETTING_CHANGED,
  type SecondPerson,
} from "../../../access/settings/index.ts";
import { ACTIONS, type Action } from "../domain/actions.ts";
import {
  loosensRequirement,
  type Pending,
  problemWith,
  type Requirement,
  requirementOf,
  type Standing,
} from "../domain/requirements.ts";
import { listRequirementRows, type RequirementRow, upsertRequirement } from "../store/rules.ts";

/** The requirement of an action at a store; one read. */
export async function requirementFor(ctx: Context, action: Action, store_id: string): Promise<Standing> {
  return standingOf(action, await listRequirementRows(ctx.db, store_id, ctx.now));
}

/** The requirement of an action, with its waiting loosenings. */
export type RequirementView = Standing & { pending: Pending[] };

function standingOf(action: Action, rows: readonly RequirementRow[]): RequirementView {
  const own = rows.filter((row) => row.action === action);
  const set = own.flatMap(({ value, store_id }) => (value ? [{ ...value, action, store_id }] : []));
  const pending = own.flatMap(({ store_id, waiting }) =>
    waiting ? [{ level: levelOf(store_id), requirement: waiting.next, from: waiting.next_from }] : [],
  );
  return { ...requirementOf(action, set), pending };
}

/**
 * The requirement of every action in the store named, else in the caller's own; for a caller without a store, in the
 * whole tenant.
 * Errors: E_NOT_FOUND, E_SCOPE_MISMATCH.
 */
export async function listRequirements(ctx: Context, store_id?: string): Promise<RequirementView[]> {
  const rows = await listRequirementRows(ctx.db, await levelToRead(ctx, store_id), ctx.now);
  return ACTIONS.map((action) => standingOf(action, rows));
}

/**
 * Sets an action's requirement at the store named, or in the whole tenant. A loosening needs a second person and waits;
 * any other change applies at once and ends a waiting one.
 * Errors: E_VALIDATION for a requirement that the action cannot have; E_PERMISSION; those of a store; those of
 * `changeGuard`.
 */
export async function setRequirement(
  ctx: Context,
  action: Action,
  { store_id, approver, ...requirement }: Requirement & { store_id?: string; approver?: SecondPerson },
): Promise<RequirementView> {
  const place = await placeToSet(ctx, store_id);
  const problem = problemWith(action, requirement);
  if (problem) throw new AppError(errors.validation, { fields: [problem] });
  return change(ctx, action, place, requirement, approver);
}

/**
 * Resets an action's requirement to the inherited one; without a set one it changes nothing. Errors: as for
 * `setRequirement`.
 */
export async function unsetRequirement(
  ctx: Context,
  action: Action,
  { store_id, approver }: { store_id?: string; approver?: SecondPerson },
): Promise<RequirementView> {
  return change(ctx, action, await placeToSet(ctx, store_id), null, approver);
}

/** Gives a level a requirement, or none. */
async function change(
  ctx: Context,
  action: Action,
  { level, store_ids }: Place,
  value: Requirement | null,
  approver: SecondPerson | undefined,
): Promise<RequirementView> {
  return changeGuard<Requirement, RequirementView>(ctx, store_ids, { value, approver }, async () => {
    const rows = await listRequirementRows(ctx.db, level, ctx.now);
    const own = rows.find((row) => row.action === action && row.store_id === level);
    const before = standingOf(action, rows);
    const place = { store_id: level, action, version: own?.version ?? 0 };
    return {
      own,
      before,
      showing: (says) => standingOf(action, [...rows.filter((row) => row !== own), { ...place, ...says }]),
      loosens: (after) => loosensRequirement(before, after),
      write: (says, after, leave) => write(ctx, { ...place, ...says }, before, after, leave),
    };
  });
}

async function write(
  ctx: Context,
  row: RequirementRow,
  before: RequirementView,
  after: RequirementView,
  leave?: LooseningPermit,
): Promise<void> {
  const { action, version, waiting } = row;
  const store_id = row.store_id === TENANT_LEVEL ? null : row.store_id;
  const subject = ["approval_requirement", action] as const;
  const approver_id = leave?.approver_id ?? null;
  const news =
    leave &&
    LOOSENED.of(
      subject,
      {
        ...{ key: null, action, store_id, value: requirementIn(before) },
        ...{ next_value: waiting?.next ?? null, from: leave.next_from, approver_id },
      },
      { store_id },
    );
  await commit(ctx, {
    writes: [upsertRequirement(ctx.tenant_id, row, version, loosenedBy(ctx, leave))],
    audit: [
      {
        event: news?.type ?? "approval_requirement.changed",
        subject,
        changes: changesOf(before, after),
        store_id,
        approver_id,
      },
    ],
    events: news ? [news] : [],
    reply: after,
    refusals: [["E_STALE_VERSION", SETTING_CHANGED]],
  });
}

function requirementIn({ approval, above_amount, reason_required }: Requirement): Requirement {
  return { approval, above_amount, reason_required };
}
