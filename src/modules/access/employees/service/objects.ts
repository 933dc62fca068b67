/** Calls to people's Durable Objects. */

import type { Context } from "../../../../platform/http/context.ts";
import { listEmployeeIds } from "../store/people.ts";
import { listHolders } from "../store/roles.ts";

export function objectOf(ctx: Context, employee_id: string) {
  return ctx.env.EMPLOYEE.getByName(`${ctx.tenant_id}:${employee_id}`);
}

/** Makes a person's object read its facts from D1 again. Safe to repeat. */
export async function reloadEmployee(ctx: Context, employee_id: string): Promise<void> {
  await objectOf(ctx, employee_id).reload({ tenant_id: ctx.tenant_id, employee_id });
}

/** Reloads the object of every person of the tenant. Throws when one could not be reloaded. */
export async function reloadEmployees(ctx: Context): Promise<void> {
  await reloadEach(ctx, await listEmployeeIds(ctx.db));
}

/** Reloads the object of every holder of a role. Throws when one could not be reloaded. */
export async function reloadHolders(ctx: Context, role: string): Promise<void> {
  await reloadEach(ctx, await listHolders(ctx.db, role));
}

async function reloadEach(ctx: Context, employee_ids: readonly string[]): Promise<void> {
  await Promise.all(employee_ids.map((employee_id) => reloadEmployee(ctx, employee_id)));
}
