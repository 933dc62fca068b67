/** Whom a caller may look at and manage, and which roles they may give (rules T2, T7). */

import { type Context, may, requireOwner, storeFor } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import type { Permission } from "../../../../shared/permissions.ts";
import { storeNamed } from "../../tenants/index.ts";
import { OWNER } from "../domain/owners.ts";
import { type Granted, mayManage, missingFrom, permissionsOf, unknownRoles } from "../domain/roles.ts";
import { type Employee, findEmployee, listMemberships, type Membership } from "../store/people.ts";
import { listRoles } from "../store/roles.ts";
import { objectOf } from "./objects.ts";

/** A person with where they work. */
export type PlacedEmployee = Employee & { memberships: Membership[] };

export async function getEmployee(ctx: Context, employee_id: string): Promise<Employee> {
  const employee = await findEmployee(ctx.db, employee_id);
  if (!employee) throw new AppError(errors.not_found);
  return employee;
}

/** A person who works where the caller manages, or nowhere. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH. */
export async function employeeSeen(ctx: Context, employee_id: string): Promise<PlacedEmployee> {
  const employee = await getEmployee(ctx, employee_id);
  const memberships = await listMemberships(ctx.db, employee_id);
  const seen = memberships.some(({ store_id }) => may(ctx, "employee_manage", store_id));
  if (!seen && memberships.length > 0) throw new AppError(errors.scope_mismatch);
  return { ...employee, memberships };
}

/**
 * A person whom the caller may manage: at each store where they work the caller holds all that they hold, and an owner is
 * managed by an owner alone.
 * Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION.
 */
export async function employeeManaged(ctx: Context, employee_id: string): Promise<Employee> {
  const employee = await getEmployee(ctx, employee_id);
  const standing = await objectOf(ctx, employee_id).standing({ tenant_id: ctx.tenant_id, employee_id });
  const stores = standing?.stores ?? {};
  for (const store_id of Object.keys(stores)) storeFor(ctx, "employee_manage", store_id);
  if (standing?.owner) requireOwner(ctx);
  if (!mayManage(ctx.employee?.stores ?? {}, stores)) throw new AppError(errors.permission);
  return employee;
}

/** What each role of the tenant gives. */
export async function readGranted(ctx: Context): Promise<Granted> {
  const roles = await listRoles(ctx.db);
  return new Map(roles.map(({ role, permissions }) => [role, permissions]));
}

/**
 * Refuses roles at a store that are none, or that give what the caller does not hold there.
 * Errors: those of a store, E_VALIDATION naming each unknown role below `path`, E_PERMISSION.
 */
export async function meetRoles(
  ctx: Context,
  { store_id, roles }: { store_id: string; roles: readonly string[] },
  granted: Granted,
  path: string,
): Promise<void> {
  await storeNamed(ctx, "employee_manage", store_id);
  const fields = unknownRoles(roles, granted, path);
  if (fields.length > 0) throw new AppError(errors.validation, { fields });
  meetHoldings(ctx, store_id, permissionsOf(roles, granted));
  if (roles.includes(OWNER)) requireOwner(ctx);
}

/** Refuses what the caller does not hold at a store. Error: E_PERMISSION naming the first such permission. */
export function meetHoldings(ctx: Context, store_id: string, permissions: readonly Permission[]): void {
  const permission = missingFrom(ctx.employee?.stores[store_id], permissions);
  if (permission) throw new AppError(errors.permission, { permission, store_id });
}
