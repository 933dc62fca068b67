/** Use-cases of second factors: enrol, confirm with a first code, remove, seal again. */

import { renderSVG } from "uqr";
import { settingsOf } from "../../../../env.ts";
import { hashSecret, randomBytes, seal, unseal } from "../../../../platform/crypto/secrets.ts";
import { newTotpSecret, stepOfCode, totpUri } from "../../../../platform/crypto/totp.ts";
import { commit } from "../../../../platform/db/commit.ts";
import type { EventType } from "../../../../platform/events/define.ts";
import { asTenant, type Context, type PublicContext } from "../../../../platform/http/context.ts";
import { logTrouble } from "../../../../platform/log/log.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import {
  EMPLOYEE_EVENTS,
  employeeErrors,
  employeeManaged,
  employeeSeen,
  getEmployee,
  objectOf,
  reloadEmployee,
} from "../../employees/index.ts";
import { RECOVERY_CODES, recoveryCodeOf } from "../domain/secrets.ts";
import { WINDOW_STEPS } from "../domain/totp.ts";
import { deleteTotp, findTotp, insertTotp, listTotpsSealedBy, type Totp, updateTotp } from "../store/totps.ts";
import { proveOneself, provePin, type SentFactor } from "./proof.ts";
import { getCaller, otherSessionsOf } from "./sessions.ts";

const RACES = [
  ["E_STALE_VERSION", errors.conflict],
  ["employee_totps.tenant_id", errors.conflict],
] as const;

/**
 * Gives the calling person a secret for an authenticator, for their PIN. It is shown once, and counts after a code confirms it
 * (rule T8). Errors: those of a PIN, E_TOTP_ACTIVE.
 */
export async function enrolTotp(ctx: Context, pin: string) {
  const { tenant_id, arrived_at } = ctx;
  const { employee_id } = getCaller(ctx);
  await provePin(ctx, employee_id, pin, "employee.totp_enrolment_refused", employeeErrors.pin_wrong);
  const { email } = await getEmployee(ctx, employee_id);
  const before = await findTotp(ctx.db, employee_id);
  if (before?.confirmed_at) throw new AppError(employeeErrors.totp_active);
  const secret = newTotpSecret();
  const sealed_secret = await seal(secret, settingsOf(ctx.env).secret_masters, tenant_id, "totp");
  const fresh = { sealed_secret, recovery_code_hashes: [], created_at: arrived_at };
  const otpauth_uri = totpUri(secret, email);
  const reply = { secret, otpauth_uri, qr_svg: renderSVG(otpauth_uri, { border: 2 }) };
  await commit(ctx, {
    writes: [before ? updateTotp(before, fresh) : insertTotp({ tenant_id, employee_id, version: 1, ...fresh })],
    ...auditAndEvent(EMPLOYEE_EVENTS.totp_enrolled, employee_id),
    reply,
    refusals: RACES,
  });
  return reply;
}

/**
 * Confirms the calling person's secret with its first code, and returns ten recovery codes, shown once. Their other sessions
 * end, because they were opened without the second factor.
 * Errors: E_TOTP_ABSENT, E_TOTP_ACTIVE, E_TOTP_CODE. Wrong codes are not counted: the caller was shown the secret.
 */
export async function verifyTotp(ctx: Context, code: string) {
  const { tenant_id, arrived_at } = ctx;
  const { employee_id, session_id } = getCaller(ctx);
  const totp = await findTotp(ctx.db, employee_id);
  if (!totp) throw new AppError(employeeErrors.totp_absent);
  if (totp.confirmed_at) throw new AppError(employeeErrors.totp_active);
  const secret = await unseal(totp.sealed_secret, settingsOf(ctx.env).secret_masters, tenant_id, "totp");
  const confirmed_step = stepOfCode(secret, code, arrived_at, WINDOW_STEPS);
  if (confirmed_step === null) throw new AppError(employeeErrors.totp_code);

  const recovery_codes = Array.from({ length: RECOVERY_CODES }, () => recoveryCodeOf(randomBytes(16)));
  const recovery_code_hashes = await Promise.all(recovery_codes.map(hashSecret));
  const reply = { confirmed_at: arrived_at, recovery_codes };
  const change = { confirmed_at: arrived_at, confirmed_step, recovery_code_hashes };
  const { audit, events } = auditAndEvent(EMPLOYEE_EVENTS.totp_confirmed, employee_id);
  const data = { employee_id, session_ids: await otherSessionsOf(ctx, employee_id) };
  await commit(ctx, {
    writes: [updateTotp(totp, change)],
    audit,
    events: [...events, EMPLOYEE_EVENTS.sessions_ended.of(["employee", employee_id], data)],
    reply,
    refusals: RACES,
  });
  await reloadEmployee(ctx, employee_id);
  await objectOf(ctx, employee_id).endOtherSessions(session_id);
  return reply;
}

const RESEALS_PER_RUN = 50;

/** Seals secrets of older master keys again with the newest one, some in each run. */
export async function resealTotps(base: PublicContext): Promise<void> {
  const { secret_masters } = settingsOf(base.env);
  const older = [...secret_masters.keys()].slice(0, -1);
  if (older.length === 0) return;
  for (const totp of await listTotpsSealedBy(base.env, older, RESEALS_PER_RUN)) {
    const { tenant_id, employee_id } = totp;
    const ctx = asTenant(base, tenant_id);
    try {
      const secret = await unseal(totp.sealed_secret, secret_masters, tenant_id, "totp");
      await commit(ctx, {
        writes: [updateTotp(totp, { sealed_secret: await seal(secret, secret_masters, tenant_id, "totp") })],
        ...auditAndEvent(EMPLOYEE_EVENTS.totp_resealed, employee_id),
        refusals: RACES,
      });
      await reloadEmployee(ctx, employee_id);
    } catch (error) {
      logTrouble("error", "second factor not sealed with the newest key", error, { tenant_id, employee_id });
    }
  }
}

/** A second factor as its person and their managers see it. */
export interface TotpState {
  enrolled: boolean;
  /** Epoch ms; null until its first code confirms it. */
  confirmed_at: number | null;
  recovery_codes_left: number;
}

/** The calling person's second factor. Error: E_NOT_FOUND for a device. */
export async function readOwnTotp(ctx: Context): Promise<TotpState> {
  return stateOf(await findTotp(ctx.db, getCaller(ctx).employee_id));
}

/** The second factor of a person whom the caller sees. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH. */
export async function readTotpOf(ctx: Context, employee_id: string): Promise<TotpState> {
  await employeeSeen(ctx, employee_id);
  return stateOf(await findTotp(ctx.db, employee_id));
}

function stateOf(totp: Totp | undefined): TotpState {
  const confirmed_at = totp?.confirmed_at ?? null;
  const recovery_codes_left = confirmed_at === null ? 0 : (totp?.recovery_code_hashes.length ?? 0);
  return { enrolled: confirmed_at !== null, confirmed_at, recovery_codes_left };
}

/**
 * Removes the calling person's second factor; a confirmed one needs the proofs of a step-up. Errors: those of
 * `proveOneself`.
 */
export async function removeOwnTotp(ctx: Context, proof: { pin?: string } & SentFactor): Promise<{ enrolled: false }> {
  const { employee_id } = getCaller(ctx);
  const totp = await findTotp(ctx.db, employee_id);
  if (totp?.confirmed_at) await proveOneself(ctx, employee_id, proof, "employee.totp_removal_refused");
  return remove(ctx, employee_id, totp);
}

/** Removes the second factor of a person whom the caller manages, and who lost it. */
export async function removeTotpOf(ctx: Context, employee_id: string): Promise<{ enrolled: false }> {
  await employeeManaged(ctx, employee_id);
  // Nobody removes their own second factor in this way: that needs a code.
  if (employee_id === ctx.employee?.employee_id) throw new AppError(employeeErrors.totp_required);
  return remove(ctx, employee_id, await findTotp(ctx.db, employee_id));
}

async function remove(ctx: Context, employee_id: string, totp: Totp | undefined): Promise<{ enrolled: false }> {
  const reply = { enrolled: false } as const;
  if (!totp) return reply;
  await commit(ctx, {
    writes: [deleteTotp(totp)],
    ...auditAndEvent(EMPLOYEE_EVENTS.totp_removed, employee_id),
    reply,
  });
  await reloadEmployee(ctx, employee_id);
  return reply;
}

/** The audit entry and event of a change of a second factor. */
function auditAndEvent(event: EventType<{ employee_id: string }>, employee_id: string) {
  const subject = ["employee", employee_id] as const;
  const audit: [{ event: string; subject: typeof subject }] = [{ event: event.type, subject }];
  return { audit, events: [event.of(subject, { employee_id })] };
}
