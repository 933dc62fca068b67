/** Sends commands to devices: the record in D1 first, then the device's object, which the event also reaches (rule D4). */

import { commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { logTrouble } from "../../../../platform/log/log.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { decideCommand, type PendingCommand } from "../domain/commands.ts";
import { deviceErrors } from "../domain/errors.ts";
import { DEVICE_EVENTS } from "../events.ts";
import { objectOf } from "./objects.ts";
import { getManaged } from "./standing.ts";

/**
 * Sends an active device a command. If the request dies after its commit, the event hands the command over.
 * Errors: E_VALIDATION for a text that the type does not have; E_NOT_FOUND, E_SCOPE_MISMATCH, E_DEVICE_STATE.
 */
export async function sendCommand(
  ctx: Context,
  device_id: string,
  input: { type: PendingCommand["type"]; text?: string; expires_in_s?: number },
): Promise<PendingCommand & { device_id: string }> {
  const { store_id, status } = await getManaged(ctx, device_id);
  if (status !== "active") throw new AppError(deviceErrors.device_state, { status });
  const command = decideCommand(input, ctx.newId(), ctx.now);
  if (!command.ok) throw new AppError(errors.validation, { fields: [command.refusal] });
  const reply = { device_id, ...command.value };
  const entry = { subject: ["device", device_id] as const, store_id };
  await commit(ctx, {
    writes: [],
    audit: [{ ...entry, event: DEVICE_EVENTS.commanded.type, changes: { ...command.value } }],
    events: [DEVICE_EVENTS.commanded.of(entry.subject, reply, { store_id })],
    reply,
  });
  await handOver(ctx, reply).catch((error) => {
    logTrouble("warn", "command not handed over yet", error, { tenant_id: ctx.tenant_id, device_id });
  });
  return reply;
}

/** Gives a command to the device's object. Safe to repeat. */
export async function handOver(
  ctx: Context,
  { device_id, ...command }: PendingCommand & { device_id: string },
): Promise<void> {
  await objectOf(ctx, device_id).command({ tenant_id: ctx.tenant_id, device_id, command });
}
