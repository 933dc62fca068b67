/** The way to a person's object. */

import type { Context } from "../../../../platform/http/context.ts";
import { listEmployeeIds } from "../store/people.ts";
import { listHolders } from "../store/roles.ts";

export function objectOf(ctx: Context, employee_id: string) {
  return ctx.env.EMPLOYEE.getByName(`${ctx.tenant_id}:${employee_id}`);
}

/** Makes a person's object read its facts anew. Safe to repeat. */
export async function reloadEmployee(ctx: Context, employee_id: string): Promise<void> {
  await objectOf(ctx, employee_id).reload({ tenant_id: ctx.tenant_id, employee_id });
}

/** The same for every person of the tenant, after a change that concerns them all. Throws when one could not. */
export async function reloadEmployees(ctx: Context): Promise<void> {
  await reloadEach(ctx, await listEmployeeIds(ctx.db));
}

/** The same for whoever holds a role. */
export async function reloadHolders(ctx: Context, role: string): Promise<void> {
  await reloadEach(ctx, await listHolders(ctx.db, role));
}

async function reloadEach(ctx: Context, employee_ids: readonly string[]): Promise<void> {
  await Promise.all(employee_ids.map((employee_id) => reloadEmployee(ctx, employee_id)));
}
