/** Use-cases of usage: what was called how often, what others count, and how much of an hour's limits is left. */

import { commit } from "../../../platform/db/commit.ts";
import type { Context } from "../../../platform/http/context.ts";
import { AppError, errors } from "../../../shared/errors.ts";
import { decodeCursor, type Page, pageOf } from "../../../shared/page.ts";
import type { Counter } from "../../../shared/rates.ts";
import { reloadDevices } from "../../access/devices/index.ts";
import { reloadEmployees } from "../../access/employees/index.ts";
import { monthOf, monthsUntil, routeOfMetric } from "./domain.ts";
import { USAGE_INCREMENTED } from "./events.ts";
import { addUsage, listMonths, listRoutes, listTenants, type MonthUsage } from "./store.ts";

interface MonthAsked {
  month?: string;
  limit: number;
  cursor?: string;
}

/** A month's usage of the caller's tenant by route; this month's unless named. Error: E_VALIDATION for a foreign cursor. */
export async function listUsage(ctx: Context, { month = monthOf(ctx.arrived_at), limit, cursor }: MonthAsked) {
  const rows = await listRoutes(ctx.db, month, placeOf(cursor), limit + 1);
  return pageOf(rows, limit, ({ route }) => [route]);
}

/** A month's usage of every park. Errors: E_PERMISSION on a device, E_VALIDATION for a foreign cursor. */
export async function listTenantUsage(ctx: Context, { month = monthOf(ctx.arrived_at), limit, cursor }: MonthAsked) {
  if (ctx.device) throw new AppError(errors.permission, { permission: "provider" });
  const rows = await listTenants(ctx.env, month, placeOf(cursor), limit + 1);
  return pageOf(rows, limit, ({ tenant_id }) => [tenant_id]);
}

/** The tenant's usage in this month and the twelve before, the latest first; 0 where nothing was counted. */
export async function listStats(ctx: Context): Promise<Page<MonthUsage>> {
  const months = monthsUntil(ctx.arrived_at);
  const counted = new Map((await listMonths(ctx.db, months)).map((row) => [row.month, row]));
  const items = months.map((month) => counted.get(month) ?? { month, calls: 0, metrics: 0 });
  return { items, next_cursor: null, has_more: false };
}

/** Adds to what others count for the tenant in this month. */
export async function increment(ctx: Context, { metric, by }: { metric: string; by: number }) {
  const { tenant_id } = ctx;
  const added = { metric, month: monthOf(ctx.arrived_at), by };
  await commit(ctx, {
    writes: [addUsage([{ tenant_id, month: added.month, route: routeOfMetric(metric), count: by }])],
    audit: [{ event: USAGE_INCREMENTED, subject: ["metric", metric], changes: added }],
    reply: added,
  });
  return added;
}

/** How much the caller used of what fits into an hour, by class and by where it is counted (rule L1). */
export async function listLimits(ctx: Context) {
  const { env, tenant_id, device, employee, arrived_at } = ctx;
  const [of_device, of_person] = await Promise.all([
    device &&
      env.DEVICE.getByName(`${tenant_id}:${device.device_id}`).usedCalls(
        { tenant_id, device_id: device.device_id },
        arrived_at,
      ),
    employee &&
      env.EMPLOYEE.getByName(`${tenant_id}:${employee.employee_id}`).usedCalls(
        { tenant_id, employee_id: employee.employee_id, session_id: employee.session_id },
        arrived_at,
      ),
  ]);
  const by = (counted_for: Counter, used: typeof of_device) => used?.map((one) => ({ ...one, counted_for })) ?? [];
  // On a device its object counts what a person does, but for what is sensitive.
  const here = by("device", of_device).filter(({ rate }) => !employee || rate !== "sensitive");
  const person = by("user", of_person).filter(({ rate }) => !device || rate === "sensitive");
  return [...here, ...person];
}

/** Makes the object of every device and person read the tenant's limits anew. Safe to repeat. */
export async function tellLimits(ctx: Context): Promise<void> {
  await Promise.all([reloadDevices(ctx), reloadEmployees(ctx)]);
}

/** What a list's next page comes after. */
function placeOf(cursor: string | undefined): string {
  if (cursor === undefined) return "";
  const place = decodeCursor(cursor, 1);
  if (!place)
    throw new AppError(errors.validation, { fields: [{ path: "cursor", message: "is not a cursor of this list" }] });
  return String(place[0]);
}
