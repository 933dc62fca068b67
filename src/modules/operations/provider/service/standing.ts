/**
 * Changes a tenant's standing once, audits it on both sides, and applies it to all its employees and devices before the
 * answer (rule T3).
 */

import { commit } from "../../../../platform/db/commit.ts";
import type { EventType } from "../../../../platform/events/define.ts";
import { asTenant, type Context, requireOwner } from "../../../../platform/http/context.ts";
import { changesOf } from "../../../../shared/changes.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import type { Maintainer } from "../../../../shared/standing.ts";
import { tenantTime } from "../../../../shared/time.ts";
import { reloadTokens } from "../../../access/api-tokens/index.ts";
import { reloadDevices } from "../../../access/devices/index.ts";
import { reloadEmployees } from "../../../access/employees/index.ts";
import {
  decideStanding,
  getTenant,
  isProvidersWindow,
  problemWithWindow,
  recordTenantChange,
  requireEveryStore,
  type StandingAct,
  TENANT_EVENTS,
  type Tenant,
  type TenantChange,
  tenantErrors,
  type Window,
} from "../../../access/tenants/index.ts";
import { requireParkTenant } from "./named.ts";

const EVENT_OF = {
  suspend: TENANT_EVENTS.suspended,
  resume: TENANT_EVENTS.resumed,
  close: TENANT_EVENTS.closed,
  restore: TENANT_EVENTS.restored,
} as const satisfies Record<StandingAct, EventType>;

/**
 * Suspends, resumes or restores a tenant; one that already has the status stays as it is. Errors: E_NOT_FOUND,
 * E_TENANT_STATUS.
 */
export async function changeStanding(ctx: Context, tenant_id: string, act: StandingAct): Promise<Tenant> {
  return stand(ctx, await requireParkTenant(ctx, tenant_id), act);
}

/**
 * Closes a tenant after its name is repeated; its records are deleted after 90 days. Errors: E_VALIDATION, E_NOT_FOUND,
 * E_TENANT_STATUS.
 */
export async function closePark(ctx: Context, tenant_id: string, confirm: string): Promise<Tenant> {
  const tenant = await requireParkTenant(ctx, tenant_id);
  requireName(tenant, confirm);
  return stand(ctx, tenant, "close");
}

/** An owner closes their own tenant. Errors: also E_PERMISSION, E_TENANT_PROVIDER. */
export async function closeOwn(ctx: Context, confirm: string): Promise<Tenant> {
  requireOwner(ctx);
  const tenant = await ownPark(ctx);
  requireName(tenant, confirm);
  return stand(ctx, tenant, "close");
}

/** Sets a tenant's maintenance window, replacing an earlier one. Errors: E_VALIDATION, E_NOT_FOUND. */
export async function maintainPark(ctx: Context, tenant_id: string, window: Window): Promise<Tenant> {
  return maintain(ctx, await requireParkTenant(ctx, tenant_id), "provider", window);
}

/**
 * Sets one's own tenant's window, 24 hours at most; needs settings_write in every store.
 * Errors: also E_PERMISSION, E_TENANT_PROVIDER, E_MAINTENANCE_PROVIDER.
 */
export async function maintainOwn(ctx: Context, window: Window): Promise<Tenant> {
  await requireEveryStore(ctx, "settings_write");
  return maintain(ctx, await ownWindow(ctx), "tenant", window);
}

/** Ends a tenant's maintenance, or cancels one that has not begun; without one it changes nothing. */
export async function endMaintenance(ctx: Context, tenant_id: string): Promise<Tenant> {
  return end(ctx, await requireParkTenant(ctx, tenant_id));
}

/**
 * Ends one's own tenant's maintenance; an owner can do this during it. Errors: E_PERMISSION, E_TENANT_PROVIDER,
 * E_MAINTENANCE_PROVIDER.
 */
export async function endOwnMaintenance(ctx: Context): Promise<Tenant> {
  await requireEveryStore(ctx, "settings_write");
  return end(ctx, await ownWindow(ctx));
}

/** Makes the object of every device, employee and token reload the standing of their tenant. Safe to repeat. */
export async function reloadStanding(ctx: Context): Promise<void> {
  await Promise.all([reloadDevices(ctx), reloadEmployees(ctx), reloadTokens(ctx)]);
}

async function ownPark(ctx: Context): Promise<Tenant> {
  const tenant = await getTenant(ctx);
  if (tenant.kind === "provider") throw new AppError(tenantErrors.tenant_provider);
  return tenant;
}

/** One's own tenant, unless the provider set its window. */
async function ownWindow(ctx: Context): Promise<Tenant> {
  const tenant = await ownPark(ctx);
  if (isProvidersWindow(tenant, ctx.arrived_at)) throw new AppError(tenantErrors.maintenance_providers);
  return tenant;
}

function requireName({ name }: Tenant, confirm: string): void {
  if (confirm === name) return;
  throw new AppError(errors.validation, { fields: [{ path: "confirm", message: "must be the tenant's name" }] });
}

async function stand(ctx: Context, tenant: Tenant, act: StandingAct): Promise<Tenant> {
  const standing = decideStanding(tenant.status, act, ctx.arrived_at);
  if (standing === "unfit") throw new AppError(tenantErrors.tenant_status, { status: tenant.status });
  if (standing !== "already") return changeTenant(ctx, tenant, standing, EVENT_OF[act]);
  await reloadStanding(contextOf(ctx, tenant));
  return tenant;
}

async function maintain(ctx: Context, tenant: Tenant, maintenance_by: Maintainer, window: Window): Promise<Tenant> {
  const { status } = tenant;
  if (status === "purged") throw new AppError(tenantErrors.tenant_status, { status });
  const problem = problemWithWindow(window, maintenance_by, ctx.arrived_at);
  if (problem) throw new AppError(errors.validation, { fields: [problem] });
  const { from = ctx.arrived_at, until, note = null } = window;
  const change = { maintenance_from: from, maintenance_until: until, maintenance_note: note, maintenance_by };
  return changeTenant(ctx, tenant, change, TENANT_EVENTS.maintenance_set);
}

async function end(ctx: Context, tenant: Tenant): Promise<Tenant> {
  if (tenant.maintenance_until === null) return tenant;
  const change = { maintenance_from: null, maintenance_until: null, maintenance_note: null, maintenance_by: null };
  return changeTenant(ctx, tenant, change, TENANT_EVENTS.maintenance_ended);
}

/**
 * Changes a tenant, with a row in its own audit, its events, and the audit of the provider who did it. The next request
 * of its employees and devices uses the new standing. Error: E_CONFLICT for a concurrent change.
 */
export async function changeTenant<Given extends TenantChange>(
  ctx: Context,
  tenant: Tenant,
  change: Given,
  event: Pick<EventType<{ tenant_id: string } & Given>, "type" | "of">,
): Promise<Tenant> {
  const { tenant_id } = tenant;
  const after = { ...tenant, ...change, version: tenant.version + 1 };
  const subject = ["tenant", tenant_id] as const;
  const { version, ...changed } = { ...tenant, ...change };
  const entry = { event: event.type, subject, changes: changesOf(tenant, changed), store_id: null };
  const work = {
    writes: [],
    parts: [recordTenantChange(tenant, change)],
    audit: [entry] as [typeof entry],
    events: [event.of(subject, { tenant_id, ...change }, { store_id: null })],
  };
  const own = contextOf(ctx, tenant);
  if (own === ctx) await commit(ctx, { ...work, reply: after });
  else await commit(ctx, { writes: [], audit: [entry], beside: { ctx: own, work }, reply: after });
  await reloadStanding(own);
  return after;
}

/**
 * The same request by the same employee, in the tenant's own records and at its own time; the tenant may be the
 * employee's own.
 */
export function contextOf(ctx: Context, { tenant_id, clock_offset_s }: Tenant): Context {
  if (tenant_id === ctx.tenant_id) return ctx;
  const now = tenantTime(ctx.arrived_at, clock_offset_s);
  return asTenant({ ...ctx, now, trace: { ctx: null, error_code: null } }, tenant_id, { actor: ctx.actor });
}
