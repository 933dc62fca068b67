/** Who is calling: the token says who, and the caller's objects say whether it still may (rules T3, T4, D2). */

import type { Env } from "../../env.ts";
import { AppError, type ErrorSpec, errors } from "../../shared/errors.ts";
import { tenantTime } from "../../shared/time.ts";
import { commit } from "../db/commit.ts";
import { type Actor, asTenant, type Context, type PublicContext, type ReplyKey } from "./context.ts";
import { type DeviceClaims, type EmployeeClaims, verifyToken } from "./tokens.ts";

/** An id that a device may use for one subject only, checked in the admission call itself. */
export interface Claim {
  id: string;
  subject: string;
}

/** Why an object does not admit its holder. */
export type AdmissionRefusal = "unknown" | "superseded" | "pending" | "suspended" | "revoked" | "claim_reused";

export type Claims = DeviceClaims | EmployeeClaims;

/** Reads and verifies the bearer token; no I/O. Error: E_UNAUTHENTICATED. */
export function authenticate(env: Env, header: string | undefined, now: number): Promise<Claims> {
  const token = /^Bearer ([\w.~+/=-]+)$/i.exec(header ?? "")?.[1];
  if (!token) throw new AppError(errors.unauthenticated);
  return verifyToken(env, token, ["device", "employee"], now);
}

export function callerId(claims: Claims): string {
  return claims.kind === "device" ? claims.device_id : claims.employee_id;
}

/**
 * Asks the device's and the employee's object, in parallel, whether they still stand, and makes the context, at
 * the tenant's own time. A suspended or revoked caller is refused and the refusal audited. `claim_error` answers a reused claim; an
 * `upload_only` route takes what a revoked device recorded before (rule O9).
 */
export async function admit(
  base: PublicContext,
  claims: Claims,
  reply_key: ReplyKey | null,
  claim: Claim | null,
  claim_error: ErrorSpec | undefined,
  upload_only: boolean,
): Promise<Context> {
  const { tenant_id, device_id } = claims;
  const { env, arrived_at } = base;
  const device_epoch = claims.kind === "device" ? claims.epoch : (claims.device_epoch ?? -1);
  const [device, employee] = await Promise.all([
    device_id === undefined
      ? null
      : env.DEVICE.getByName(`${tenant_id}:${device_id}`).admit({
          tenant_id,
          device_id,
          epoch: device_epoch,
          arrived_at,
          claim,
          upload_only,
        }),
    claims.kind === "device"
      ? null
      : env.EMPLOYEE.getByName(`${tenant_id}:${claims.employee_id}`).admit({
          tenant_id,
          employee_id: claims.employee_id,
          epoch: claims.epoch,
          session_id: claims.session_id,
        }),
  ]);
  const actor: Actor =
    claims.kind === "device" ? { kind: "device", id: claims.device_id } : { kind: "employee", id: claims.employee_id };
  const moved: PublicContext = {
    ...base,
    now: tenantTime(arrived_at, (device ?? employee)?.clock_offset_s ?? 0),
  };
  if (device && !device.ok) await refuse(moved, claims, actor, "device", device.refusal, claim_error);
  if (employee && !employee.ok) await refuse(moved, claims, actor, "employee", employee.refusal, undefined);
  if ((device && !device.ok) || (employee && !employee.ok)) throw new AppError(errors.unauthenticated);

  const store_id = device?.device.store_id ?? (claims.kind === "employee" ? claims.store_id : undefined) ?? null;
  return asTenant(moved, tenant_id, {
    actor,
    device: device?.device ?? null,
    employee:
      employee && claims.kind === "employee" ? { ...employee.employee, store_id, session_id: claims.session_id } : null,
    store_id,
    reply_key,
  });
}

/** What each refusal means on the wire; the ones that rule T3 names are audited. */
const REFUSALS: Record<
  "device" | "employee",
  Partial<Record<AdmissionRefusal, { spec: ErrorSpec; audit: boolean }>>
> = {
  device: {
    pending: { spec: errors.device_pending, audit: false },
    suspended: { spec: errors.device_suspended, audit: true },
    revoked: { spec: errors.device_revoked, audit: true },
  },
  employee: { suspended: { spec: errors.employee_suspended, audit: true } },
};

async function refuse(
  base: PublicContext,
  claims: Claims,
  actor: Actor,
  kind: "device" | "employee",
  refusal: AdmissionRefusal,
  claim_error: ErrorSpec | undefined,
): Promise<never> {
  if (refusal === "claim_reused" && claim_error) throw new AppError(claim_error);
  const meaning = REFUSALS[kind][refusal];
  if (!meaning) throw new AppError(errors.unauthenticated);
  if (meaning.audit) {
    const subject = kind === "device" ? (claims.device_id ?? "") : callerId(claims);
    const ctx = asTenant(base, claims.tenant_id, { actor });
    const changes = { code: meaning.spec.code };
    const entry = { event: `${kind}.refused`, subject: [kind, subject] as const, changes, device_id: claims.device_id };
    await commit(ctx, { writes: [], audit: [entry] }).catch((error) =>
      console.error(JSON.stringify({ level: "error", message: "refusal not audited", ...entry, cause: String(error) })),
    );
  }
  throw new AppError(meaning.spec);
}
