/** Use-cases of logins: a login opens a session, and a refresh token continues it. */

import { commit } from "../../../../platform/db/commit.ts";
import { openDatabase } from "../../../../platform/db/session.ts";
import { admit, authenticate } from "../../../../platform/http/auth.ts";
import {
  type Context,
  type DevicePrincipal,
  type EmployeePrincipal,
  may,
  type PublicContext,
} from "../../../../platform/http/context.ts";
import { countCredential } from "../../../../platform/http/rates.ts";
import { type EmployeeClaims, signToken, verifyToken } from "../../../../platform/http/tokens.ts";
import { holderClaims } from "../../../../shared/claims.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { PERMISSIONS, type Permission } from "../../../../shared/permissions.ts";
import {
  employeeErrors,
  findEmployeeByEmail,
  findLogin,
  objectOf,
  recordLoginEmail,
  type Standing,
} from "../../employees/index.ts";
import { openTenantUnproven } from "../../tenants/index.ts";
import { recordSession } from "./named.ts";
import { auditRefusal, proveAnyPin, proveCode, refuseUnknownEmail, type SentFactor } from "./proof.ts";

const LOGIN_REFUSED = "employee.login_refused";

export interface LoginResult {
  access_token: string;
  refresh_token: string;
  token_type: "Bearer";
  expires_in: number;
  employee: { employee_id: string; name: string; roles: string[]; permissions: Permission[]; store_id: string | null };
}

/**
 * Logs a person in by e-mail address and PIN: on a device when its token is sent, else to the console. A person with a
 * second factor also sends a code, except on devices that open no office permission.
 * Errors: E_CREDENTIALS, E_PIN_LOCKED, E_EMPLOYEE_SUSPENDED, those of a code, E_SCOPE_MISMATCH for a store without
 * membership.
 */
export async function loginEmployee(
  base: PublicContext,
  input: { email: string; pin: string; store_id?: string; company_id?: string } & SentFactor,
): Promise<LoginResult> {
  const claims = base.authorization ? await authenticate(base.env, base.authorization, base.arrived_at) : null;
  if (claims && claims.kind !== "device") throw new AppError(errors.unauthenticated);
  const on_device = claims && (await admit(base, claims, { any_version: true }));
  if (claims) await countCredential(base, `device:${claims.tenant_id}:${claims.device_id}`);
  const named = { email: input.email.toLowerCase(), tenant_id: on_device?.tenant_id ?? input.company_id };
  const login = await findNamed(base, named);
  if (!login)
    return refuseUnknownEmail(base, { ...claims, email: named.email, pin: input.pin }, employeeErrors.credentials);
  const { tenant_id, employee_id } = login;
  const { ctx, requireServed } = await openTenantUnproven(base, tenant_id, {
    actor: { kind: "employee", id: employee_id },
    device: on_device?.device ?? null,
    store_id: on_device?.store_id ?? input.store_id ?? null,
  });
  const wrong = employeeErrors.credentials;
  const { standing, proof } = await proveAnyPin(ctx, employee_id, input.pin, LOGIN_REFUSED, wrong);
  if (!claims) await countCredential(base, `person:${tenant_id}:${employee_id}`);
  requireServed(standing.owner);
  const { store_id } = ctx;
  if (store_id && !(store_id in standing.stores)) {
    await auditRefusal(ctx, employee_id, LOGIN_REFUSED, { result: "other_store" });
    throw new AppError(errors.scope_mismatch, { store_id });
  }
  const second_factor = standing.has_totp && asksForFactor(ctx.device);
  if (second_factor) await proveCode(ctx, employee_id, input, LOGIN_REFUSED);

  const session_id = ctx.newId();
  const device_id = ctx.device?.device_id;
  const proved = { ...proof, second_factor };
  const session = await objectOf(ctx, employee_id).openSession(session_id, device_id ?? null, ctx.arrived_at, proved);
  if (!session) throw new AppError(wrong);
  await commit(ctx, {
    writes: [],
    parts: [
      device_id === undefined ? null : recordSession(ctx, { employee_id, device_id, session_id }),
      // A person who named the tenant claims an address that means nobody any more.
      device_id === undefined && named.tenant_id ? recordLoginEmail({ ...login, email: named.email }) : null,
    ],
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
  const held = heldBy(standing, { device: ctx.device, store_id, second_factor });
  const tokens = await signPair(ctx, binding, held, session.generation, session.renewed_at);
  return { ...tokens, employee: { employee_id, name: standing.name, ...held, store_id } };
}

/** The roles and permissions of a login: at its store, else at any store, within the limits of its device (rule T7). */
function heldBy(
  standing: Standing,
  { device, store_id, second_factor }: Pick<EmployeePrincipal, "store_id" | "second_factor"> & Pick<Context, "device">,
): { roles: string[]; permissions: Permission[] } {
  const at = store_id ? [store_id] : Object.keys(standing.stores);
  const caller = { device, employee: { ...standing, store_id, session_id: "", stepped_up_until: 0, second_factor } };
  return {
    roles: [...new Set(at.flatMap((store) => standing.roles[store] ?? []))],
    permissions: PERMISSIONS.filter((permission) => at.some((store) => may(caller, permission, store))),
  };
}

/** The person that an address means: in the device's or named tenant, else in the first tenant that used it. */
function findNamed({ env, bookmark }: PublicContext, { email, tenant_id }: { email: string; tenant_id?: string }) {
  return tenant_id === undefined
    ? findLogin(env, email)
    : findEmployeeByEmail(openDatabase(env, tenant_id, bookmark), email);
}

/** Whether a login there needs the second factor: it does where office permissions can be used (rule T7). */
function asksForFactor(device: DevicePrincipal | null): boolean {
  return device === null || device.type === "ADMIN";
}

/**
 * Exchanges a refresh token for a new pair. For 30 seconds the same token gets the same pair; later it ends its family
 * (rule T4). Errors: E_REFRESH, E_EMPLOYEE_SUSPENDED, those of a refused device.
 */
export async function refreshTokens(base: PublicContext, refresh_token: string) {
  const claims = await verifyToken(base.env, refresh_token, ["refresh"], base.arrived_at);
  const { kind, generation, ...binding } = claims;
  const { tenant_id, employee_id, device_id, device_epoch } = binding;
  await countCredential(base, `session:${tenant_id}:${binding.session_id}`);
  const actor = { kind: "employee", id: employee_id } as const;
  const { ctx, requireServed } = await openTenantUnproven(base, tenant_id, { actor });
  const standing = await objectOf(ctx, employee_id).standing({ tenant_id, employee_id });
  requireServed(standing?.owner ?? false);
  const bound = device_id ? ({ kind: "device", tenant_id, device_id, epoch: device_epoch ?? -1 } as const) : null;
  const on_device = bound && (await admit(base, bound, { any_version: true }));
  const renewed = await objectOf(ctx, employee_id).renewSession({ ...binding, generation, now: ctx.arrived_at });
  if (!renewed.ok) {
    const changes = { reason: renewed.refusal, session_id: binding.session_id };
    await auditRefusal(ctx, employee_id, "employee.refresh_refused", changes);
    throw new AppError(renewed.refusal === "suspended" ? errors.employee_suspended : employeeErrors.refresh);
  }
  const { second_factor } = renewed;
  const held = standing
    ? heldBy(standing, { device: on_device?.device ?? null, store_id: binding.store_id ?? null, second_factor })
    : { roles: [], permissions: [] };
  return signPair(ctx, binding, held, renewed.generation, renewed.issued_at);
}

type Binding = Omit<EmployeeClaims, "kind">;

/**
 * Signs the pair of one rotation: equal arguments give equal tokens. The access token has the person's roles and permissions
 * of this moment. `issued_at` is epoch ms of the world's clock.
 */
async function signPair(
  { env }: Context,
  binding: Binding,
  held: { roles: string[]; permissions: Permission[] },
  generation: number,
  issued_at: number,
) {
  const claims = holderClaims(held.roles, held.permissions);
  const [access, refresh] = await Promise.all([
    signToken<"employee">(env, { ...binding, kind: "employee" }, issued_at, claims),
    signToken<"refresh">(env, { ...binding, kind: "refresh", generation }, issued_at),
  ]);
  const { token: access_token, expires_in } = access;
  return { access_token, refresh_token: refresh.token, token_type: "Bearer" as const, expires_in };
}
