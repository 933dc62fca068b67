/** Roles and permissions: nobody gives or changes a permission that they do not hold themselves (rule T7). */

import { PERMISSIONS, type Permission, SEEDED_ROLES } from "../../../../shared/permissions.ts";
import { employeeErrors } from "./errors.ts";
import { OWNER } from "./owners.ts";

/** A person's permissions at each store. */
export type PermissionsByStore = Readonly<Record<string, readonly Permission[]>>;

/** The permissions that each role of a tenant gives. */
export type RolePermissions = ReadonlyMap<string, readonly Permission[]>;

/** The permissions that roles give, each once, in the order of `PERMISSIONS`. */
export function permissionsOf(roles: readonly string[], granted: RolePermissions): Permission[] {
  const held = new Set(roles.flatMap((role) => granted.get(role) ?? []));
  return PERMISSIONS.filter((permission) => held.has(permission));
}

/** Whether the actor may manage a person: at each store of the person, the actor holds all that the person holds. */
export function mayManage(actor: PermissionsByStore, person: PermissionsByStore): boolean {
  return Object.entries(person).every(
    ([store_id, held]) =>
      actor[store_id]?.includes("employee_manage") && missingFrom(actor[store_id], held) === undefined,
  );
}

/** The first permission of `wanted` that is not among those held, or undefined. */
export function missingFrom(
  held: readonly Permission[] | undefined,
  wanted: readonly Permission[],
): Permission | undefined {
  return wanted.find((permission) => !held?.includes(permission));
}

interface FieldProblem {
  path: string;
  message: string;
}

/** A problem for each role of a list that the tenant does not have; `path` is the path of the list. */
export function unknownRoles(roles: readonly string[], granted: RolePermissions, path: string): FieldProblem[] {
  return roles.flatMap((role, index) =>
    granted.has(role) ? [] : [{ path: `${path}.${index}`, message: "is not a role of this park; see GET /roles" }],
  );
}

const ROLE_PATTERN = /^[a-z][a-z0-9_]{0,39}$/;

/** Problems of a requested role. A park's role cannot have the permission `provider`, which is about all parks. */
export function problemsWithRole(role: string, permissions: readonly Permission[], of_provider: boolean) {
  const problems: FieldProblem[] = [];
  if (!ROLE_PATTERN.test(role))
    problems.push({ path: "role", message: "must have 1 to 40 characters of a-z, 0-9 and _, and begin with a letter" });
  const index = of_provider ? -1 : permissions.indexOf("provider");
  if (index >= 0) problems.push({ path: `permissions.${index}`, message: "cannot be granted in a park" });
  return problems;
}

export function isSeeded(role: string): boolean {
  return Object.hasOwn(SEEDED_ROLES, role);
}

/** Decides a change or deletion of a role: the error that refuses it, or null. */
export function decideRoleChange(role: string, change: "put" | "delete") {
  if (role === OWNER && change === "put") return employeeErrors.role_fixed;
  return change === "delete" && isSeeded(role) ? employeeErrors.role_seeded : null;
}
