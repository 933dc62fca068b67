/** How a tenant stands is changed once, told on both sides, and known to all its people and devices before the answer (rule T3). */

import { commit } from "../../../../platform/db/commit.ts";
import type { EventType } from "../../../../platform/events/define.ts";
import { asTenant, type Context, requireOwner } from "../../../../platform/http/context.ts";
import { changesOf } from "../../../../shared/changes.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import type { Maintainer } from "../../../../shared/standing.ts";
import { tenantTime } from "../../../../shared/time.ts";
import { reloadDevices } from "../../../access/devices/index.ts";
import { reloadEmployees } from "../../../access/employees/index.ts";
import {
  decideStanding,
  everyStoreFor,
  getTenant,
  isProvidersWindow,
  problemWithWindow,
  type StandingAct,
  TENANT_EVENTS,
  type Tenant,
  tenantErrors,
  updateTenant,
  type Window,
} from "../../../access/tenants/index.ts";
import { parkNamed } from "./named.ts";

type Change = Parameters<typeof updateTenant>[1];

const EVENT_OF = {
  suspend: TENANT_EVENTS.suspended,
  resume: TENANT_EVENTS.resumed,
  close: TENANT_EVENTS.closed,
  restore: TENANT_EVENTS.restored,
} as const satisfies Record<StandingAct, EventType>;

/** Suspends, resumes or restores a park; one that stands so already is left as it is. Errors: E_NOT_FOUND, E_TENANT_STATUS. */
export async function changeStanding(ctx: Context, tenant_id: string, act: StandingAct): Promise<Tenant> {
  return stand(ctx, await parkNamed(ctx, tenant_id), act);
}

/** Closes a park whose name is repeated; its records go after 90 days. Errors: E_VALIDATION, E_NOT_FOUND, E_TENANT_STATUS. */
export async function closePark(ctx: Context, tenant_id: string, confirm: string): Promise<Tenant> {
  const tenant = await parkNamed(ctx, tenant_id);
  meetName(tenant, confirm);
  return stand(ctx, tenant, "close");
}

/** The same by an owner, of their own. Errors: also E_PERMISSION, E_TENANT_PROVIDER. */
export async function closeOwn(ctx: Context, confirm: string): Promise<Tenant> {
  requireOwner(ctx);
  const tenant = await ownPark(ctx);
  meetName(tenant, confirm);
  return stand(ctx, tenant, "close");
}

/** Sets a park's maintenance, in place of what was set. Errors: E_VALIDATION, E_NOT_FOUND. */
export async function maintainPark(ctx: Context, tenant_id: string, window: Window): Promise<Tenant> {
  return maintain(ctx, await parkNamed(ctx, tenant_id), "provider", window);
}

/**
 * The same of one's own, by who may change settings in every store, for 24 hours at most.
 * Errors: also E_PERMISSION, E_TENANT_PROVIDER, E_MAINTENANCE_PROVIDER.
 */
export async function maintainOwn(ctx: Context, window: Window): Promise<Tenant> {
  await everyStoreFor(ctx, "settings_write");
  return maintain(ctx, await ownWindow(ctx), "tenant", window);
}

/** Ends a park's maintenance, or takes back one that has not begun; where there is none it changes nothing. */
export async function endMaintenance(ctx: Context, tenant_id: string): Promise<Tenant> {
  return end(ctx, await parkNamed(ctx, tenant_id));
}

/** The same of one's own, by an owner also while it lasts. Errors: E_PERMISSION, E_TENANT_PROVIDER, E_MAINTENANCE_PROVIDER. */
export async function endOwnMaintenance(ctx: Context): Promise<Tenant> {
  await everyStoreFor(ctx, "settings_write");
  return end(ctx, await ownWindow(ctx));
}

/** Makes the object of every device and person read anew how their tenant stands. Safe to repeat. */
export async function tellStanding(ctx: Context): Promise<void> {
  await Promise.all([reloadDevices(ctx), reloadEmployees(ctx)]);
}

async function ownPark(ctx: Context): Promise<Tenant> {
  const tenant = await getTenant(ctx);
  if (tenant.kind === "provider") throw new AppError(tenantErrors.tenant_provider);
  return tenant;
}

/** One's own park, where no window of the provider's stands in the way. */
async function ownWindow(ctx: Context): Promise<Tenant> {
  const tenant = await ownPark(ctx);
  if (isProvidersWindow(tenant, ctx.arrived_at)) throw new AppError(tenantErrors.maintenance_providers);
  return tenant;
}

function meetName({ name }: Tenant, confirm: string): void {
  if (confirm === name) return;
  throw new AppError(errors.validation, { fields: [{ path: "confirm", message: "must be the tenant's name" }] });
}

async function stand(ctx: Context, tenant: Tenant, act: StandingAct): Promise<Tenant> {
  const standing = decideStanding(tenant.status, act, ctx.arrived_at);
  if (standing === "unfit") throw new AppError(tenantErrors.tenant_status, { status: tenant.status });
  if (standing !== "already") return changeTenant(ctx, tenant, standing, EVENT_OF[act]);
  await tellStanding(contextOf(ctx, tenant));
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
 * Changes a tenant: told in its own audit and events, and in the audit of the provider whose person did it. The very next
 * request of its people and devices meets it. Error: E_CONFLICT when somebody else changed it meanwhile.
 */
export async function changeTenant<Given extends Change>(
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
    writes: [updateTenant(tenant, change)],
    audit: [entry] as [typeof entry],
    events: [event.of(subject, { tenant_id, ...change }, { store_id: null })],
    refusals: [["E_STALE_VERSION", errors.conflict]] as const,
  };
  const own = contextOf(ctx, tenant);
  if (own === ctx) await commit(ctx, { ...work, reply: after });
  else await commit(ctx, { writes: [], audit: [entry], beside: { ctx: own, work }, reply: after });
  await tellStanding(own);
  return after;
}

/** The request in the tenant's own records and at its own time, by the same person; the tenant may be the person's own. */
export function contextOf(ctx: Context, { tenant_id, clock_offset_s }: Tenant): Context {
  if (tenant_id === ctx.tenant_id) return ctx;
  const now = tenantTime(ctx.arrived_at, clock_offset_s);
  return asTenant({ ...ctx, now, trace: { ctx: null, error_code: null } }, tenant_id, { actor: ctx.actor });
}
