/**
 * Loosens guards of risky acts: with two people after an hour, with an owner without another approver after a day (rule
 * T12).
 */

import { decideAgain } from "../../../../platform/db/race.ts";
import { type Context, isSteppedUp } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import type { Permission } from "../../../../shared/permissions.ts";
import type { Standing } from "../../../../shared/waiting.ts";
import { approversMadeBy, employeeErrors, findPerson, listApprovers, ownsPark } from "../../employees/index.ts";
import { auditRefusal, provePin } from "../../sessions/index.ts";
import { looseningErrors, SETTING_CHANGED } from "../domain/errors.ts";
import { LOOSENED_AFTER_MS } from "../domain/loosening.ts";

/** The second person, with the PIN that they enter. */
export interface SecondPerson {
  approver_email?: string;
  approver_id?: string;
  pin: string;
}

/** When a loosening takes effect (epoch ms), and its approver; null: an owner has no other approver. */
export interface LooseningPermit {
  next_from: number;
  approver_id: string | null;
}

/** Errors about the two people of a loosening. */
export const LOOSENING_ERRORS = [
  ...Object.values(looseningErrors),
  errors.conflict,
  errors.step_up,
  employeeErrors.approver,
  employeeErrors.approver_pin,
  employeeErrors.pin_locked,
];

/** The people of a loosening: the suspension of either, before it is in force, ends it. */
export function loosenedBy({ actor }: Context, leave: LooseningPermit | undefined): string[] | null {
  return leave ? [actor.id, ...(leave.approver_id === null ? [] : [leave.approver_id])] : null;
}

const NEEDED: readonly Permission[] = ["approve", "settings_write"];

/**
 * Lets the caller loosen a guard in these stores.
 * Errors: E_STEP_UP_REQUIRED; E_SECOND_PERSON if another person could approve and nobody did; E_APPROVER,
 * E_APPROVER_PIN, E_PIN_LOCKED, E_EMPLOYEE_SUSPENDED of the approver.
 */
async function requireLooseningApproval(
  ctx: Context,
  store_ids: readonly string[],
  approver: SecondPerson | undefined,
): Promise<LooseningPermit> {
  if (!isSteppedUp(ctx)) throw new AppError(errors.step_up);
  const made = await approversMadeBy(ctx, ctx.actor.id);
  const counts = (employee_id: string) => employee_id !== ctx.actor.id && !made.has(employee_id);
  if (approver) {
    const approver_id = await proven(ctx, store_ids, approver, counts);
    return { next_from: ctx.now + LOOSENED_AFTER_MS.by_two, approver_id };
  }
  const others = (await listApprovers(ctx, NEEDED, store_ids)).filter(counts);
  if (others.length > 0 || !(await ownsPark(ctx, ctx.actor.id))) throw new AppError(looseningErrors.second_person);
  return { next_from: ctx.now + LOOSENED_AFTER_MS.alone, approver_id: null };
}

/** A guard as it was read: the level's value, and its effect there. */
export interface Guard<Value, Shown> {
  own: Standing<Value> | undefined;
  before: Shown;
  /** The effect once the level has this value. */
  showing(says: Standing<Value>): Shown;
  loosens(after: Shown): boolean;
  /** Fails with E_STALE_VERSION (`SETTING_CHANGED`) if the guard changed since it was read. */
  write(says: Standing<Value>, after: Shown, leave?: LooseningPermit): Promise<void>;
}

/**
 * Gives a level a value, or none (rule T12). A loosening needs approval and waits; any other change applies at once and
 * ends a waiting one. The version that was read guards the decision.
 * Errors: those of `requireLooseningApproval` and of `write`.
 */
export async function changeGuard<Value, Shown>(
  ctx: Context,
  store_ids: readonly string[],
  { value, approver }: { value: Value | null; approver: SecondPerson | undefined },
  read: () => Promise<Guard<Value, Shown>>,
): Promise<Shown> {
  let leave: LooseningPermit | undefined;
  return decideAgain([SETTING_CHANGED], async () => {
    const guard = await read();
    const { own, before } = guard;
    const has_no_value = (own?.value ?? null) === null && !own?.waiting;
    if (value === null && has_no_value) return before;
    const at_once = { value, waiting: null };
    const tighter = guard.showing(at_once);
    if (!guard.loosens(tighter)) {
      await guard.write(at_once, tighter);
      return tighter;
    }
    leave ??= await requireLooseningApproval(ctx, store_ids, approver);
    const later = { value: own?.value ?? null, waiting: { next: value, next_from: leave.next_from } };
    const after = guard.showing(later);
    await guard.write(later, after, leave);
    return after;
  });
}

async function proven(
  ctx: Context,
  store_ids: readonly string[],
  { approver_email, approver_id, pin }: SecondPerson,
  counts: (employee_id: string) => boolean,
): Promise<string> {
  const person = await findPerson(ctx, { email: approver_email, employee_id: approver_id });
  if (!person) throw new AppError(employeeErrors.approver_pin);
  const { employee_id } = person;
  const { stores } = await provePin(ctx, employee_id, pin, "approval.refused", employeeErrors.approver_pin);
  const holds = store_ids.every((store_id) => NEEDED.every((permission) => stores[store_id]?.includes(permission)));
  if (holds && counts(employee_id)) return employee_id;
  const reason = holds && employee_id !== ctx.actor.id ? "made_by_requester" : "not_allowed";
  await auditRefusal(ctx, employee_id, "approval.refused", { result: reason, action: "loosen" });
  throw new AppError(employeeErrors.approver, { reason });
}
