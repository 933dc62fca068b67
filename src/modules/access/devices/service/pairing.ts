/** Use-cases of pairing: a site key creates one device (rule D1). */

import { equalSecrets, hashSecret, randomSecret } from "../../../../platform/crypto/secrets.ts";
import { commit, throwIfReplied } from "../../../../platform/db/commit.ts";
import { auditRefused } from "../../../../platform/db/refusals.ts";
import { type Context, type PublicContext, storeFor } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { AppError, type ErrorSpec, errors } from "../../../../shared/errors.ts";
import { isUlid } from "../../../../shared/ids.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import type { DeviceType } from "../../../../shared/permissions.ts";
import { getStore, openTenant, requireStores, tenantErrors } from "../../tenants/index.ts";
import { deviceErrors, NO_SUCH_ZONE } from "../domain/errors.ts";
import { decidePairing, type PairingRefusal } from "../domain/pairing.ts";
import { type Caps, DEFAULT_CAPS, type DeviceStatus } from "../domain/standing.ts";
import { DEVICE_EVENTS } from "../events.ts";
import {
  findPairing,
  insertDevice,
  insertPairing,
  insertPairingLog,
  listPairingRows,
  listPairingTries,
  type Pairing,
  type PairingTry,
  revokePairing,
} from "../store.ts";

const PAIRING_LIFE_MS = 24 * 3_600_000;

/** Creates a site key: shown once, used once, valid for 24 hours (rule D1). */
export async function createPairing(
  ctx: Context,
  input: {
    store_id: string;
    type: DeviceType;
    name?: string;
    caps?: Partial<Caps>;
    zone_id?: string;
    require_approval?: boolean;
  },
): Promise<Pairing & { site_key: string }> {
  const store = await getStore(ctx, input.store_id);
  storeFor(ctx, "device_manage", store.store_id);
  if (!store.active) throw new AppError(tenantErrors.store_inactive);
  const { tenant_id, now } = ctx;
  const pairing_id = ctx.newId();
  const site_key = `pps_${tenant_id}.${pairing_id}.${randomSecret()}`;
  const pairing = {
    tenant_id,
    pairing_id,
    store_id: store.store_id,
    type: input.type,
    name: input.name ?? null,
    caps: { ...DEFAULT_CAPS[input.type], ...input.caps },
    zone_id: input.zone_id ?? null,
    require_approval: input.require_approval ?? false,
    site_key_hash: await hashSecret(site_key),
    created_at: now,
    created_by: ctx.actor.id,
    expires_at: now + PAIRING_LIFE_MS,
    revoked_at: null,
  };
  const reply = { ...pairing, used_at: null, site_key };
  const { site_key_hash, ...changes } = pairing;
  await commit(ctx, {
    writes: [insertPairing(pairing)],
    audit: [{ event: "pairing.created", subject: ["pairing", pairing_id], changes, store_id: store.store_id }],
    reply,
    refusals: [["E_ZONE_UNKNOWN", errors.zone_unknown, NO_SUCH_ZONE]],
  });
  return reply;
}

/** Site keys of the stores where the caller manages devices, latest first. Errors: those of a store (rule T2). */
export async function listPairings(
  ctx: Context,
  { store_id, limit, cursor }: { store_id?: string; limit: number; cursor?: string },
): Promise<Page<Pairing>> {
  const store_ids = await requireStores(ctx, "device_manage", store_id);
  const before = readCursor(cursor, 1)?.[0]?.toString();
  return pageOf(await listPairingRows(ctx.db, { store_ids, before, limit }), limit, (row) => [row.pairing_id]);
}

/** Tries of site keys of the stores where the caller manages devices, latest first. Errors: those of a store (rule T2). */
export async function listPairingLog(
  ctx: Context,
  query: { store_id?: string; pairing_id?: string; limit: number; cursor?: string },
): Promise<Page<PairingTry>> {
  const { store_id, pairing_id, limit, cursor } = query;
  const store_ids = await requireStores(ctx, "device_manage", store_id);
  const before = readCursor(cursor, 1)?.[0]?.toString();
  const rows = await listPairingTries(ctx.db, { store_ids, pairing_id, before, limit });
  return pageOf(rows, limit, (row) => [row.pairing_log_id]);
}

/** Revokes an unused site key. Errors: E_NOT_FOUND, E_PAIRING_USED. */
export async function withdrawPairing(ctx: Context, pairing_id: string): Promise<Pairing> {
  const pairing = await findPairing(ctx.db, pairing_id);
  if (!pairing) throw new AppError(errors.not_found);
  storeFor(ctx, "device_manage", pairing.store_id);
  if (pairing.used_at !== null) throw new AppError(deviceErrors.pairing_used);
  const reply = { ...pairing, revoked_at: pairing.revoked_at ?? ctx.now };
  await commit(ctx, {
    writes: [revokePairing(ctx.db, pairing_id, ctx.now)],
    audit: [{ event: "pairing.revoked", subject: ["pairing", pairing_id], store_id: pairing.store_id }],
    reply,
    refusals: [["E_PAIRING_USED", deviceErrors.pairing_used]],
  });
  return reply;
}

export interface Registration {
  site_key: string;
  device: { name: string; type: DeviceType; app_version?: string; hardware?: string };
}

/** Creates a device from a site key. Errors: E_PAIRING_…; the pairing log has every try (rule D1). */
export async function registerDevice(
  base: PublicContext,
  input: Registration,
): Promise<{ device_id: string; device_token: string; status: DeviceStatus }> {
  const [, tenant_id = "", pairing_id = ""] = /^pps_([0-9A-Z]{26})\.([0-9A-Z]{26})\./.exec(input.site_key) ?? [];
  if (!isUlid(tenant_id) || !isUlid(pairing_id)) throw new AppError(deviceErrors.pairing_unknown);
  const ctx = await openTenant(base, tenant_id, {
    reply_key: base.sent_key && { ...base.sent_key, caller_id: pairing_id },
  });
  if (ctx.reply_key) await throwIfReplied(ctx, ctx.reply_key);

  const pairing = await findPairing(ctx.db, pairing_id);
  if (!pairing || !equalSecrets(await hashSecret(input.site_key), pairing.site_key_hash)) {
    if (pairing) await logTry(ctx, pairing_id, input, "pairing_unknown");
    throw new AppError(deviceErrors.pairing_unknown);
  }
  const refusal = decidePairing(pairing, input.device.type, ctx.now);
  if (refusal) {
    await logTry(ctx, pairing_id, input, refusal);
    throw new AppError(deviceErrors[refusal]);
  }

  const device_id = ctx.newId();
  const device_token = `ppd_${tenant_id}.${randomSecret()}`;
  const status: DeviceStatus = pairing.require_approval ? "pending" : "active";
  const { type, name, app_version, hardware } = input.device;
  const { store_id, caps, zone_id } = pairing;
  const reply = { device_id, device_token, status };
  await commit(ctx, {
    writes: [
      insertDevice({
        tenant_id,
        device_id,
        store_id,
        pairing_id,
        type,
        name,
        status,
        caps,
        zone_id,
        device_token_hash: await hashSecret(device_token),
        epoch: 1,
        app_version,
        hardware,
        registered_at: ctx.now,
        version: 1,
      }),
      insertPairingLog({ ...tryOf(ctx, pairing_id, input, status), device_id }),
    ],
    audit: [
      {
        event: DEVICE_EVENTS.paired.type,
        subject: ["device", device_id],
        changes: { type, name, status, pairing_id },
        actor: { kind: "device", id: device_id },
        device_id,
        store_id,
      },
    ],
    events: [DEVICE_EVENTS.paired.of(["device", device_id], { device_id, type, name, status }, { store_id })],
    reply,
    refusals: [
      ["devices.pairing_id", deviceErrors.pairing_used],
      ["E_PAIRING_REVOKED", deviceErrors.pairing_revoked],
    ],
  }).catch(async (error) => {
    const raced = error instanceof AppError ? RACES.get(error.spec) : undefined;
    if (raced) await logTry(ctx, pairing_id, input, raced);
    throw error;
  });
  return reply;
}

/** Lost races with another request for the key, with their result in the log. */
const RACES = new Map<ErrorSpec, PairingRefusal>([
  [deviceErrors.pairing_used, "pairing_used"],
  [deviceErrors.pairing_revoked, "pairing_revoked"],
]);

function tryOf(ctx: Context, pairing_id: string, input: Registration, result: string) {
  const { tenant_id, now: at, ip } = ctx;
  return { tenant_id, pairing_log_id: ctx.newId(), pairing_id, at, ip, device_name: input.device.name, result };
}

async function logTry(ctx: Context, pairing_id: string, input: Registration, result: string): Promise<void> {
  const changes = { result, name: input.device.name };
  const keeper = ctx.env.THROTTLE.getByName(`pairing:${ctx.tenant_id}:${pairing_id}`);
  const entry = { event: "pairing.refused", subject: ["pairing", pairing_id], changes } as const;
  await auditRefused(ctx, keeper, entry, [insertPairingLog(tryOf(ctx, pairing_id, input, result))]);
}
