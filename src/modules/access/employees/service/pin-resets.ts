/** Use-cases of PIN resets: the provider requests a new PIN for a sole owner, and the owner's next login settles it. */

import { settingsOf } from "../../../../env.ts";
import { hashPin, randomBytes } from "../../../../platform/crypto/secrets.ts";
import { type AuditedPart, commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { AppError } from "../../../../shared/errors.ts";
import { employeeErrors } from "../domain/errors.ts";
import { inForceAt } from "../domain/pin-reset.ts";
import { drawPin } from "../domain/pins.ts";
import { EMPLOYEE_EVENTS } from "../events.ts";
import { listActiveOwnerIds } from "../store/people.ts";
import { deletePinReset, takePinReset, upsertPinReset } from "../store/pin-resets.ts";
import { getEmployee } from "./managing.ts";
import { reloadEmployee } from "./objects.ts";

/**
 * Gives a tenant's sole owner another PIN, in force a day later; without a PIN, one is drawn. The context is the tenant's.
 * Errors: E_NOT_FOUND, E_NOT_SOLE_OWNER, because another owner can reset the PIN at once.
 */
export async function recordPinReset(
  ctx: Context,
  employee_id: string,
  { reason, pin }: { reason: string; pin?: string },
) {
  const { tenant_id, arrived_at } = ctx;
  await getEmployee(ctx, employee_id);
  const owner_ids = await listActiveOwnerIds(ctx.db);
  if (owner_ids.length !== 1 || owner_ids[0] !== employee_id) throw new AppError(employeeErrors.not_sole_owner);
  const told_pin = pin ?? drawPin(randomBytes);
  const pin_hash = await hashPin(told_pin, settingsOf(ctx.env).pin_pepper);
  const in_force_at = inForceAt(arrived_at);
  const row = { tenant_id, employee_id, pin_hash, asked_by: ctx.actor.id, asked_at: arrived_at, in_force_at };
  const event = EMPLOYEE_EVENTS.pin_reset_asked;
  const subject = ["employee", employee_id] as const;
  const part: AuditedPart = {
    writes: [upsertPinReset(row)],
    audit: [{ event: event.type, subject, changes: { reason, in_force_at } }],
    events: [event.of(subject, { employee_id, in_force_at })],
  };
  return { part, reply: { employee_id, in_force_at, ...(pin === undefined && { pin: told_pin }) } };
}

/** Settles a PIN reset after a login: the new PIN makes it permanent, the old PIN cancels it. Safe to repeat. */
export async function settlePinReset(ctx: Context, employee_id: string, outcome: "taken" | "cancelled"): Promise<void> {
  const taken = outcome === "taken";
  const event = taken ? EMPLOYEE_EVENTS.pin_reset : EMPLOYEE_EVENTS.pin_reset_cancelled;
  const subject = ["employee", employee_id] as const;
  await commit(ctx, {
    writes: [taken ? takePinReset(ctx.db, employee_id) : deletePinReset(ctx.db, employee_id)],
    audit: [{ event: event.type, subject }],
    events: [event.of(subject, { employee_id })],
  });
  await reloadEmployee(ctx, employee_id);
}
