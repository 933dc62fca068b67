/** Proving that one is who one says: by PIN, and by a code of the second factor; each failure is audited (rules A3, U1). */

import type { Factor } from "../../../../durable-objects/employee/object.ts";
import { type AuditEntry, commit } from "../../../platform/db/commit.ts";
import type { Context } from "../../../platform/http/context.ts";
import { AppError, type ErrorSpec, errors } from "../../../shared/errors.ts";
import { employeeErrors } from "../domain/errors.ts";
import { EMPLOYEE_EVENTS } from "../events.ts";
import { strikeRecoveryCode } from "../store.ts";
import { objectOf, reloadEmployee } from "./objects.ts";

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
  await auditRefusal(ctx, employee_id, refused_event, { ...verdict });
  if (verdict.result === "suspended") throw new AppError(errors.employee_suspended);
  if (verdict.result === "locked") throw locked(employeeErrors.pin_locked, verdict.locked_until - ctx.now);
  throw new AppError(wrong);
}

/** What a request may hold of a second factor; one of them, or none. */
export interface SentFactor {
  totp_code?: string;
  recovery_code?: string;
}

/**
 * Proves that a code is of this person's second factor; a recovery code is struck out. Wrong ones are counted as wrong
 * PINs are. Errors: E_TOTP_REQUIRED when there is none, E_TOTP_CODE, E_TOTP_LOCKED with Retry-After.
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

/** Strikes a recovery code out; of two that use it at once, one does. */
async function useRecoveryCode(ctx: Context, employee_id: string, hash: string): Promise<void> {
  const event = EMPLOYEE_EVENTS.recovery_code_used;
  const subject = ["employee", employee_id] as const;
  await commit(ctx, {
    writes: [strikeRecoveryCode(ctx.db, employee_id, hash)],
    audit: [{ event, subject }],
    events: [{ type: event, subject, data: { employee_id } }],
    refusals: [["E_STALE_VERSION", employeeErrors.totp_code]],
  });
  await reloadEmployee(ctx, employee_id);
}

/** Records that somebody failed to prove to be a person, with device and address. */
export async function auditRefusal(
  ctx: Context,
  employee_id: string,
  event: string,
  changes: AuditEntry["changes"],
): Promise<void> {
  await commit(ctx, { writes: [], audit: [{ event, subject: ["employee", employee_id], changes }] });
}

function locked(spec: ErrorSpec, left_ms: number): AppError {
  return new AppError(spec, undefined, Math.ceil(left_ms / 1000));
}
