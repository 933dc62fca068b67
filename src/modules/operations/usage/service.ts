/** Use-cases of usage: calls by route and month, metrics, and the use of hourly limits. */

import { commit } from "../../../platform/db/commit.ts";
import type { Context } from "../../../platform/http/context.ts";
import { AppError, errors } from "../../../shared/errors.ts";
import { decodeCursor, type Page, pageOf } from "../../../shared/page.ts";
import type { Counter } from "../../../shared/rates.ts";
import { reloadTokens } from "../../access/api-tokens/index.ts";
import { reloadDevices } from "../../access/devices/index.ts";
import { reloadEmployees } from "../../access/employees/index.ts";
import { monthOf, monthsUntil, routeOfMetric } from "./domain.ts";
import { USAGE_INCREMENTED } from "./events.ts";
import { addUsage, listMonths, listRoutes, listTenants, type MonthUsage } from "./store.ts";

interface MonthQuery {
  month?: string;
  limit: number;
  cursor?: string;
}

/**
 * A month's usage of the caller's tenant by route; default: this month. Error: E_VALIDATION for a cursor of another
 * list.
 */
export async function listUsage(ctx: Context, { month = monthOf(ctx.arrived_at), limit, cursor }: MonthQuery) {
  const rows = await listRoutes(ctx.db, month, placeOf(cursor), limit + 1);
  return pageOf(rows, limit, ({ route }) => [route]);
}

/** A month's usage of every tenant. Errors: E_PERMISSION on a device, E_VALIDATION for a cursor of another list. */
export async function listTenantUsage(ctx: Context, { month = monthOf(ctx.arrived_at), limit, cursor }: MonthQuery) {
  if (ctx.device) throw new AppError(errors.permission, { permission: "provider" });
  const rows = await listTenants(ctx.env, month, placeOf(cursor), limit + 1);
  return pageOf(rows, limit, ({ tenant_id }) => [tenant_id]);
}

/** The tenant's usage of this month and the twelve before it, latest first; 0 where nothing was counted. */
export async function listStats(ctx: Context): Promise<Page<MonthUsage>> {
  const months = monthsUntil(ctx.arrived_at);
  const counted = new Map((await listMonths(ctx.db, months)).map((row) => [row.month, row]));
  const items = months.map((month) => counted.get(month) ?? { month, calls: 0, metrics: 0 });
  return { items, next_cursor: null, has_more: false };
}

/** Adds to a metric of the tenant in this month. */
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

/** The caller's use of the hourly limits, by rate class and counter (rule L1). */
export async function listLimits(ctx: Context) {
  const { env, tenant_id, device, employee, token, arrived_at } = ctx;
  if (token) {
    const { token_id } = token;
    const used = await env.API_TOKEN.getByName(`${tenant_id}:${token_id}`).usedCalls(
      { tenant_id, token_id },
      arrived_at,
    );
    return used.map((one) => ({ ...one, counted_for: "token" as const }));
  }
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
  // On a device, its object counts the calls of employees, except sensitive calls.
  const here = by("device", of_device).filter(({ rate }) => !employee || rate !== "sensitive");
  const person = by("user", of_person).filter(({ rate }) => !device || rate === "sensitive");
  return [...here, ...person];
}

/** Makes the object of every device, employee and token reload the tenant's limits. Safe to repeat. */
export async function reloadLimits(ctx: Context): Promise<void> {
  await Promise.all([reloadDevices(ctx), reloadEmployees(ctx), reloadTokens(ctx)]);
}

/** The route or id that a list's next page comes after. */
function placeOf(cursor: string | undefined): string {
  if (cursor === undefined) return "";
  const place = decodeCursor(cursor, 1);
  if (!place)
    throw new AppError(errors.validation, { fields: [{ path: "cursor", message: "is not a cursor of this list" }] });
  return String(place[0]);
}
