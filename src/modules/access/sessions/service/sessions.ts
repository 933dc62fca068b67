/** Use-cases of sessions: list them, end them from the next request on, and step up (rules T3, T8). */

import { commit } from "../../../../platform/db/commit.ts";
import type { Context, EmployeePrincipal } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { EMPLOYEE_EVENTS, employeeManaged, employeeSeen, type OpenSession, objectOf } from "../../employees/index.ts";
import { endDeviceSessions } from "../store/device-sessions.ts";
import { proveOneself } from "./proof.ts";

/** `current`: the calling one. */
export type Session = OpenSession & { current: boolean };

const STEP_UP_LIFE_MS = 5 * 60_000;
const STEP_UP_REFUSED = "employee.step_up_refused";

/** The calling person. Error: E_NOT_FOUND when a device calls with its own token. */
export function getCaller(ctx: Context): EmployeePrincipal {
  if (!ctx.employee) throw new AppError(errors.not_found);
  return ctx.employee;
}

/** Lists the calling person's sessions, the newest login last. */
export function listOwnSessions(ctx: Context): Promise<Session[]> {
  return readSessions(ctx, getCaller(ctx).employee_id);
}

/** Lists the sessions of a person whom the caller may see. */
export async function listSessions(ctx: Context, employee_id: string): Promise<Session[]> {
  await employeeSeen(ctx, employee_id);
  return readSessions(ctx, employee_id);
}

/** The ids of a person's sessions without the calling one. */
export async function otherSessionsOf(ctx: Context, employee_id: string): Promise<string[]> {
  return idsOf((await readSessions(ctx, employee_id)).filter(({ current }) => !current));
}

async function readSessions(ctx: Context, employee_id: string): Promise<Session[]> {
  const sessions = await objectOf(ctx, employee_id).listSessions(ctx.arrived_at);
  return sessions.map((session) => ({ ...session, current: session.session_id === ctx.employee?.session_id }));
}

/** Ends one of the calling person's sessions. Error: E_NOT_FOUND. */
export async function endOwnSession(ctx: Context, session_id: string): Promise<{ ended: string[] }> {
  const { employee_id } = getCaller(ctx);
  const sessions = await readSessions(ctx, employee_id);
  if (!sessions.some((session) => session.session_id === session_id)) throw new AppError(errors.not_found);
  return endSessions(ctx, employee_id, [session_id]);
}

/** Ends all of the calling person's sessions except the calling one. */
export async function endOtherSessions(ctx: Context): Promise<{ ended: string[] }> {
  const { employee_id } = getCaller(ctx);
  return endSessions(ctx, employee_id, await otherSessionsOf(ctx, employee_id));
}

/** Ends all sessions of a person whom the caller manages. */
export async function endSessionsOf(ctx: Context, employee_id: string): Promise<{ ended: string[] }> {
  await employeeManaged(ctx, employee_id);
  return endSessions(ctx, employee_id, idsOf(await readSessions(ctx, employee_id)));
}

/** Ends the calling session. */
export async function logOut(ctx: Context): Promise<{ ended: string[] }> {
  const { employee_id, session_id } = getCaller(ctx);
  return endSessions(ctx, employee_id, [session_id], "employee.logout");
}

const idsOf = (sessions: readonly Session[]) => sessions.map(({ session_id }) => session_id);

/** Recorded first: if the request dies before the object ends them, the event makes it do so. */
async function endSessions(
  ctx: Context,
  employee_id: string,
  ended: string[],
  audited_as: string = EMPLOYEE_EVENTS.sessions_ended.type,
): Promise<{ ended: string[] }> {
  const reply = { ended };
  if (ended.length === 0) return reply;
  const subject = ["employee", employee_id] as const;
  const data = { employee_id, session_ids: ended };
  await commit(ctx, {
    writes: [endDeviceSessions(ctx.db, employee_id, ended, ctx.now)],
    audit: [{ event: audited_as, subject, changes: { session_ids: ended } }],
    events: [EMPLOYEE_EVENTS.sessions_ended.of(subject, data)],
    reply,
  });
  await forgetSessions(ctx, employee_id, ended);
  return reply;
}

/** Makes a person's object end sessions. Safe to repeat. */
export async function forgetSessions(ctx: Context, employee_id: string, session_ids: readonly string[]): Promise<void> {
  await objectOf(ctx, employee_id).endSessions(session_ids);
}

/**
 * Steps up the calling session for five minutes: its person has proved again who they are.
 * Errors: those of `proveOneself`.
 */
export async function stepUp(ctx: Context, proof: { pin?: string; totp_code?: string }) {
  const { employee_id, session_id } = getCaller(ctx);
  await proveOneself(ctx, employee_id, proof, STEP_UP_REFUSED);
  const stepped_up_until = ctx.arrived_at + STEP_UP_LIFE_MS;
  await commit(ctx, {
    writes: [],
    audit: [{ event: "employee.stepped_up", subject: ["employee", employee_id], changes: { session_id } }],
  });
  await objectOf(ctx, employee_id).stepUp(session_id, stepped_up_until);
  return { stepped_up_until };
}
