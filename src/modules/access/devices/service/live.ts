/** Opens a device's socket: only the device itself can open it, and its object holds it (rules D4, O2). */

import type { Context } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { objectOf } from "./objects.ts";

const RETRY_S = 30;

/**
 * The client's end of the calling device's socket.
 * Errors: E_DEVICE_REQUIRED in the console, E_DEVICE_TOKEN_REQUIRED for a person at a device; E_UNAUTHENTICATED when
 * the device's standing changed since its admission, and E_OFFLINE_REHEARSAL when a rehearsal began since.
 */
export async function openLive(ctx: Context): Promise<WebSocket> {
  if (!ctx.device) throw new AppError(errors.device_required);
  if (ctx.actor.kind !== "device") throw new AppError(errors.device_token_required);
  const { device_id, epoch } = ctx.device;
  const request = new Request(`https://device/?epoch=${epoch}`, { headers: { upgrade: "websocket" } });
  const { webSocket, status } = await objectOf(ctx, device_id).fetch(request);
  if (status === 503) throw new AppError(errors.offline_rehearsal, undefined, RETRY_S);
  if (!webSocket) throw new AppError(errors.unauthenticated);
  return webSocket;
}
