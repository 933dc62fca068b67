/** Resets the PIN of a sole owner: the new PIN counts after a day, and the tenant's audit and events show it. */

import { commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { PERMISSIONS } from "../../../../shared/permissions.ts";
import { recordPinReset, reloadEmployee, requireStrongPin } from "../../../access/employees/index.ts";
import { requireParkTenant } from "./named.ts";
import { contextOf } from "./standing.ts";

/** Gives a tenant's sole owner a new PIN. Errors: those of `requireParkTenant`, E_NOT_FOUND, E_NOT_SOLE_OWNER, E_VALIDATION. */
export async function resetOwnersPin(
  ctx: Context,
  { tenant_id, employee_id }: { tenant_id: string; employee_id: string },
  asked: { reason: string; pin?: string },
) {
  if (asked.pin !== undefined) requireStrongPin(asked.pin, PERMISSIONS, "pin");
  const own = contextOf(ctx, await requireParkTenant(ctx, tenant_id));
  const { part, reply } = await recordPinReset(own, employee_id, asked);
  await commit(ctx, { writes: [], audit: part.audit, beside: { ctx: own, work: part }, reply });
  await reloadEmployee(own, employee_id);
  return reply;
}
