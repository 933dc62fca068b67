/** Use-cases of heartbeats: record them, and note a device's clock skew (rules D4, O4). */

import { type Context, type DevicePrincipal, storeFor } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import type { Command, GateStanding, Heartbeat } from "../domain/heartbeat.ts";
import { objectOf } from "./objects.ts";

export interface HeartbeatInput extends Heartbeat {
  /** For a person who reports for a device; a device reports for itself. */
  device_id?: string;
}

/**
 * Records a heartbeat of the calling device, or of a device that a person with `provider` at its store names. Without a
 * `gate` standing the object reads it. Times are epoch ms; `offset_ms` is positive when the device's clock is ahead.
 * Errors: E_DEVICE_REQUIRED without a device, E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION for another's.
 */
export async function recordHeartbeat(
  ctx: Context,
  { device_id: named, ...beat }: HeartbeatInput,
  gate?: GateStanding,
): Promise<{ server_time: number; offset_ms: number; commands: Command[] }> {
  const device_id = named ?? ctx.device?.device_id;
  if (device_id === undefined) throw new AppError(errors.device_required);
  if (device_id !== ctx.device?.device_id) await requireReportedDevice(ctx, device_id);
  const { tenant_id, now } = ctx;
  const pulse = await objectOf(ctx, device_id).heartbeat({ tenant_id, device_id }, beat, now, gate);
  if (!pulse) throw new AppError(errors.not_found);
  return { server_time: now, ...pulse };
}

/**
 * The device that a person with `provider` at its store reports for. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH,
 * E_PERMISSION.
 */
export async function requireReportedDevice(ctx: Context, device_id: string): Promise<DevicePrincipal> {
  const device = await objectOf(ctx, device_id).principal({ tenant_id: ctx.tenant_id, device_id });
  if (!device) throw new AppError(errors.not_found);
  storeFor(ctx, "provider", device.store_id);
  return device;
}

/** Notes how far the calling device's clock is ahead (ms), as a heartbeat would. */
export async function recordSkew(ctx: Context, offset_ms: number): Promise<void> {
  if (!ctx.device) return;
  const { device_id } = ctx.device;
  await objectOf(ctx, device_id).recordSkew({ tenant_id: ctx.tenant_id, device_id }, offset_ms, ctx.now);
}
