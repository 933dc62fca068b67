/** Who may do what where, and who may say so: nobody gives or changes what they do not hold themselves (rule T7). */

import { PERMISSIONS, type Permission, SEEDED_ROLES } from "../../../../shared/permissions.ts";
import { employeeErrors } from "./errors.ts";
import { OWNER } from "./owners.ts";

/** What a person holds at each store. */
export type Holdings = Readonly<Record<string, readonly Permission[]>>;

/** What each role of a tenant gives. */
export type Granted = ReadonlyMap<string, readonly Permission[]>;

/** The permissions that roles give, each once, in the order of the list. */
export function permissionsOf(roles: readonly string[], granted: Granted): Permission[] {
  const held = new Set(roles.flatMap((role) => granted.get(role) ?? []));
  return PERMISSIONS.filter((permission) => held.has(permission));
}

/** Whether someone may change a person's standing: only who holds, at each of that person's stores, all that they hold. */
export function mayManage(actor: Holdings, person: Holdings): boolean {
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

/** The roles of a list that the tenant does not have, each named by its place. */
export function unknownRoles(roles: readonly string[], granted: Granted, path: string): FieldProblem[] {
  return roles.flatMap((role, index) =>
    granted.has(role) ? [] : [{ path: `${path}.${index}`, message: "is no role of this park; see GET /roles" }],
  );
}

const ROLE_PATTERN = /^[a-z][a-z0-9_]{0,39}$/;

/** What is wrong with a role as asked for. What looks after all parks means nothing in one, and is given in none. */
export function problemsWithRole(role: string, permissions: readonly Permission[], of_provider: boolean) {
  const problems: FieldProblem[] = [];
  if (!ROLE_PATTERN.test(role))
    problems.push({ path: "role", message: "must be 1 to 40 of a-z, 0-9 and _, a letter first" });
  const index = of_provider ? -1 : permissions.indexOf("provider");
  if (index >= 0) problems.push({ path: `permissions.${index}`, message: "cannot be granted in a park" });
  return problems;
}

export function isSeeded(role: string): boolean {
  return Object.hasOwn(SEEDED_ROLES, role);
}

/** Why a role may not be given other permissions, or be deleted; null when it may. */
export function decideRoleChange(role: string, change: "put" | "delete") {
  if (role === OWNER && change === "put") return employeeErrors.role_fixed;
  return change === "delete" && isSeeded(role) ? employeeErrors.role_seeded : null;
}
