/** Who may do what where, and how many wrong PINs lock a PIN (rules A3, T3, T7). */

import { defineErrors } from "../../shared/errors.ts";
import { PERMISSIONS, type Permission } from "../../shared/permissions.ts";

export const EMPLOYEE_STATUSES = ["active", "suspended"] as const;
export type EmployeeStatus = (typeof EMPLOYEE_STATUSES)[number];

/** The permissions that roles give, each once, in the order of the list. */
export function permissionsOf(
  roles: readonly string[],
  granted: ReadonlyMap<string, readonly Permission[]>,
): Permission[] {
  const held = new Set(roles.flatMap((role) => granted.get(role) ?? []));
  return PERMISSIONS.filter((permission) => held.has(permission));
}

/** Whether someone may change a person's standing: only who holds, at each of that person's stores, all that they hold. */
export function mayManage(
  actor: Readonly<Record<string, readonly Permission[]>>,
  person: Readonly<Record<string, readonly Permission[]>>,
): boolean {
  return Object.entries(person).every(([store_id, held]) => {
    const own = actor[store_id] ?? [];
    return own.includes("employee_manage") && held.every((permission) => own.includes(permission));
  });
}

/** Wrong PINs of one person since the last right one. */
export interface PinState {
  /** Tries begun and not yet found right. */
  tries: number;
  /** How many times the PIN was locked since the last right one. */
  locks: number;
  locked_until: number;
}

export const FRESH_PIN: PinState = { tries: 0, locks: 0, locked_until: 0 };

const TRIES_BEFORE_LOCK = 5;
const MINUTE_MS = 60_000;

/**
 * Begins a try, counted as wrong until found right, so that no number of parallel guesses gets past the fifth.
 * `allowed: false` means the PIN is locked and is not looked at.
 */
export function beginTry(state: PinState, now: number): { allowed: boolean; state: PinState } {
  if (now < state.locked_until) return { allowed: false, state };
  const tries = (state.tries >= TRIES_BEFORE_LOCK ? 0 : state.tries) + 1;
  if (tries < TRIES_BEFORE_LOCK) return { allowed: true, state: { ...state, tries } };
  const locks = state.locks + 1;
  const minutes = locks > 3 ? 30 : 15;
  return { allowed: true, state: { tries, locks, locked_until: now + minutes * MINUTE_MS } };
}

/** How many wrong PINs are left before the lock. */
export function triesLeft(state: PinState): number {
  return Math.max(0, TRIES_BEFORE_LOCK - state.tries);
}

/** A token of an older epoch ended with a suspension or a new PIN. */
export function decideAdmission(
  facts: { status: EmployeeStatus; epoch: number },
  epoch: number,
  session_open: boolean,
): "suspended" | "superseded" | null {
  if (facts.status === "suspended") return "suspended";
  return facts.epoch === epoch && session_open ? null : "superseded";
}

/** What a refresh token is worth: a generation behind the session's was used before, and ends the family (rule T4). */
export function decideRefresh(
  session: { generation: number } | undefined,
  generation: number,
): "renew" | "end" | "unknown" {
  if (!session) return "unknown";
  return session.generation === generation ? "renew" : "end";
}

export const employeeErrors = defineErrors({
  credentials: {
    code: "E_CREDENTIALS",
    status: 401,
    message: "The e-mail address and PIN do not belong together.",
  },
  pin_locked: {
    code: "E_PIN_LOCKED",
    status: 429,
    message: "Too many wrong PINs. This PIN is locked; try again after the time in Retry-After.",
  },
  refresh: {
    code: "E_REFRESH",
    status: 401,
    message: "This refresh token is no longer good. Log in again.",
  },
  oneself: {
    code: "E_ONESELF",
    status: 409,
    message: "Nobody suspends their own account. Ask another manager.",
  },
  last_owner: {
    code: "E_LAST_OWNER",
    status: 409,
    message: "This is the last active owner. Make somebody else an owner first.",
  },
  employee_changed: {
    code: "E_CONFLICT",
    status: 409,
    message: "Somebody changed this employee at the same moment. Look again, then repeat.",
  },
});
