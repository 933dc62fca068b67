/** Use-cases of memberships: a person's roles at a store. */

import { type Commit, commit } from "../../../../platform/db/commit.ts";
import { type Context, requireOwner } from "../../../../platform/http/context.ts";
import { changesOf } from "../../../../shared/changes.ts";
import { errors } from "../../../../shared/errors.ts";
import { requireEveryStore, requireStore } from "../../tenants/index.ts";
import { employeeErrors } from "../domain/errors.ts";
import { letsApprove } from "../domain/origins.ts";
import { isOwner, spreadOwner } from "../domain/owners.ts";
import { permissionsOf } from "../domain/roles.ts";
import { EMPLOYEE_EVENTS } from "../events.ts";
import { endMembership, listMemberships, type Membership, updateEmployee, upsertMembership } from "../store/people.ts";
import { getEmployee, type PlacedEmployee, readRolePermissions, requireHeld, requireRoles } from "./managing.ts";
import { reloadEmployee } from "./objects.ts";
import { recordOrigin } from "./origins.ts";

/**
 * Replaces a person's roles at a store; they are in force before this returns. A person becomes owner of all stores at once,
 * and ceases to own all at once.
 * Errors: E_NOT_FOUND, those of a store, E_VALIDATION, E_PERMISSION, E_LAST_OWNER, E_CONFLICT.
 */
export async function putMembership(
  ctx: Context,
  employee_id: string,
  store_id: string,
  roles: string[],
): Promise<PlacedEmployee> {
  const person = await placedEmployee(ctx, employee_id);
  if (isOwner(person.memberships)) requireOwner(ctx);
  const granted = await readRolePermissions(ctx);
  await requireRoles(ctx, { store_id, roles }, granted, "roles");
  const before = membershipAt(person, store_id);
  const held = permissionsOf(before?.roles ?? [], granted);
  requireHeld(ctx, store_id, held);
  const after = { tenant_id: ctx.tenant_id, employee_id, store_id, roles, active: true };
  const origin = letsApprove(held, permissionsOf(roles, granted)) ? recordOrigin(ctx, employee_id) : null;
  return change(ctx, person, before, after, { writes: [upsertMembership(after)], parts: [origin] });
}

/**
 * Removes a person from a store, and an owner's role from every store. Without a membership it changes nothing. Errors:
 * as for new roles.
 */
export async function deleteMembership(ctx: Context, employee_id: string, store_id: string): Promise<PlacedEmployee> {
  const person = await placedEmployee(ctx, employee_id);
  if (isOwner(person.memberships)) requireOwner(ctx);
  await requireStore(ctx, "employee_manage", store_id);
  const before = membershipAt(person, store_id);
  if (!before) return person;
  requireHeld(ctx, store_id, permissionsOf(before.roles, await readRolePermissions(ctx)));
  return change(ctx, person, before, { ...before, roles: [], active: false }, { writes: [endMembership(before)] });
}

async function placedEmployee(ctx: Context, employee_id: string): Promise<PlacedEmployee> {
  const employee = await getEmployee(ctx, employee_id);
  return { ...employee, memberships: await listMemberships(ctx.db, employee_id) };
}

function membershipAt({ memberships }: PlacedEmployee, store_id: string): Membership | undefined {
  return memberships.find((membership) => membership.store_id === store_id);
}

async function change(
  ctx: Context,
  person: PlacedEmployee,
  before: Membership | undefined,
  after: Membership,
  { writes, parts }: Pick<Commit, "writes" | "parts">,
): Promise<PlacedEmployee> {
  const { employee_id } = person;
  const { store_id } = after;
  const others = person.memberships.filter((membership) => membership !== before);
  const owner = isOwner(person.memberships) || isOwner([after]);
  const store_ids = owner ? await requireEveryStore(ctx, "employee_manage") : [];
  const place = (at: string, roles: string[]) => ({ ...after, store_id: at, roles, active: true });
  const reply = { ...person, memberships: spreadOwner(others, after.active ? after : null, store_ids, place) };
  const event = EMPLOYEE_EVENTS.membership_changed;
  const changes = { store_id, ...changesOf({ roles: before?.roles ?? [] }, { roles: after.roles }) };
  await commit(ctx, {
    // The person's version decides between two requests that change the person's roles at once.
    writes: [updateEmployee(person, {}), ...writes],
    parts,
    audit: [{ event: event.type, subject: ["employee", employee_id], changes, store_id }],
    events: [event.of(["employee", employee_id], { employee_id }, { store_id })],
    reply,
    refusals: [
      ["E_STALE_VERSION", errors.conflict],
      ["E_LAST_OWNER", employeeErrors.last_owner],
      ["E_ROLE_UNKNOWN", errors.conflict],
    ],
  });
  await reloadEmployee(ctx, employee_id);
  return reply;
}
