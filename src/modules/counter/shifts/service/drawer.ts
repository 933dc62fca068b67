/** Finds the drawer of a request: the calling device's own, or the one that a console names. */

import { type Context, storeFor } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import type { Permission } from "../../../../shared/permissions.ts";
import { storesOfDevices } from "../../../access/devices/index.ts";

/**
 * The drawer of a request: the calling device's own, or the device that the console names.
 * Errors: E_NOT_FOUND for another tenant's device; E_SCOPE_MISMATCH for a device of another store, or when a device names
 * another one; E_PERMISSION.
 */
export async function drawerOf(ctx: Context, permission: Permission | null, named: string | undefined) {
  const device_id = ctx.device?.device_id ?? named;
  if (!device_id)
    throw new AppError(errors.validation, { fields: [{ path: "device_id", message: "is missing: name a device" }] });
  if (named && named !== device_id) throw new AppError(errors.scope_mismatch, { device_id: named });
  const store_id = ctx.device?.store_id ?? (await storesOfDevices(ctx, [device_id])).get(device_id);
  if (!store_id) throw new AppError(errors.not_found);
  return { device_id, store_id: storeFor(ctx, permission, store_id) };
}
