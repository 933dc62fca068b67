/** Admission of callers: the token names the caller, and the caller's objects decide whether it is still served (rules T3, T4, D2). */

import { type Env, settingsOf } from "../../env.ts";
import { readToken, storesOfToken, type TokenPrincipal } from "../../shared/api-tokens.ts";
import { AppError, type ErrorSpec, errors } from "../../shared/errors.ts";
import type { ScanBinding } from "../../shared/principals.ts";
import { type Load, type RateClass, shareCount, UNBOUNDED } from "../../shared/rates.ts";
import type { AdmissionReason, AdmissionRefusal } from "../../shared/standing.ts";
import { tenantTime } from "../../shared/time.ts";
import { equalSecrets, hashSecret } from "../crypto/secrets.ts";
import { auditRefused } from "../db/refusals.ts";
import { logTrouble } from "../log/log.ts";
import { type Actor, asTenant, type Context, type PublicContext, type ReplyKey } from "./context.ts";
import type { Contract } from "./contract.ts";
import { throttleFailure } from "./rates.ts";
import { type DeviceClaims, type EmployeeClaims, verifyToken } from "./tokens.ts";

/** The names in an API token. Its object knows whether the secret is right, and what the token may do. */
export interface TokenClaims {
  kind: "token";
  tenant_id: string;
  token_id: string;
  secret_hash: string;
  device_id?: undefined;
  employee_id?: undefined;
}

export type Claims = DeviceClaims | EmployeeClaims | TokenClaims;

/** The errors of every route that needs a caller. */
export const CALLER_ERRORS = [
  errors.unauthenticated,
  errors.token_expired,
  errors.device_revoked,
  errors.token_revoked,
  errors.device_pending,
  errors.device_suspended,
  errors.employee_suspended,
  errors.tenant_suspended,
  errors.tenant_closed,
  errors.permission,
  errors.scope_mismatch,
  errors.offline_rehearsal,
];

/** Reads and verifies the bearer token; no I/O. Errors: E_UNAUTHENTICATED, E_TOKEN_EXPIRED. */
export async function authenticate(env: Env, header: string | undefined, now: number): Promise<Claims> {
  const token = bearerOf(header);
  if (!token) throw new AppError(errors.unauthenticated);
  const api_token = readToken(token);
  if (api_token) {
    const { tenant_id, token_id, secret } = api_token;
    return { kind: "token", tenant_id, token_id, secret_hash: await hashSecret(secret) };
  }
  return verifyToken(env, token, ["device", "employee"], now);
}

/** Whether a header has the deployment's METRICS_TOKEN; the comparison takes the same time whatever it finds. */
export async function hasMetricsToken(env: Env, header: string | undefined): Promise<boolean> {
  const { metrics_token } = settingsOf(env);
  const token = bearerOf(header);
  if (!metrics_token || !token) return false;
  return equalSecrets(await hashSecret(token), await hashSecret(metrics_token));
}

function bearerOf(header: string | undefined): string | undefined {
  return /^Bearer ([\w.~+/=-]+)$/i.exec(header ?? "")?.[1];
}

/**
 * The holder of an Idempotency-Key (rule I6): on a device the device, for any person who uses it; elsewhere the person. On a
 * route with `personal` it is always the person.
 */
export function keyHolder(claims: Claims, { personal }: Pick<Contract, "personal">): string {
  if (claims.kind === "device") return claims.device_id;
  if (claims.kind === "token") return claims.token_id;
  return personal ? claims.employee_id : (claims.device_id ?? claims.employee_id);
}

/**
 * The person who is part of a request's fingerprint, where the reply has a secret that the route's permission alone does
 * not open. Another person at the device is then refused, and the act is not repeated.
 */
export function partOfRequest(claims: Claims, { secret, access }: Pick<Contract, "secret" | "access">): string | null {
  const opened = !secret || access.public || (access.permission !== "authenticated" && !access.step_up);
  return opened || claims.kind !== "employee" ? null : claims.employee_id;
}

/** The requirements of a route for an admission. */
export interface AdmissionRequest {
  reply_key?: ReplyKey | null;
  binding?: ScanBinding | null;
  /** The error for a binding that was used for another subject. */
  binding_error?: ErrorSpec;
  /** The route takes a device's records from before it was revoked (rule O9). */
  upload_only?: boolean;
  /** Also open to a person who must first set a stronger PIN (rule A3). */
  with_weak_pin?: boolean;
  /** Also open to an app that is too old for its store (rule D4). */
  any_version?: boolean;
  /** The server asks on its own account: the device gave no sign of life (rule D3). */
  unseen?: boolean;
  /** The route and class that count the call (rules L1, L2); a login is counted elsewhere. */
  counted?: { route: string; rate: RateClass; load?: Load };
}

/**
 * Asks the objects of device and employee, in parallel, whether the caller is served and has calls left. Makes the
 * context, at the tenant's own time. A suspended or revoked caller is refused, and the refusal is audited.
 */
export function admit(base: PublicContext, claims: Claims, ask: AdmissionRequest): Promise<Context> {
  base.trace.claims = claims;
  return claims.kind === "token" ? admitToken(base, claims, ask) : admitHolder(base, claims, ask);
}

async function admitHolder(
  base: PublicContext,
  claims: DeviceClaims | EmployeeClaims,
  ask: AdmissionRequest,
): Promise<Context> {
  const { tenant_id, device_id } = claims;
  const { env, arrived_at } = base;
  const { binding = null, upload_only = false, any_version = false, unseen = false } = ask;
  const caller = { device: device_id !== undefined, person: claims.kind === "employee" };
  const counted = ask.counted && shareCount(ask.counted, caller);
  const device_epoch = claims.kind === "device" ? claims.epoch : (claims.device_epoch ?? -1);
  const [device, employee] = await Promise.all([
    device_id === undefined
      ? null
      : env.DEVICE.getByName(`${tenant_id}:${device_id}`).admit({
          tenant_id,
          device_id,
          epoch: device_epoch,
          arrived_at,
          binding,
          upload_only,
          any_version,
          unseen,
          counted: counted?.device ?? null,
        }),
    claims.kind === "device"
      ? null
      : env.EMPLOYEE.getByName(`${tenant_id}:${claims.employee_id}`).admit({
          tenant_id,
          employee_id: claims.employee_id,
          epoch: claims.epoch,
          session_id: claims.session_id,
          arrived_at,
          counted: counted?.person ?? null,
          with_weak_pin: ask.with_weak_pin ?? false,
          undoes: ask.counted?.rate === "undo",
        }),
  ]);
  const actor: Actor =
    claims.kind === "device" ? { kind: "device", id: claims.device_id } : { kind: "employee", id: claims.employee_id };
  const moved: PublicContext = {
    ...base,
    now: tenantTime(arrived_at, (device ?? employee)?.clock_offset_s ?? 0),
  };
  if (device && !device.ok) await refuse(moved, claims, actor, "device", device.refusal, ask.binding_error);
  if (employee && !employee.ok) await refuse(moved, claims, actor, "employee", employee.refusal, undefined);
  if ((device && !device.ok) || (employee && !employee.ok)) throw new AppError(errors.unauthenticated);

  const store_id = device?.device.store_id ?? (claims.kind === "employee" ? claims.store_id : undefined) ?? null;
  return asTenant(moved, tenant_id, {
    actor,
    device: device?.device ?? null,
    employee:
      employee && claims.kind === "employee" ? { ...employee.employee, store_id, session_id: claims.session_id } : null,
    store_id,
    reply_key: ask.reply_key ?? null,
    allowance: (device?.ok && device.allowance) || UNBOUNDED,
  });
}

/**
 * Asks a token's object, and for a personal token then its person's, whether the caller is served. A token never acts as an
 * owner, and never after a step-up (rules T13, T14).
 */
async function admitToken(base: PublicContext, claims: TokenClaims, ask: AdmissionRequest): Promise<Context> {
  const { tenant_id, token_id } = claims;
  const { env, arrived_at } = base;
  const share = (person: boolean) => ask.counted && shareCount(ask.counted, { device: true, person });
  const verdict = await env.API_TOKEN.getByName(`${tenant_id}:${token_id}`).admit({
    ...{ tenant_id, token_id, secret_hash: claims.secret_hash, arrived_at },
    counted: share(false)?.device ?? null,
  });
  const moved: PublicContext = { ...base, now: tenantTime(arrived_at, verdict.clock_offset_s) };
  const integration: Actor = { kind: "token", id: token_id };
  if (!verdict.ok) {
    if (verdict.refusal.reason === "unknown") await throttleFailure(base, "api_token");
    return refuse(moved, claims, integration, "token", verdict.refusal, undefined);
  }
  const { name, store_ids, person, kind, permissions } = verdict.token;
  const token: TokenPrincipal = { token_id, kind, permissions };
  const store_id = store_ids.length === 1 ? (store_ids[0] ?? null) : null;
  const of_token = { store_id, session_id: token_id, owner: false, stepped_up_until: 0, second_factor: false };
  const caller = { token, store_id, reply_key: ask.reply_key ?? null, allowance: verdict.allowance };
  if (!person) {
    const employee = { ...of_token, employee_id: token_id, name, stores: storesOfToken(verdict.token, null) };
    return asTenant(moved, tenant_id, { ...caller, actor: integration, employee });
  }
  const { employee_id, epoch } = person;
  const admitted = await env.EMPLOYEE.getByName(`${tenant_id}:${employee_id}`).admit({
    ...{ tenant_id, employee_id, epoch, session_id: null, arrived_at, with_weak_pin: true },
    counted: share(true)?.person ?? null,
  });
  const actor: Actor = { kind: "employee", id: employee_id };
  if (!admitted.ok) {
    const { reason } = admitted.refusal;
    const refusal = reason === "superseded" ? ({ reason: "token_revoked" } as const) : admitted.refusal;
    return refuse(moved, { ...claims, employee_id }, actor, "employee", refusal, undefined);
  }
  const stores = storesOfToken(verdict.token, admitted.employee.stores);
  const employee = { ...of_token, employee_id, name: admitted.employee.name, stores };
  return asTenant(moved, tenant_id, { ...caller, actor, employee });
}

/** What a refusal names: the caller's device, person or token. */
interface RefusedCaller {
  tenant_id: string;
  device_id?: string | undefined;
  employee_id?: string | undefined;
  token_id?: string;
}

type CallerKind = "device" | "employee" | "token";

/** The error of each refusal; those that rule T3 names are audited. */
const REFUSALS: Record<CallerKind, Partial<Record<AdmissionReason, { spec: ErrorSpec; audit: boolean }>>> = {
  device: {
    pending: { spec: errors.device_pending, audit: false },
    suspended: { spec: errors.device_suspended, audit: true },
    revoked: { spec: errors.device_revoked, audit: true },
  },
  employee: {
    suspended: { spec: errors.employee_suspended, audit: true },
    token_revoked: { spec: errors.token_revoked, audit: true },
  },
  token: {
    token_revoked: { spec: errors.token_revoked, audit: true },
    token_expired: { spec: errors.token_expired, audit: true },
  },
};

/** Refusals of any caller, audited with a count. */
const COMMON_AUDITED: Partial<Record<AdmissionReason, { spec: ErrorSpec; audit: boolean }>> = {
  rate_limited: { spec: errors.rate_limit, audit: true },
};

const NOT_AUDITED = { spec: errors.unauthenticated, audit: false };

/** Refusals of any caller. A refusal for the tenant's standing is not audited, because the change of standing is. */
const COMMON_REFUSALS: Partial<Record<AdmissionReason, ErrorSpec>> = {
  rate_limited: errors.rate_limit,
  pin_weak: errors.pin_weak,
  bytes_spent: errors.bytes_spent,
  app_too_old: errors.min_version,
  tenant_suspended: errors.tenant_suspended,
  tenant_closed: errors.tenant_closed,
  maintenance: errors.maintenance,
  rehearsed: errors.offline_rehearsal,
};

/** Throws the error of a tenant or caller that is currently not served. */
export function refuseCommon({ reason, retry_after_s, min_app_version }: AdmissionRefusal): void {
  const common = COMMON_REFUSALS[reason];
  if (common)
    throw new AppError(common, min_app_version === undefined ? undefined : { min_app_version }, retry_after_s);
}

async function refuse(
  base: PublicContext,
  claims: RefusedCaller,
  actor: Actor,
  kind: CallerKind,
  refusal: AdmissionRefusal,
  binding_error: ErrorSpec | undefined,
): Promise<never> {
  if (refusal.reason === "binding_reused" && binding_error) throw new AppError(binding_error);
  const { spec, audit } = REFUSALS[kind][refusal.reason] ?? COMMON_AUDITED[refusal.reason] ?? NOT_AUDITED;
  if (audit) {
    const subject = { device: claims.device_id, employee: claims.employee_id, token: claims.token_id }[kind] ?? "";
    const ctx = asTenant(base, claims.tenant_id, { actor });
    const entry = {
      event: kind === "token" ? "api_token.refused" : `${kind}.refused`,
      subject: [kind === "token" ? "api_token" : kind, subject] as const,
      changes: { code: spec.code, ...(kind === "employee" && claims.token_id && { token_id: claims.token_id }) },
      device_id: claims.device_id ?? null,
    };
    const { DEVICE: device, EMPLOYEE: employee, API_TOKEN: token } = base.env;
    const keeper = { device, employee, token }[kind].getByName(`${claims.tenant_id}:${subject}`);
    await auditRefused(ctx, keeper, entry).catch((error) => logTrouble("error", "refusal not audited", error, entry));
  }
  refuseCommon(refusal);
  throw new AppError(spec);
}
