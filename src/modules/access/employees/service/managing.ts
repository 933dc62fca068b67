/** The people whom a caller may see and manage, and the roles that they may give (rules T2, T7). */

import { type Context, may, requireOwner, storeFor } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import type { Permission } from "../../../../shared/permissions.ts";
import { requireStore } from "../../tenants/index.ts";
import { OWNER } from "../domain/owners.ts";
import { mayManage, missingFrom, permissionsOf, type RolePermissions, unknownRoles } from "../domain/roles.ts";
import { type Employee, findEmployee, listMemberships, type Membership } from "../store/people.ts";
import { listRoles } from "../store/roles.ts";
import { objectOf } from "./objects.ts";

/** An employee with their memberships. */
export type PlacedEmployee = Employee & { memberships: Membership[] };

/** Error: E_NOT_FOUND. */
export async function getEmployee(ctx: Context, employee_id: string): Promise<Employee> {
  const employee = await findEmployee(ctx.db, employee_id);
  if (!employee) throw new AppError(errors.not_found);
  return employee;
}

/** An employee who works at a store that the caller manages, or at none. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH. */
export async function employeeSeen(ctx: Context, employee_id: string): Promise<PlacedEmployee> {
  const employee = await getEmployee(ctx, employee_id);
  const memberships = await listMemberships(ctx.db, employee_id);
  const seen = memberships.some(({ store_id }) => may(ctx, "employee_manage", store_id));
  if (!seen && memberships.length > 0) throw new AppError(errors.scope_mismatch);
  return { ...employee, memberships };
}

/**
 * An employee whom the caller may manage: at each store of the employee the caller holds all that the employee holds. Only
 * an owner manages an owner.
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

/** The permissions that each role of the tenant gives. */
export async function readRolePermissions(ctx: Context): Promise<RolePermissions> {
  const roles = await listRoles(ctx.db);
  return new Map(roles.map(({ role, permissions }) => [role, permissions]));
}

/**
 * Refuses roles at a store that do not exist, or that give a permission that the caller does not hold there.
 * Errors: those of a store, E_VALIDATION naming each unknown role below `path`, E_PERMISSION.
 */
export async function requireRoles(
  ctx: Context,
  { store_id, roles }: { store_id: string; roles: readonly string[] },
  granted: RolePermissions,
  path: string,
): Promise<void> {
  await requireStore(ctx, "employee_manage", store_id);
  const fields = unknownRoles(roles, granted, path);
  if (fields.length > 0) throw new AppError(errors.validation, { fields });
  requireHeld(ctx, store_id, permissionsOf(roles, granted));
  if (roles.includes(OWNER)) requireOwner(ctx);
}

/** Refuses permissions that the caller does not hold at a store. Error: E_PERMISSION naming the first of them. */
export function requireHeld(ctx: Context, store_id: string, permissions: readonly Permission[]): void {
  const permission = missingFrom(ctx.employee?.stores[store_id], permissions);
  if (permission) throw new AppError(errors.permission, { permission, store_id });
}
