/** Proofs of identity by PIN and by a code of the second factor; each failure is audited (rules A3, U1). */

import { hashSecret } from "../../../../platform/crypto/secrets.ts";
import { type AuditEntry, commit } from "../../../../platform/db/commit.ts";
import { auditRefused } from "../../../../platform/db/refusals.ts";
import type { Context, PublicContext } from "../../../../platform/http/context.ts";
import { networkOf } from "../../../../shared/addresses.ts";
import { AppError, type ErrorSpec, errors } from "../../../../shared/errors.ts";
import {
  EMPLOYEE_EVENTS,
  employeeErrors,
  type Factor,
  objectOf,
  type PinRefusal,
  reloadEmployee,
  settlePinReset,
} from "../../employees/index.ts";
import { proofNeeded } from "../domain/totp.ts";
import { LOCKS_THAT_ALARM, type Place } from "../domain/tries.ts";
import { strikeRecoveryCode } from "../store/totps.ts";

/** The place where a request's PINs are counted: its device, or the network of its address. */
function placeOf(device_id: string | undefined, ip: string | null): Place {
  return device_id === undefined ? `network:${networkOf(ip)}` : `device:${device_id}`;
}

/**
 * Proves that a PIN is this person's, and strong enough for their permissions. A wrong one is counted, and audited with
 * device and address (rule A3). Errors: `wrong` for a wrong PIN, E_PIN_WEAK, E_PIN_LOCKED and E_RATE_LIMIT with Retry-After,
 * E_EMPLOYEE_SUSPENDED.
 */
export async function provePin(...args: Parameters<typeof proveAnyPin>) {
  const { standing, proof, needs_strong_pin } = await proveAnyPin(...args);
  if (needs_strong_pin && !proof.pin_strong) throw new AppError(errors.pin_weak);
  return standing;
}

/** The same, but accepts a PIN that is too weak for its owner's permissions. */
export async function proveAnyPin(
  ctx: Context,
  employee_id: string,
  pin: string,
  refused_event: string,
  wrong: ErrorSpec,
) {
  const { tenant_id, now, arrived_at } = ctx;
  const place = placeOf(ctx.device?.device_id, ctx.ip);
  const verdict = await objectOf(ctx, employee_id).tryPin({ tenant_id, employee_id, pin, place, now, arrived_at });
  if (verdict.result === "right") {
    if (!verdict.pin_reset) return verdict;
    await settlePinReset(ctx, employee_id, verdict.pin_reset);
    const standing = await objectOf(ctx, employee_id).standing({ tenant_id, employee_id });
    return { ...verdict, standing: standing ?? verdict.standing };
  }
  const { locks = false, ...refusal } = { locks: undefined, ...verdict };
  await auditRefusal(ctx, employee_id, refused_event, { ...refusal, ...(locks && { locks }) });
  if (locks) await noteLock(ctx, employee_id);
  if (verdict.result === "suspended") throw new AppError(errors.employee_suspended);
  throw verdict.result === "unknown" ? new AppError(wrong) : refusalOf(verdict, wrong, now);
}

/**
 * Refuses a PIN for an unknown e-mail address like one for a known address: it is counted, locked, and takes as long.
 * `tenant_id` and `device_id` are those of the device where it was typed.
 */
export async function refuseUnknownEmail(
  base: PublicContext,
  { email, pin, tenant_id, device_id }: { email: string; pin: string; tenant_id?: string; device_id?: string },
  wrong: ErrorSpec,
): Promise<never> {
  const { now, arrived_at } = base;
  const place = placeOf(device_id, base.ip);
  const object = base.env.EMPLOYEE.getByName(`nobody:${await hashSecret(email)}`);
  const refusal = await object.tryNobodysPin({ tenant_id: tenant_id ?? null, pin, place, now, arrived_at });
  throw refusalOf(refusal, wrong, now);
}

function refusalOf(refusal: PinRefusal, wrong: ErrorSpec, now: number): AppError {
  if (refusal.result === "locked") return locked(employeeErrors.pin_locked, refusal.locked_until - now);
  if (refusal.result === "shut") return new AppError(errors.rate_limit, undefined, refusal.retry_after_s);
  return new AppError(wrong);
}

/** Counts a lock in the tenant; the fifth within ten minutes raises an alert, once in that time. */
async function noteLock(ctx: Context, employee_id: string): Promise<void> {
  const { locks, window_ms } = LOCKS_THAT_ALARM;
  const counter = ctx.env.THROTTLE.getByName(`locks-of:${ctx.tenant_id}`);
  const take = (bucket: string, limit: number) => counter.take({ bucket, limit, window_ms, now: ctx.arrived_at });
  if ((await take("locks", locks - 1)).ok || !(await take("alarm", 1)).ok) return;
  const subject = ["employee", employee_id] as const;
  const attack = { locks, window_s: window_ms / 1000 };
  await commit(ctx, {
    writes: [],
    audit: [{ event: EMPLOYEE_EVENTS.pins_attacked.type, subject, changes: attack }],
    events: [EMPLOYEE_EVENTS.pins_attacked.of(subject, { ...attack, employee_id })],
  });
}

/** The second factor in a request: one of these fields, or none. */
export interface SentFactor {
  totp_code?: string;
  recovery_code?: string;
}

/**
 * Proves that a code belongs to this person's second factor; a recovery code is used up. Wrong codes are counted like wrong
 * PINs. Errors: E_TOTP_REQUIRED without a code, E_TOTP_CODE, E_TOTP_LOCKED with Retry-After.
 */
export async function proveCode(
  ctx: Context,
  employee_id: string,
  { totp_code, recovery_code }: SentFactor,
  refused_event: string,
): Promise<void> {
  const factor: Factor | undefined =
    totp_code !== undefined ? { totp_code } : recovery_code !== undefined ? { recovery_code } : undefined;
  if (!factor) {
    await auditRefusal(ctx, employee_id, refused_event, { result: "code_missing" });
    throw new AppError(employeeErrors.totp_required);
  }
  const now = ctx.arrived_at;
  const verdict = await objectOf(ctx, employee_id).tryCode({ tenant_id: ctx.tenant_id, employee_id, factor, now });
  if (verdict.result === "right") {
    if (verdict.recovery_code_hash) await useRecoveryCode(ctx, employee_id, verdict.recovery_code_hash);
    return;
  }
  const result = `code_${verdict.result}`;
  await auditRefusal(ctx, employee_id, refused_event, { ...verdict, result });
  if (verdict.result === "locked") throw locked(employeeErrors.totp_locked, verdict.locked_until - now);
  throw new AppError(employeeErrors.totp_code);
}

/**
 * Proves that the calling person is the one who opened the session: by PIN, by code, or by both (rule T8).
 * Errors: E_PIN_REQUIRED, E_PIN_WRONG, E_PIN_LOCKED, E_EMPLOYEE_SUSPENDED, those of a code.
 */
export async function proveOneself(
  ctx: Context,
  employee_id: string,
  sent: { pin?: string } & SentFactor,
  refused_event: string,
): Promise<void> {
  const standing = await objectOf(ctx, employee_id).standing({ tenant_id: ctx.tenant_id, employee_id });
  const needed = proofNeeded(standing?.totp_confirmed_at ?? null, ctx.arrived_at);
  if (needed.pin && sent.pin === undefined) {
    await auditRefusal(ctx, employee_id, refused_event, { result: "pin_missing" });
    throw new AppError(employeeErrors.pin_required);
  }
  if (needed.pin) await provePin(ctx, employee_id, sent.pin ?? "", refused_event, employeeErrors.pin_wrong);
  if (needed.code) await proveCode(ctx, employee_id, sent, refused_event);
}

/** Uses up a recovery code; of two requests that use it at once, one succeeds. */
async function useRecoveryCode(ctx: Context, employee_id: string, hash: string): Promise<void> {
  const event = EMPLOYEE_EVENTS.recovery_code_used;
  const subject = ["employee", employee_id] as const;
  await commit(ctx, {
    writes: [strikeRecoveryCode(ctx.db, employee_id, hash)],
    audit: [{ event: event.type, subject }],
    events: [event.of(subject, { employee_id })],
    refusals: [["E_STALE_VERSION", employeeErrors.totp_code]],
  });
  await reloadEmployee(ctx, employee_id);
}

/** Records a failed proof with device and address; repeats are recorded by their count. */
export async function auditRefusal(
  ctx: Context,
  employee_id: string,
  event: string,
  changes: AuditEntry["changes"],
): Promise<void> {
  await auditRefused(ctx, objectOf(ctx, employee_id), { event, subject: ["employee", employee_id], changes });
}

function locked(spec: ErrorSpec, left_ms: number): AppError {
  return new AppError(spec, undefined, Math.ceil(left_ms / 1000));
}
