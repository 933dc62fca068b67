/** Origins of approvers: the commit that makes an approver records its author, and an approval reads it (rule A2). */

import type { CommitPart } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import type { Permission } from "../../../../shared/permissions.ts";
import { ORIGIN_LIFE_MS } from "../domain/origins.ts";
import { isOwner } from "../domain/owners.ts";
import { listHoldersOf, listMadeBy, rememberOrigin, rememberOriginOfHolders } from "../store/origins.ts";
import { listMemberships } from "../store/people.ts";

/** The part of a commit that lets a person approve, or shows the caller their PIN. An act of no person has no origin. */
export function recordOrigin(ctx: Context, employee_id: string): CommitPart {
  return { writes: originOf(ctx).map((origin) => rememberOrigin(origin, employee_id)) };
}

/** The same for a change of a role: it makes all holders approvers. */
export function recordOriginOfHolders(ctx: Context, role: string): CommitPart {
  return { writes: originOf(ctx).map((origin) => rememberOriginOfHolders(origin, role)) };
}

function originOf({ tenant_id, actor, now }: Context) {
  return actor.kind === "employee" ? [{ tenant_id, made_by: actor.id, at: now }] : [];
}

/** The people whom a person made approvers in the last seven days, directly or through such people; one read. */
export async function approversMadeBy(ctx: Context, requester_id: string): Promise<ReadonlySet<string>> {
  return new Set(await listMadeBy(ctx.db, requester_id, ctx.now - ORIGIN_LIFE_MS));
}

/** The ids of active people who hold all these permissions at each of these stores; one read. */
export function listApprovers(
  ctx: Context,
  permissions: readonly Permission[],
  store_ids: readonly string[],
): Promise<string[]> {
  return listHoldersOf(ctx.db, permissions, store_ids);
}

/** Whether a person owns the park now, by the rows in D1; one read. */
export async function ownsPark(ctx: Context, employee_id: string): Promise<boolean> {
  return isOwner(await listMemberships(ctx.db, employee_id));
}
