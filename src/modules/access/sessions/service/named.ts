/** People whom a device names in handed-in work, judged by the sessions that were open on it (rule O7). */

import type { CommitPart } from "../../../../platform/db/commit.ts";
import type { Context, DevicePrincipal, NamedPerson } from "../../../../platform/http/context.ts";
import { doubtsAbout, SESSION_KEPT_MS, sessionSpan } from "../domain/named.ts";
import { findNamed, insertDeviceSession } from "../store/device-sessions.ts";

/** Records a session on a device, in the commit of its login. */
export function recordSession(
  ctx: Context,
  session: { employee_id: string; device_id: string; session_id: string },
): CommitPart {
  const { tenant_id, now: opened_at } = ctx;
  const row = { tenant_id, ...session, opened_at, ended_at: null };
  return { writes: insertDeviceSession(row, opened_at - SESSION_KEPT_MS) };
}

/** The person whom a device names for a moment (epoch ms), with the doubts about it. Refuses nobody. */
export async function judgePerson(
  ctx: Context,
  { device_id, store_id }: DevicePrincipal,
  employee_id: string,
  at: number,
): Promise<NamedPerson> {
  const known = ctx.handed_in?.on_behalf_of;
  if (known?.employee_id === employee_id) return known;
  const row = await findNamed(ctx.db, { employee_id, store_id, device_id }, sessionSpan(at));
  const doubts = doubtsAbout(row && { works_here: row.works_here === 1, was_here: row.was_here === 1 });
  return { employee_id, doubts, permissions: row && doubts.length === 0 ? JSON.parse(row.permissions) : [] };
}
