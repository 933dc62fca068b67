/** A person changes their own PIN, proved by the one they have (rule A3). */

import { settingsOf } from "../../../../env.ts";
import { hashPin } from "../../../../platform/crypto/secrets.ts";
import { commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { AppError } from "../../../../shared/errors.ts";
import {
  EMPLOYEE_EVENTS,
  employeeErrors,
  getEmployee,
  isStrongPin,
  objectOf,
  permissionsHeld,
  recordPin,
  reloadEmployee,
  requireStrongPin,
} from "../../employees/index.ts";
import { proveAnyPin, proveCode, type SentFactor } from "./proof.ts";
import { ownSelf } from "./sessions.ts";

const PIN_CHANGE_REFUSED = "employee.pin_change_refused";

/**
 * Gives the calling person another PIN, proved by the one they have, and by a code of the second factor of who has one: a
 * PIN that somebody saw being typed takes no account. Their other sessions end.
 * Errors: E_PIN_WRONG, E_PIN_LOCKED, those of a code, E_PIN_SAME, E_VALIDATION for one too weak for what they may do,
 * E_CONFLICT.
 */
export async function changeOwnPin(ctx: Context, sent: { pin: string; new_pin: string } & SentFactor) {
  const { employee_id, session_id } = ownSelf(ctx);
  const wrong = employeeErrors.pin_wrong;
  const { standing } = await proveAnyPin(ctx, employee_id, sent.pin, PIN_CHANGE_REFUSED, wrong);
  if (standing.has_totp) await proveCode(ctx, employee_id, sent, PIN_CHANGE_REFUSED);
  if (sent.pin === sent.new_pin) throw new AppError(employeeErrors.pin_same);
  requireStrongPin(sent.new_pin, await permissionsHeld(ctx, employee_id), "new_pin");
  const employee = await getEmployee(ctx, employee_id);
  const pin_hash = await hashPin(sent.new_pin, settingsOf(ctx.env).pin_pepper);
  const subject = ["employee", employee_id] as const;
  const event = EMPLOYEE_EVENTS.pin_changed;
  const reply = { employee_id, changed: true as const };
  await commit(ctx, {
    writes: [],
    parts: [recordPin(employee, pin_hash)],
    audit: [{ event: event.type, subject, changes: { session_id } }],
    events: [event.of(subject, { employee_id })],
    reply,
  });
  // Should the request die here, the event makes the object read the new PIN, and this session ends with the others.
  await objectOf(ctx, employee_id).keepSession(session_id, pin_hash, isStrongPin(sent.new_pin));
  await reloadEmployee(ctx, employee_id);
  return reply;
}
