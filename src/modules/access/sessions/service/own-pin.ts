/** Use-case of changing one's own PIN, which the present PIN proves (rule A3). */

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
import { getCaller } from "./sessions.ts";

const PIN_CHANGE_REFUSED = "employee.pin_change_refused";

/**
 * Changes the calling person's PIN. It needs the present PIN and, with a second factor, a code, so that a person who saw the
 * PIN typed cannot take the account over. The person's other sessions end.
 * Errors: E_PIN_WRONG, E_PIN_LOCKED, those of a code, E_PIN_SAME, E_VALIDATION for a PIN too weak for their permissions,
 * E_CONFLICT.
 */
export async function changeOwnPin(ctx: Context, sent: { pin: string; new_pin: string } & SentFactor) {
  const { employee_id, session_id } = getCaller(ctx);
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
  // If the request dies here, the event makes the object read the new PIN, and this session ends with the others.
  await objectOf(ctx, employee_id).keepSession(session_id, pin_hash, isStrongPin(sent.new_pin));
  await reloadEmployee(ctx, employee_id);
  return reply;
}
