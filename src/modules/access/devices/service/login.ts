/** Logs a device in: its long-lived token gets an access token of 15 minutes (rule T4). */

import { equalSecrets, hashSecret } from "../../../../platform/crypto/secrets.ts";
import { commit } from "../../../../platform/db/commit.ts";
import { auditRefused } from "../../../../platform/db/refusals.ts";
import { refuseCommon } from "../../../../platform/http/auth.ts";
import type { PublicContext } from "../../../../platform/http/context.ts";
import { countCredential } from "../../../../platform/http/rates.ts";
import { signToken } from "../../../../platform/http/tokens.ts";
import { holderClaims } from "../../../../shared/claims.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { isUlid } from "../../../../shared/ids.ts";
import { openTenant } from "../../tenants/index.ts";
import { deviceErrors } from "../domain/errors.ts";
import { refuseRehearsed } from "../domain/rehearsal.ts";
import { decideAdmission, devicePermissions } from "../domain/standing.ts";
import { findOpenRehearsal } from "../store/rehearsals.ts";
import { findDevice } from "../store.ts";

/**
 * Exchanges a device's long-lived token for an access token. With `upload_only` a device that was revoked within seven
 * days gets one too; it opens only routes that take the device's records (rule O9).
 */
export async function loginDevice(
  base: PublicContext,
  input: { device_id: string; device_token: string; upload_only?: boolean },
) {
  const tenant_id = /^ppd_([0-9A-Z]{26})\./.exec(input.device_token)?.[1] ?? "";
  if (!isUlid(tenant_id)) throw new AppError(deviceErrors.credentials);
  const ctx = await openTenant(base, tenant_id);
  const device = await findDevice(ctx.db, input.device_id);
  if (!device) throw new AppError(deviceErrors.credentials);
  const { device_id, store_id, epoch } = device;
  base.trace.claims = { tenant_id, device_id };
  const credential = `device:${tenant_id}:${device_id}`;
  const genuine = equalSecrets(await hashSecret(input.device_token), device.device_token_hash);
  if (genuine) await countCredential(base, credential);
  const refusal = genuine ? decideAdmission(device, epoch, input.upload_only ? ctx.now : null) : "credentials";
  const actor = { kind: "device", id: device_id } as const;
  const entry = { subject: ["device", device_id], actor, device_id, store_id } as const;
  if (refusal) {
    const refused = { ...entry, event: "device.login_refused", changes: { reason: refusal } };
    await auditRefused(ctx, ctx.env.DEVICE.getByName(`${tenant_id}:${device_id}`), refused);
    throw new AppError(LOGIN_REFUSALS[refusal]);
  }
  const rehearsal = await findOpenRehearsal(ctx.db, device_id);
  const rehearsed = refuseRehearsed(rehearsal?.ends_at ?? null, ctx.arrived_at);
  if (rehearsed) refuseCommon(rehearsed);
  await commit(ctx, { writes: [], audit: [{ ...entry, event: "device.login" }] });
  const claims = { kind: "device", tenant_id, device_id, epoch } as const;
  const told = { store_id, ...holderClaims([], devicePermissions(device.type, device.caps)) };
  const { token, expires_in } = await signToken(ctx.env, claims, ctx.arrived_at, told);
  return { access_token: token, token_type: "Bearer" as const, expires_in, device };
}

const LOGIN_REFUSALS = {
  credentials: deviceErrors.credentials,
  superseded: deviceErrors.credentials,
  pending: errors.device_pending,
  suspended: errors.device_suspended,
  revoked: errors.device_revoked,
};
