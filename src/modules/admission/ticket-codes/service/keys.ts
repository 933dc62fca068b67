/** Use-cases of a tenant's ticket keys: list versions, make the next version, revoke a leaked version (rule G14). */

import { settingsOf } from "../../../../env.ts";
import { commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { keyErrors } from "../../../../shared/errors/admission.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { reloadDevices } from "../../../access/devices/index.ts";
import { getTenant, recordKeyVersion, requireEveryStore } from "../../../access/tenants/index.ts";
import { MAX_KEY_VERSION } from "../domain/keys.ts";
import { KEY_EVENTS } from "../events.ts";
import { insertTicketKey, listTicketKeys, revokeTicketKey, type TicketKey } from "../store.ts";

export type TicketKeyView = Omit<TicketKey, "tenant_id"> & { current: boolean };

/** All versions, newest first. Version 1 has no row until it is revoked. */
export async function listKeys(ctx: Context): Promise<TicketKeyView[]> {
  const [tenant, rows] = await Promise.all([getTenant(ctx), listTicketKeys(ctx.db)]);
  const known = new Map(rows.map((row) => [row.key_version, row]));
  const first = known.get(1) ?? firstKey(ctx, tenant.created_at);
  return [first, ...rows.filter(({ key_version }) => key_version > 1)]
    .map(({ tenant_id, ...key }) => ({ ...key, current: key.key_version === tenant.ticket_key_version }))
    .reverse();
}

function firstKey(ctx: Context, created_at: number): TicketKey {
  const [master_id = ""] = settingsOf(ctx.env).ticket_masters.keys();
  const { tenant_id } = ctx;
  return { tenant_id, key_version: 1, master_id, created_at, created_by: "system", revoked_at: null, revoked_by: null };
}

/**
 * Makes the next version from the newest master. Tickets sold from now on have it; old tickets stay valid.
 * Errors: E_PERMISSION without the permission in every store; E_CONFLICT when two rotate at once;
 * E_KEY_VERSIONS when a code has no room for another version.
 */
export async function rotateKey(ctx: Context): Promise<TicketKeyView> {
  const [{ ticket_key_version }] = await Promise.all([getTenant(ctx), requireEveryStore(ctx, "settings_write")]);
  const key_version = ticket_key_version + 1;
  if (key_version > MAX_KEY_VERSION) throw new AppError(keyErrors.versions_used_up);
  const master_id = [...settingsOf(ctx.env).ticket_masters.keys()].at(-1) ?? "";
  const { tenant_id, now: created_at, actor } = ctx;
  const key = { key_version, master_id, created_at, created_by: actor.id, revoked_at: null, revoked_by: null };
  const reply = { ...key, current: true };
  await commit(ctx, {
    writes: [insertTicketKey({ tenant_id, ...key })],
    parts: [recordKeyVersion(ctx, key_version)],
    audit: [{ event: KEY_EVENTS.rotate.type, subject: ["ticket_key", String(key_version)], changes: { master_id } }],
    events: [KEY_EVENTS.rotate.of(["ticket_key", String(key_version)], { key_version }, { store_id: null })],
    reply,
    refusals: [["ticket_keys.key_version", errors.conflict]],
  });
  return reply;
}

/**
 * Revokes a version: from the next scan on, no gate admits its tickets. A second revocation changes nothing.
 * Errors: E_VALIDATION when `confirm` is not the version, E_NOT_FOUND, E_KEY_CURRENT.
 */
export async function revokeKey(
  ctx: Context,
  key_version: number,
  input: { confirm: string; reason?: string },
): Promise<TicketKeyView> {
  await requireEveryStore(ctx, "settings_write");
  const key = (await listKeys(ctx)).find((one) => one.key_version === key_version);
  if (!key) throw new AppError(errors.not_found);
  if (input.confirm !== String(key_version)) {
    const fields = [{ path: "confirm", message: `must be "${key_version}": every ticket of this version ends` }];
    throw new AppError(errors.validation, { fields });
  }
  if (key.current) throw new AppError(keyErrors.key_current);
  if (key.revoked_at !== null) {
    // The request that revoked it may have died before it notified the devices.
    await reloadDevices(ctx);
    return key;
  }
  const { tenant_id, now: revoked_at, actor } = ctx;
  const reply = { ...key, revoked_at, revoked_by: actor.id };
  const { current, ...row } = reply;
  const subject = ["ticket_key", String(key_version)] as const;
  const reason = input.reason ?? null;
  await commit(ctx, {
    writes: [revokeTicketKey({ tenant_id, ...row })],
    audit: [{ event: KEY_EVENTS.revoke.type, subject, changes: { reason } }],
    events: [KEY_EVENTS.revoke.of(subject, { key_version, reason }, { store_id: null })],
    reply,
  });
  await reloadDevices(ctx);
  return reply;
}

/** Makes every device's object reload the list of revoked versions. Safe to repeat. */
export function notifyDevices(ctx: Context): Promise<void> {
  return reloadDevices(ctx);
}
