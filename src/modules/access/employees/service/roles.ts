/** Use-cases of roles, which hold for the whole tenant; nobody makes a role that gives more than they hold. */

import { type Commit, type CommitPart, commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { changesOf } from "../../../../shared/changes.ts";
import { AppError, type ErrorSpec, errors } from "../../../../shared/errors.ts";
import { PERMISSIONS, type Permission } from "../../../../shared/permissions.ts";
import { getTenant, requireEveryStore } from "../../tenants/index.ts";
import { employeeErrors } from "../domain/errors.ts";
import { letsApprove } from "../domain/origins.ts";
import { decideRoleChange, isSeeded, problemsWithRole } from "../domain/roles.ts";
import { ROLE_EVENTS } from "../events.ts";
import { deleteRole, insertRole, insertSeededRoles, listHeldRoles, type Role, updateRole } from "../store/roles.ts";
import { requireHeld } from "./managing.ts";
import { reloadHolders } from "./objects.ts";
import { recordOriginOfHolders } from "./origins.ts";

/** Records the seeded roles of a new tenant. */
export function recordRoles({ tenant_id }: Context): CommitPart {
  return {
    writes: [insertSeededRoles(tenant_id)],
    audit: [{ event: "roles.seeded", subject: ["tenant", tenant_id] }],
  };
}

/** The matrix of roles: all permissions, and the roles with the permissions that each gives. */
export async function getRoleMatrix(ctx: Context) {
  const roles = await listHeldRoles(ctx.db);
  return { permissions: [...PERMISSIONS], roles: roles.map(shownRole) };
}

function shownRole({ role, permissions, holders }: Pick<Role, "role" | "permissions" | "holders">) {
  return { role, permissions, holders, seeded: isSeeded(role) };
}

/**
 * Makes a role, or changes its permissions; the objects of its holders are reloaded before this returns.
 * Errors: E_VALIDATION, E_ROLE_FIXED, E_CONFLICT, E_PERMISSION for a permission not held at every store.
 */
export async function putRole(ctx: Context, role: string, permissions: Permission[]) {
  const { before, store_ids } = await roleToChange(ctx, role, "put");
  const { kind } = await getTenant(ctx);
  const fields = problemsWithRole(role, permissions, kind === "provider");
  if (fields.length > 0) throw new AppError(errors.validation, { fields });
  for (const store_id of store_ids) requireHeld(ctx, store_id, [...permissions, ...(before?.permissions ?? [])]);

  const after = PERMISSIONS.filter((permission) => permissions.includes(permission));
  const reply = shownRole({ role, permissions: after, holders: before?.holders ?? 0 });
  const write = before
    ? updateRole(before, after)
    : insertRole({ tenant_id: ctx.tenant_id, role, permissions: after, version: 1 });
  const changes = changesOf({ permissions: before?.permissions ?? null }, { permissions: after });
  const origin = before && letsApprove(before.permissions, after) ? recordOriginOfHolders(ctx, role) : null;
  await change(ctx, role, ROLE_EVENTS.changed, { writes: [write], parts: [origin], changes, reply });
  return reply;
}

/** Deletes a role that nobody holds; a missing role changes nothing. Errors: E_ROLE_SEEDED, E_ROLE_HELD. */
export async function removeRole(ctx: Context, role: string) {
  const { before, store_ids } = await roleToChange(ctx, role, "delete");
  const reply = { role, deleted: true as const };
  if (!before) return reply;
  for (const store_id of store_ids) requireHeld(ctx, store_id, before.permissions);
  if (before.holders > 0) throw new AppError(employeeErrors.role_held);
  const changes = { before: { permissions: before.permissions }, after: { permissions: null } };
  await change(ctx, role, ROLE_EVENTS.deleted, { writes: [deleteRole(ctx.db, role)], changes, reply });
  return reply;
}

async function roleToChange(ctx: Context, role: string, action: "put" | "delete") {
  const store_ids = await requireEveryStore(ctx, "employee_manage");
  const refusal: ErrorSpec | null = decideRoleChange(role, action);
  if (refusal) throw new AppError(refusal);
  const roles = await listHeldRoles(ctx.db);
  return { before: roles.find((known) => known.role === role), store_ids };
}

async function change(
  ctx: Context,
  role: string,
  event: (typeof ROLE_EVENTS)[keyof typeof ROLE_EVENTS],
  what: Pick<Commit, "writes" | "parts"> & { changes: Record<string, unknown>; reply: object },
): Promise<void> {
  const subject = ["role", role] as const;
  await commit(ctx, {
    writes: what.writes,
    parts: what.parts,
    audit: [{ event: event.type, subject, changes: what.changes, store_id: null }],
    events: [event.of(subject, { role }, { store_id: null })],
    reply: what.reply,
    refusals: [
      ["E_STALE_VERSION", errors.conflict],
      ["roles.role", errors.conflict],
      ["E_ROLE_HELD", employeeErrors.role_held],
    ],
  });
  await reloadHolders(ctx, role);
}
