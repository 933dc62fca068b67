/**
 * Use-cases of employees: hire, list, change, reset a PIN, suspend; nobody manages a person who holds more than they do.
 */

import { settingsOf } from "../../../../env.ts";
import { hashPin, randomBytes } from "../../../../platform/crypto/secrets.ts";
import { type AuditedPart, type Commit, type CommitPart, commit } from "../../../../platform/db/commit.ts";
import type { EventType } from "../../../../platform/events/define.ts";
import { type Context, may } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { changesOf } from "../../../../shared/changes.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import { PERMISSIONS, type Permission } from "../../../../shared/permissions.ts";
import { listPermissionsEverywhere, requireEveryStore, requireStores } from "../../tenants/index.ts";
import { employeeErrors } from "../domain/errors.ts";
import { isOwner, OWNER, withOwner } from "../domain/owners.ts";
import { drawPin, isStrongPin, needsStrongPin, WEAK_PIN } from "../domain/pins.ts";
import { permissionsOf } from "../domain/roles.ts";
import type { EmployeeStatus } from "../domain/standing.ts";
import { EMPLOYEE_EVENTS } from "../events.ts";
import {
  claimLoginEmail,
  type Employee,
  findEmployee,
  findEmployeeByEmail,
  insertEmployee,
  insertMemberships,
  listEmployeeRows,
  listMemberships,
  moveLoginEmail,
  takeLoginEmail,
  updateEmployee,
} from "../store/people.ts";
import { employeeManaged, getEmployee, type PlacedEmployee, readRolePermissions, requireRoles } from "./managing.ts";
import { objectOf, reloadEmployee } from "./objects.ts";
import { recordOrigin } from "./origins.ts";

interface NewEmployee {
  name: string;
  email: string;
  /** Or its hash, where the person chose it earlier. */
  pin: string | { hash: string };
  /** By store. */
  roles: Record<string, string[]>;
}

/**
 * Records a tenant's first employee, or one of a seed, with roles per store. Refusal: E_DUPLICATE when any tenant uses the
 * e-mail address; a caller who creates tenants may learn that.
 */
export async function recordEmployee(
  ctx: Context,
  input: NewEmployee,
): Promise<{ employee_id: string; part: AuditedPart }> {
  const { employee, part } = await prepareHire(ctx, input, takeLoginEmail);
  return { employee_id: employee.employee_id, part };
}

/**
 * Hires a person. Without a PIN, one is drawn and shown once. The answer does not tell whether another tenant uses the e-mail
 * address; the console login of the second person with it names the tenant.
 * Errors: E_DUPLICATE, those of a store, E_VALIDATION for unknown roles, E_PERMISSION for what the caller does not hold.
 */
export async function hireEmployee(
  ctx: Context,
  input: { name: string; email: string; pin?: string; memberships: { store_id: string; roles: string[] }[] },
): Promise<PlacedEmployee & { pin?: string }> {
  const granted = await readRolePermissions(ctx);
  for (const [index, membership] of input.memberships.entries())
    await requireRoles(ctx, membership, granted, `memberships.${index}.roles`);
  const { pin, drawn } = pinFor(input.pin);
  const given = input.memberships.flatMap(({ roles }) => roles);
  requireStrongPin(pin, permissionsOf(given, granted), "pin");
  const owned = isOwner(input.memberships) ? await requireEveryStore(ctx, "employee_manage") : [];
  const roles: Record<string, string[]> = Object.fromEntries(owned.map((store_id) => [store_id, [OWNER]]));
  for (const membership of input.memberships) roles[membership.store_id] = membership.roles;
  const { employee, part } = await prepareHire(
    ctx,
    { name: input.name, email: input.email, pin, roles },
    claimLoginEmail,
  );
  const reply = { ...employee, ...drawn };
  await commit(ctx, { ...part, parts: [recordOrigin(ctx, employee.employee_id)], reply });
  return reply;
}

async function prepareHire(
  ctx: Context,
  { name, email: sent_email, pin, roles }: NewEmployee,
  nameLogin: typeof takeLoginEmail,
): Promise<{ employee: PlacedEmployee; part: AuditedPart }> {
  const { tenant_id, now } = ctx;
  const employee_id = ctx.newId();
  const email = sent_email.toLowerCase();
  const pin_hash = typeof pin === "string" ? await hashPin(pin, settingsOf(ctx.env).pin_pepper) : pin.hash;
  const person = { tenant_id, employee_id, name, email, status: "active", epoch: 1, version: 1 } as const;
  const employee = { ...person, pin_hash, created_at: now };
  const owner = isOwner(Object.values(roles).map((held) => ({ roles: held })));
  const memberships = Object.entries(roles).map(([store_id, held]) => ({
    tenant_id,
    employee_id,
    store_id,
    roles: owner ? withOwner(held) : held,
    active: true,
  }));
  const subject = ["employee", employee_id] as const;
  const part: AuditedPart = {
    writes: [insertEmployee(employee), nameLogin(employee), insertMemberships(memberships)],
    audit: [{ event: EMPLOYEE_EVENTS.created.type, subject, changes: { name, email, roles } }],
    events: [EMPLOYEE_EVENTS.created.of(subject, { employee_id })],
    refusals: [
      ["employees.email", errors.duplicate, { field: "email" }],
      ["login_emails.email", errors.duplicate, { field: "email" }],
      ["E_ROLE_UNKNOWN", errors.conflict],
    ],
  };
  return { employee: { ...employee, memberships }, part };
}

/** The PIN that was sent, or a drawn one; `drawn` goes into the reply. */
function pinFor(sent: string | undefined): { pin: string; drawn: { pin?: string } } {
  const pin = sent ?? drawPin(randomBytes);
  return { pin, drawn: sent === undefined ? { pin } : {} };
}

/** Refuses a PIN that is too weak for these permissions. Error: E_VALIDATION naming `path`. */
export function requireStrongPin(pin: string, permissions: readonly Permission[], path: string): void {
  if (needsStrongPin(permissions) && !isStrongPin(pin))
    throw new AppError(errors.validation, { fields: [{ path, message: WEAK_PIN }] });
}

/** All permissions of a person, at any store. */
export async function permissionsHeld(ctx: Context, employee_id: string): Promise<Permission[]> {
  const standing = await objectOf(ctx, employee_id).standing({ tenant_id: ctx.tenant_id, employee_id });
  return Object.values(standing?.stores ?? {}).flat();
}

/**
 * Lists the people of the named store; without one, of all stores that the caller manages, and those who work nowhere.
 */
export async function listEmployees(
  ctx: Context,
  query: { q?: string; store_id?: string; role?: string; status?: EmployeeStatus; limit: number; cursor?: string },
): Promise<Page<PlacedEmployee>> {
  const { store_id, cursor, limit, ...filter } = query;
  const store_ids = await requireStores(ctx, "employee_manage", store_id);
  const with_unplaced = store_id === undefined && ctx.store_id === null && filter.role === undefined;
  const after = readCursor(cursor, 1)?.[0]?.toString();
  const rows = await listEmployeeRows(ctx.db, { ...filter, store_ids, with_unplaced, after, limit });
  const page = pageOf(rows, limit, ({ employee_id }) => [employee_id]);
  const memberships = await listMemberships(ctx.db, ...page.items.map(({ employee_id }) => employee_id));
  const placed = Map.groupBy(memberships, ({ employee_id }) => employee_id);
  return {
    ...page,
    items: page.items.map((employee) => ({ ...employee, memberships: placed.get(employee.employee_id) ?? [] })),
  };
}

/** The calling person with roles and permissions per store (rule T7). */
export async function getOwnEmployee(ctx: Context) {
  if (!ctx.employee) throw new AppError(errors.not_found);
  const employee = await getEmployee(ctx, ctx.employee.employee_id);
  const memberships = await listMemberships(ctx.db, employee.employee_id);
  const stores = memberships.map(({ store_id, roles }) => ({
    store_id,
    roles,
    permissions: [...(ctx.employee?.stores[store_id] ?? [])],
  }));
  const here = stores.filter(({ store_id }) => !ctx.store_id || store_id === ctx.store_id);
  return {
    ...employee,
    store_id: ctx.store_id,
    roles: [...new Set(here.flatMap(({ roles }) => roles))],
    permissions: PERMISSIONS.filter((permission) => here.some(({ store_id }) => may(ctx, permission, store_id))),
    everywhere: await listPermissionsEverywhere(ctx),
    stores,
  };
}

/** The tenant's person with an e-mail address or id, for naming an approver. Undefined when there is none. */
export async function findPerson(ctx: Context, person: { email?: string; employee_id?: string }) {
  if (person.employee_id) return findEmployee(ctx.db, person.employee_id);
  return person.email ? findEmployeeByEmail(ctx.db, person.email.toLowerCase()) : undefined;
}

/** Changes a person's name or e-mail address. Errors: E_DUPLICATE, E_CONFLICT, those of `employeeManaged`. */
export async function changeEmployee(
  ctx: Context,
  employee_id: string,
  sent: { name?: string; email?: string },
): Promise<Employee> {
  const employee = await employeeManaged(ctx, employee_id);
  const { name = employee.name, email = employee.email } = { ...sent, email: sent.email?.toLowerCase() };
  const moved = email === employee.email ? [] : moveLoginEmail(employee, email);
  return change(ctx, employee, EMPLOYEE_EVENTS.changed, { name, email }, { writes: moved });
}

/**
 * Gives a person another PIN, which ends their sessions and the lock of the old PIN. Without a PIN, one is drawn and shown
 * once. Errors: E_CONFLICT, those of `employeeManaged`.
 */
export async function resetPin(
  ctx: Context,
  employee_id: string,
  sent: string | undefined,
): Promise<Employee & { pin?: string }> {
  const employee = await employeeManaged(ctx, employee_id);
  const { pin, drawn } = pinFor(sent);
  requireStrongPin(pin, await permissionsHeld(ctx, employee_id), "pin");
  const pin_hash = await hashPin(pin, settingsOf(ctx.env).pin_pepper);
  const after = { pin_hash, epoch: employee.epoch + 1 };
  const part = recordOrigin(ctx, employee_id);
  return change(ctx, employee, EMPLOYEE_EVENTS.pin_reset, after, { part, shown: drawn, audited: {} });
}

/** Suspends or resumes a person. Errors: E_ONESELF, E_LAST_OWNER, E_CONFLICT, those of `employeeManaged` (rule T3). */
export async function changeEmployeeStatus(
  ctx: Context,
  employee_id: string,
  status: EmployeeStatus,
): Promise<Employee> {
  const employee = await employeeManaged(ctx, employee_id);
  if (employee_id === ctx.actor.id) throw new AppError(employeeErrors.oneself);
  const suspends = status === "suspended";
  const after = { status, epoch: employee.epoch + (suspends ? 1 : 0) };
  const event = suspends ? EMPLOYEE_EVENTS.suspended : EMPLOYEE_EVENTS.resumed;
  const audited = { before: { status: employee.status }, after: { status } };
  const part = suspends ? null : recordOrigin(ctx, employee_id);
  return change(ctx, employee, event, after, { part, data: { status }, audited });
}

/** Writes a change of a person from the version that was read, and reloads their object before it returns (rule T3). */
async function change<Extra extends object>(
  ctx: Context,
  employee: Employee,
  event: EventType<{ employee_id: string; status?: EmployeeStatus }>,
  after: Parameters<typeof updateEmployee>[1],
  also: {
    writes?: Commit["writes"];
    part?: CommitPart | null;
    shown?: Extra;
    data?: { status: EmployeeStatus };
    audited?: Record<string, unknown>;
  },
): Promise<Employee & Extra> {
  const { employee_id } = employee;
  const subject = ["employee", employee_id] as const;
  const reply = { ...employee, ...after, ...(also.shown as Extra) };
  await commit(ctx, {
    writes: [updateEmployee(employee, after), ...(also.writes ?? [])],
    parts: [also.part],
    audit: [{ event: event.type, subject, changes: also.audited ?? changesOf(employee, after) }],
    events: [event.of(subject, { employee_id, ...also.data })],
    reply,
    refusals: [
      ["E_STALE_VERSION", errors.conflict],
      ["E_LAST_OWNER", employeeErrors.last_owner],
      ["employees.email", errors.duplicate, { field: "email" }],
    ],
  });
  await reloadEmployee(ctx, employee_id);
  return reply;
}

/** Gives a person another PIN, from the version that was read. Refusal: E_CONFLICT when another change came first. */
export function recordPin(employee: Employee, pin_hash: string): CommitPart {
  return { writes: [updateEmployee(employee, { pin_hash })], refusals: [["E_STALE_VERSION", errors.conflict]] };
}

/** Claims an e-mail address for a person who named their tenant, if the address means nobody any more. */
export function recordLoginEmail(login: Parameters<typeof claimLoginEmail>[0]): CommitPart {
  return { writes: [claimLoginEmail(login)], refusals: [] };
}
