/** Who made whom an approver, written by the commit that does it and asked for before an approval (rule A2). */

import type { CommitPart } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import type { Permission } from "../../../../shared/permissions.ts";
import { ORIGIN_LIFE_MS } from "../domain/origins.ts";
import { isOwner } from "../domain/owners.ts";
import { listHoldersOf, listMadeBy, rememberOrigin, rememberOriginOfHolders } from "../store/origins.ts";
import { listMemberships } from "../store/people.ts";

/** What a commit must hold that lets a person approve, or tells the caller their PIN. What no person does has no origin. */
export function recordOrigin(ctx: Context, employee_id: string): CommitPart {
  return { writes: originOf(ctx).map((origin) => rememberOrigin(origin, employee_id)) };
}

/** The same for a change of a role, which concerns whoever holds it. */
export function recordOriginOfHolders(ctx: Context, role: string): CommitPart {
  return { writes: originOf(ctx).map((origin) => rememberOriginOfHolders(origin, role)) };
}

function originOf({ tenant_id, actor, now }: Context) {
  return actor.kind === "employee" ? [{ tenant_id, made_by: actor.id, at: now }] : [];
}

/** The people whom a person made approvers in the last seven days, also through others whom they made approvers; one read. */
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

/** Whether a person owns the park, as the rows say it now; one read. */
export async function ownsPark(ctx: Context, employee_id: string): Promise<boolean> {
  return isOwner(await listMemberships(ctx.db, employee_id));
}
