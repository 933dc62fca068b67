/** Use-cases of employees: login with PIN, sessions, standing. */

import { settingsOf } from "../../env.ts";
import { hashPin, pinMatches } from "../../platform/crypto/secrets.ts";
import { type AuditEntry, commit } from "../../platform/db/commit.ts";
import { admit, authenticate } from "../../platform/http/auth.ts";
import { type Context, type PublicContext, storeFor } from "../../platform/http/context.ts";
import { signToken, verifyToken } from "../../platform/http/tokens.ts";
import { AppError, type ErrorSpec, errors } from "../../shared/errors.ts";
import { PERMISSIONS, type Permission } from "../../shared/permissions.ts";
import { openTenant } from "../tenants/index.ts";
import { type EmployeeStatus, employeeErrors, mayManage } from "./domain.ts";
import { EMPLOYEE_EVENTS } from "./events.ts";
import {
  type Employee,
  findEmployee,
  findLogin,
  insertEmployee,
  insertMemberships,
  insertSeededRoles,
  listEmployeeIds,
  listMemberships,
  updateEmployee,
} from "./store.ts";

/** Gives a new tenant the roles that everyone starts with. */
export async function seedRoles(ctx: Context): Promise<void> {
  await commit(ctx, {
    writes: [insertSeededRoles(ctx.tenant_id)],
    audit: [{ event: "roles.seeded", subject: ["tenant", ctx.tenant_id] }],
  });
}

/** Makes an employee with roles per store. Error: E_DUPLICATE when the e-mail address is taken. */
export async function createEmployee(
  ctx: Context,
  input: { name: string; email: string; pin: string; roles: Record<string, string[]> },
): Promise<string> {
  const { tenant_id, now } = ctx;
  const employee_id = ctx.newId();
  const email = input.email.toLowerCase();
  const pin_hash = await hashPin(input.pin, settingsOf(ctx.env).pin_pepper);
  const rows = Object.entries(input.roles).map(([store_id, roles]) => ({
    tenant_id,
    employee_id,
    store_id,
    roles,
    active: true,
  }));
  const person = { tenant_id, employee_id, name: input.name, email, status: "active", epoch: 1, version: 1 } as const;
  await commit(ctx, {
    writes: [...insertEmployee({ ...person, pin_hash, created_at: now }), insertMemberships(rows)],
    audit: [
      {
        event: EMPLOYEE_EVENTS.created,
        subject: ["employee", employee_id],
        changes: { name: input.name, email, roles: input.roles },
      },
    ],
    events: [{ type: EMPLOYEE_EVENTS.created, subject: ["employee", employee_id], data: { employee_id } }],
    refusals: [["login_emails.email", errors.duplicate]],
  });
  return employee_id;
}

export interface LoginResult {
  access_token: string;
  refresh_token: string;
  token_type: "Bearer";
  expires_in: number;
  employee: { employee_id: string; name: string; roles: string[]; permissions: Permission[]; store_id: string | null };
}

/**
 * Logs a person in by e-mail address and PIN: on a device when its token comes along, else to the console.
 * Errors: E_CREDENTIALS, E_PIN_LOCKED, E_EMPLOYEE_SUSPENDED, E_SCOPE_MISMATCH for a store without membership.
 */
export async function loginEmployee(
  base: PublicContext,
  input: { email: string; pin: string; store_id?: string },
): Promise<LoginResult> {
  const claims = base.authorization ? await authenticate(base.env, base.authorization, base.arrived_at) : null;
  if (claims && claims.kind !== "device") throw new AppError(errors.unauthenticated);
  const on_device = claims && (await admit(base, claims, null, null, undefined, false));
  const login = await findLogin(base.env, input.email.toLowerCase());
  if (!login || (on_device && on_device.tenant_id !== login.tenant_id)) {
    await pinMatches(input.pin, settingsOf(base.env).pin_pepper, UNKNOWN_PIN_HASH);
    throw new AppError(employeeErrors.credentials);
  }
  const { tenant_id, employee_id } = login;
  const ctx = await openTenant(base, tenant_id, {
    actor: { kind: "employee", id: employee_id },
    device: on_device?.device ?? null,
    store_id: on_device?.store_id ?? input.store_id ?? null,
  });
  const standing = await provePin(ctx, employee_id, input.pin, "employee.login_refused", employeeErrors.credentials);
  const { store_id } = ctx;
  if (store_id && !(store_id in standing.stores)) throw new AppError(errors.scope_mismatch, { store_id });

  const session_id = ctx.newId();
  const device_id = ctx.device?.device_id;
  const session = await objectOf(ctx, employee_id).openSession(session_id, device_id ?? null, ctx.arrived_at);
  await commit(ctx, {
    writes: [],
    audit: [{ event: "employee.login", subject: ["employee", employee_id], changes: { session_id } }],
  });
  const binding = {
    tenant_id,
    employee_id,
    epoch: standing.epoch,
    session_id,
    ...(store_id && { store_id }),
    ...(claims && { device_id, device_epoch: claims.epoch }),
  };
  const tokens = await signPair(ctx, binding, session.generation);
  const at = store_id ? [store_id] : Object.keys(standing.stores);
  const held = new Set(at.flatMap((store) => standing.stores[store] ?? []));
  return {
    ...tokens,
    employee: {
      employee_id,
      name: standing.name,
      roles: [...new Set(at.flatMap((store) => standing.roles[store] ?? []))],
      permissions: PERMISSIONS.filter((permission) => held.has(permission)),
      store_id,
    },
  };
}

/** What an unknown address is compared with, so that it takes as long to refuse as a known one. */
const UNKNOWN_PIN_HASH = "pbkdf2-sha256:100000:AAAAAAAAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/**
 * Proves that a PIN is this person's; a wrong one is counted, and audited with device and address (rule A3).
 * Errors: `wrong` for a wrong PIN, E_PIN_LOCKED with Retry-After, E_EMPLOYEE_SUSPENDED.
 */
export async function provePin(
  ctx: Context,
  employee_id: string,
  pin: string,
  refused_event: string,
  wrong: ErrorSpec,
) {
  const verdict = await objectOf(ctx, employee_id).tryPin({ tenant_id: ctx.tenant_id, employee_id, pin, now: ctx.now });
  if (verdict.result === "right") return verdict.standing;
  const entry: AuditEntry = {
    event: refused_event,
    subject: ["employee", employee_id],
    changes: { ...verdict },
  };
  await commit(ctx, { writes: [], audit: [entry] });
  if (verdict.result === "suspended") throw new AppError(errors.employee_suspended);
  if (verdict.result === "locked") {
    const retry_after_s = Math.ceil((verdict.locked_until - ctx.now) / 1000);
    throw new AppError(employeeErrors.pin_locked, undefined, retry_after_s);
  }
  throw new AppError(wrong);
}

/** Trades a refresh token for a new pair. A token used before ends its family (rule T4). */
export async function refreshTokens(base: PublicContext, refresh_token: string) {
  const claims = await verifyToken(base.env, refresh_token, ["refresh"], base.arrived_at);
  const { kind, generation, ...binding } = claims;
  const { tenant_id, employee_id, device_id, device_epoch } = binding;
  const ctx = await openTenant(base, tenant_id, { actor: { kind: "employee", id: employee_id } });
  if (device_id) {
    const device = { kind: "device", tenant_id, device_id, epoch: device_epoch ?? -1 } as const;
    await admit(base, device, null, null, undefined, false);
  }
  const renewed = await objectOf(ctx, employee_id).renewSession({ ...binding, generation, now: ctx.arrived_at });
  if (!renewed.ok) {
    await commit(ctx, {
      writes: [],
      audit: [
        {
          event: "employee.refresh_refused",
          subject: ["employee", employee_id],
          changes: { reason: renewed.refusal, session_id: binding.session_id },
        },
      ],
    });
    throw new AppError(renewed.refusal === "suspended" ? errors.employee_suspended : employeeErrors.refresh);
  }
  return signPair(ctx, binding, renewed.generation);
}

type Binding = Omit<Parameters<typeof signToken<"employee">>[1], "kind">;

async function signPair(ctx: Context, binding: Binding, generation: number) {
  const [access, refresh] = await Promise.all([
    signToken<"employee">(ctx.env, { ...binding, kind: "employee" }, ctx.arrived_at),
    signToken<"refresh">(ctx.env, { ...binding, kind: "refresh", generation }, ctx.arrived_at),
  ]);
  const { token: access_token, expires_in } = access;
  return { access_token, refresh_token: refresh.token, token_type: "Bearer" as const, expires_in };
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
  const held = new Set(here.flatMap(({ permissions }) => permissions));
  return {
    ...employee,
    store_id: ctx.store_id,
    roles: [...new Set(here.flatMap(({ roles }) => roles))],
    permissions: PERMISSIONS.filter((permission) => held.has(permission)),
    stores,
  };
}

async function getEmployee(ctx: Context, employee_id: string): Promise<Employee> {
  const employee = await findEmployee(ctx.db, employee_id);
  if (!employee) throw new AppError(errors.not_found);
  return employee;
}

/** The person behind an e-mail address or id, for naming an approver. Undefined when there is none in this tenant. */
export async function findPerson(ctx: Context, person: { email?: string; employee_id?: string }) {
  if (person.employee_id) return findEmployee(ctx.db, person.employee_id);
  const login = person.email ? await findLogin(ctx.env, person.email.toLowerCase()) : undefined;
  return login?.tenant_id === ctx.tenant_id ? findEmployee(ctx.db, login.employee_id) : undefined;
}

/** Suspends or resumes a person; the object knows before this returns (rule T3). */
export async function changeEmployeeStatus(
  ctx: Context,
  employee_id: string,
  status: EmployeeStatus,
): Promise<Employee> {
  const employee = await getEmployee(ctx, employee_id);
  const standing = await objectOf(ctx, employee_id).standing({ tenant_id: ctx.tenant_id, employee_id });
  for (const store_id of Object.keys(standing?.stores ?? {})) storeFor(ctx, "employee_manage", store_id);
  if (employee_id === ctx.actor.id) throw new AppError(employeeErrors.oneself);
  if (!mayManage(ctx.employee?.stores ?? {}, standing?.stores ?? {})) throw new AppError(errors.permission);

  const change = { status, epoch: employee.epoch + (status === "suspended" ? 1 : 0) };
  const reply = { ...employee, ...change };
  const event = status === "suspended" ? EMPLOYEE_EVENTS.suspended : EMPLOYEE_EVENTS.resumed;
  await commit(ctx, {
    writes: [updateEmployee(employee, change)],
    audit: [
      {
        event,
        subject: ["employee", employee_id],
        changes: { before: { status: employee.status }, after: { status } },
      },
    ],
    events: [{ type: event, subject: ["employee", employee_id], data: { employee_id, status } }],
    reply,
    refusals: [
      ["E_STALE_VERSION", employeeErrors.employee_changed],
      ["E_LAST_OWNER", employeeErrors.last_owner],
    ],
  });
  await reloadEmployee(ctx, employee_id);
  return reply;
}

/** Makes a person's object read its facts anew. Safe to repeat. */
export async function reloadEmployee(ctx: Context, employee_id: string): Promise<void> {
  await objectOf(ctx, employee_id).reload({ tenant_id: ctx.tenant_id, employee_id });
}

/** The same for every person of the tenant, after a change that concerns them all. Throws when one could not. */
export async function reloadEmployees(ctx: Context): Promise<void> {
  const employee_ids = await listEmployeeIds(ctx.db);
  await Promise.all(employee_ids.map((employee_id) => reloadEmployee(ctx, employee_id)));
}

function objectOf(ctx: Context, employee_id: string) {
  return ctx.env.EMPLOYEE.getByName(`${ctx.tenant_id}:${employee_id}`);
}
