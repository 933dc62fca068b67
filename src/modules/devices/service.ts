/** Use-cases of devices: pairing, login, standing. */

import { equalSecrets, hashSecret, randomSecret } from "../../platform/crypto/secrets.ts";
import { commit, throwIfReplied } from "../../platform/db/commit.ts";
import { asTenant, type Context, type PublicContext, storeFor } from "../../platform/http/context.ts";
import { signToken } from "../../platform/http/tokens.ts";
import { AppError, errors } from "../../shared/errors.ts";
import { isUlid } from "../../shared/ids.ts";
import { decodeCursor, type Page, pageOf } from "../../shared/page.ts";
import { getStore } from "../tenants/index.ts";
import {
  type Caps,
  DEFAULT_CAPS,
  type DeviceStatus,
  type DeviceType,
  decideAdmission,
  decidePairing,
  decideStanding,
  deviceErrors,
  type StandingAction,
} from "./domain.ts";
import { DEVICE_EVENTS } from "./events.ts";
import {
  type Device,
  findDevice,
  findPairing,
  insertDevice,
  insertPairing,
  insertPairingLog,
  listDeviceRows,
  type Pairing,
  revokePairing,
  updateDevice,
} from "./store.ts";

const PAIRING_LIFE_MS = 24 * 3_600_000;

/** Makes a site key: shown once, used once, good for 24 hours (rule D1). */
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
    refusals: [["E_ZONE_UNKNOWN", deviceErrors.zone_unknown]],
  });
  return reply;
}

/** Withdraws a site key that has paired nothing yet. Errors: E_NOT_FOUND, E_PAIRING_USED. */
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
  });
  return reply;
}

export interface Registration {
  site_key: string;
  device: { name: string; type: DeviceType; app_version?: string; hardware?: string };
}

/** Makes a device from a site key. Errors: E_PAIRING_…; every try is in the pairing log (rule D1). */
export async function registerDevice(
  base: PublicContext,
  input: Registration,
): Promise<{ device_id: string; device_token: string; status: DeviceStatus }> {
  const [, tenant_id = "", pairing_id = ""] = /^pps_([0-9A-Z]{26})\.([0-9A-Z]{26})\./.exec(input.site_key) ?? [];
  if (!isUlid(tenant_id) || !isUlid(pairing_id)) throw new AppError(deviceErrors.pairing_unknown);
  const ctx = asTenant(base, tenant_id, {
    reply_key: base.sent_key && { ...base.sent_key, caller_id: pairing_id, sealed: true },
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
        event: DEVICE_EVENTS.paired,
        subject: ["device", device_id],
        changes: { type, name, status, pairing_id },
        actor: { kind: "device", id: device_id },
        device_id,
        store_id,
      },
    ],
    events: [
      { type: DEVICE_EVENTS.paired, subject: ["device", device_id], data: { device_id, type, name, status }, store_id },
    ],
    reply,
    refusals: [["devices.pairing_id", deviceErrors.pairing_used]],
  });
  return reply;
}

function tryOf(ctx: Context, pairing_id: string, input: Registration, result: string) {
  const { tenant_id, now: at, ip } = ctx;
  return { tenant_id, pairing_log_id: ctx.newId(), pairing_id, at, ip, device_name: input.device.name, result };
}

async function logTry(ctx: Context, pairing_id: string, input: Registration, result: string): Promise<void> {
  await commit(ctx, {
    writes: [insertPairingLog(tryOf(ctx, pairing_id, input, result))],
    audit: [
      { event: "pairing.refused", subject: ["pairing", pairing_id], changes: { result, name: input.device.name } },
    ],
  });
}

/** Trades a device's long-lived token for an access token. */
export async function loginDevice(base: PublicContext, input: { device_id: string; device_token: string }) {
  const tenant_id = /^ppd_([0-9A-Z]{26})\./.exec(input.device_token)?.[1] ?? "";
  if (!isUlid(tenant_id)) throw new AppError(deviceErrors.credentials);
  const ctx = asTenant(base, tenant_id);
  const device = await findDevice(ctx.db, input.device_id);
  if (!device) throw new AppError(deviceErrors.credentials);
  const { device_id, store_id, status, epoch } = device;
  const genuine = equalSecrets(await hashSecret(input.device_token), device.device_token_hash);
  const refusal = genuine ? decideAdmission({ status, epoch }, epoch) : "credentials";
  const actor = { kind: "device", id: device_id } as const;
  await commit(ctx, {
    writes: [],
    audit: [
      {
        event: refusal ? "device.login_refused" : "device.login",
        subject: ["device", device_id],
        changes: refusal ? { reason: refusal } : {},
        actor,
        device_id,
        store_id,
      },
    ],
  });
  if (refusal) throw new AppError(LOGIN_REFUSALS[refusal]);
  const { token, expires_in } = await signToken(ctx.env, { kind: "device", tenant_id, device_id, epoch }, ctx.now);
  return { access_token: token, token_type: "Bearer" as const, expires_in, device };
}

const LOGIN_REFUSALS = {
  credentials: deviceErrors.credentials,
  superseded: deviceErrors.credentials,
  pending: errors.device_pending,
  suspended: errors.device_suspended,
  revoked: errors.device_revoked,
};

/** The calling device. */
export async function getOwnDevice(ctx: Context): Promise<Device> {
  const device = ctx.device && (await findDevice(ctx.db, ctx.device.device_id));
  if (!device) throw new AppError(errors.not_found);
  return device;
}

/** A device with the time of its last request. */
export async function getDevice(ctx: Context, device_id: string) {
  const device = await findDevice(ctx.db, device_id);
  if (!device) throw new AppError(errors.not_found);
  storeFor(ctx, "device_manage", device.store_id);
  return withLastSeen(ctx, device);
}

export async function listDevices(
  ctx: Context,
  query: { store_id?: string; status?: DeviceStatus; limit: number; cursor?: string },
): Promise<Page<Device & { last_seen_at: number | null }>> {
  const store_ids = query.store_id ? [storeFor(ctx, "device_manage", query.store_id)] : managedStores(ctx);
  const [after] = query.cursor ? (decodeCursor(query.cursor, 1) ?? [""]) : [];
  const filter = { store_ids, status: query.status, after: after?.toString(), limit: query.limit };
  const page = pageOf(await listDeviceRows(ctx.db, filter), query.limit, (row) => [row.device_id]);
  return { ...page, items: await Promise.all(page.items.map((device) => withLastSeen(ctx, device))) };
}

function managedStores(ctx: Context): string[] {
  if (ctx.store_id) return [ctx.store_id];
  const stores = Object.entries(ctx.employee?.stores ?? {});
  return stores.flatMap(([store_id, held]) => (held.includes("device_manage") ? [store_id] : []));
}

async function withLastSeen(ctx: Context, device: Device) {
  const last_seen_at = await objectOf(ctx, device.device_id).lastSeen();
  return { ...device, last_seen_at };
}

/**
 * Changes a device's standing; its object knows before this returns, so the very next request meets it (rule T3).
 * Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_DEVICE_STATE, E_CONFLICT. `rotate` answers the new token, once.
 */
export async function changeStanding(
  ctx: Context,
  device_id: string,
  action: StandingAction,
): Promise<Device & { device_token?: string }> {
  const device = await findDevice(ctx.db, device_id);
  if (!device) throw new AppError(errors.not_found);
  storeFor(ctx, "device_manage", device.store_id);

  const decision = decideStanding(device.status, action);
  if (!decision.ok) throw new AppError(deviceErrors.device_state, { status: decision.refusal });
  const ends_sessions = action === "rotate" || action === "revoke";
  const device_token = action === "rotate" ? `ppd_${ctx.tenant_id}.${randomSecret()}` : undefined;
  const change = {
    status: decision.value,
    epoch: device.epoch + (ends_sessions ? 1 : 0),
    ...(device_token && { device_token_hash: await hashSecret(device_token) }),
  };
  const reply = { ...device, ...change, ...(device_token && { device_token }) };
  const { store_id } = device;
  await commit(ctx, {
    writes: [updateDevice(device, change)],
    audit: [
      {
        event: DEVICE_EVENTS[action],
        subject: ["device", device_id],
        changes: { before: { status: device.status }, after: { status: change.status } },
        store_id,
      },
    ],
    events: [
      {
        type: DEVICE_EVENTS[action],
        subject: ["device", device_id],
        data: { device_id, status: change.status },
        store_id,
      },
    ],
    reply,
    refusals: [["E_STALE_VERSION", deviceErrors.device_changed]],
  });
  await reloadDevice(ctx, device_id);
  return reply;
}

/** Makes a device's object read its facts anew. Safe to repeat. */
export async function reloadDevice(ctx: Context, device_id: string): Promise<void> {
  await objectOf(ctx, device_id).reload({ tenant_id: ctx.tenant_id, device_id });
}

function objectOf(ctx: Context, device_id: string) {
  return ctx.env.DEVICE.getByName(`${ctx.tenant_id}:${device_id}`);
}
