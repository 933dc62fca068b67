/** Use-cases of a PIN's locks: list them, and lift them early (rule A3). */

import { commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { EMPLOYEE_EVENTS, employeeManaged, employeeSeen, objectOf } from "../../employees/index.ts";
import type { PinLock } from "../domain/tries.ts";

/** Lists the locks of the PIN of a person whom the caller may see. Errors: those of `employeeSeen`. */
export async function listPinLocks(ctx: Context, employee_id: string) {
  await employeeSeen(ctx, employee_id);
  const locks = await objectOf(ctx, employee_id).pinLocks(ctx.now);
  return locks.map(shownLock);
}

function shownLock({ place, locked_until }: PinLock) {
  const [scope = "", id = ""] = place === null ? ["everywhere"] : place.split(/:(.*)/s);
  const lock = { scope: scope as "everywhere" | "device" | "network", locked_until };
  return { ...lock, device_id: scope === "device" ? id : null, network: scope === "network" ? id : null };
}

/**
 * Lifts the locks of the PIN of a person whom the caller manages; the PIN stays. The act is recorded first: if a crash leaves
 * a lock, the next request lifts it. Errors: those of `employeeManaged`.
 */
export async function liftPinLocks(ctx: Context, employee_id: string) {
  await employeeManaged(ctx, employee_id);
  const object = objectOf(ctx, employee_id);
  const lifted = (await object.pinLocks(ctx.now)).length;
  const event = EMPLOYEE_EVENTS.pin_locks_lifted;
  const subject = ["employee", employee_id] as const;
  await commit(ctx, {
    writes: [],
    audit: [{ event: event.type, subject, changes: { lifted } }],
    events: [event.of(subject, { employee_id, lifted })],
  });
  await object.liftLocks();
  return { employee_id, lifted };
}
