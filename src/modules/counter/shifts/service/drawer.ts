/** A shift is always of one drawer: the calling device's own, or the one that a console names. */

import { type Context, storeFor } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import type { Permission } from "../../../../shared/permissions.ts";
import { storesOfDevices } from "../../../access/devices/index.ts";

/**
 * Which drawer is meant: the calling device's own, or, from the console, the one named.
 * Errors: E_NOT_FOUND for another tenant's device; E_SCOPE_MISMATCH for another store's, or for another device than the
 * calling one; E_PERMISSION.
 */
export async function drawerOf(ctx: Context, permission: Permission | null, named: string | undefined) {
  const device_id = ctx.device?.device_id ?? named;
  if (!device_id) throw new AppError(errors.validation, { fields: [{ path: "device_id", message: "name a device" }] });
  if (named && named !== device_id) throw new AppError(errors.scope_mismatch, { device_id: named });
  const store_id = ctx.device?.store_id ?? (await storesOfDevices(ctx, [device_id])).get(device_id);
  if (!store_id) throw new AppError(errors.not_found);
  return { device_id, store_id: storeFor(ctx, permission, store_id) };
}
