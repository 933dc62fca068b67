/** Use-cases of tenants and stores. */

import { type AuditedPart, type CommitPart, commit } from "../../../platform/db/commit.ts";
import { openDatabase } from "../../../platform/db/session.ts";
import { refuseCommon } from "../../../platform/http/auth.ts";
import {
  asTenant,
  type Context,
  may,
  ownRecordsFrom,
  type PublicContext,
  permissionError,
  storeFor,
  storesFor,
} from "../../../platform/http/context.ts";
import { isPhoneRegion, type PhoneRegion } from "../../../platform/text/phone-regions.ts";
import { changesOf } from "../../../shared/changes.ts";
import { AppError, errors } from "../../../shared/errors.ts";
import { PERMISSIONS, type Permission } from "../../../shared/permissions.ts";
import { decideTenant } from "../../../shared/standing.ts";
import { tenantTime } from "../../../shared/time.ts";
import { tenantErrors } from "./domain.ts";
import { CLOCK_MOVED, STORE_EVENTS, TENANT_CREATED } from "./events.ts";
import {
  findStanding,
  findStore,
  findTenant,
  firstProviderOnly,
  insertStore,
  insertTenant,
  listStoreIds,
  listStoreRows,
  newTicketKeyVersion,
  type Store,
  type StoreChange,
  type Tenant,
  type TenantChange,
  updateClockOffset,
  updateStore,
  updateTenant,
} from "./store.ts";

export interface NewTenant {
  name: string;
  mode: "live" | "sandbox";
  /** Default: park. */
  kind?: "park" | "provider";
  legal_name?: string;
  billing_plan?: string;
  time_zone?: string;
}

/** The part of a commit that creates the tenant of the context. */
export function recordTenant({ tenant_id, now }: Context, input: NewTenant): AuditedPart {
  return {
    writes: [insertTenant({ tenant_id, created_at: now, ...input })],
    audit: [{ event: TENANT_CREATED, subject: ["tenant", tenant_id], changes: { ...input } }],
  };
}

export interface NewStore {
  name: string;
  time_zone?: string;
  cutoff_hour?: number;
  address?: string | null;
  phone?: string | null;
}

/** The part of a commit that creates a store of the tenant, and the store's id. */
export function recordStore(ctx: Context, input: NewStore): { store_id: string; part: AuditedPart } {
  const { tenant_id, now } = ctx;
  const store_id = ctx.newId();
  const part: AuditedPart = {
    writes: [insertStore({ tenant_id, store_id, created_at: now, ...input })],
    audit: [{ event: STORE_EVENTS.created.type, subject: ["store", store_id], changes: { ...input }, store_id }],
  };
  return { store_id, part };
}

/** Makes the tenant that the context names the first provider, in its own commit. Refusal: E_CONFLICT when there is one. */
export function recordFirstProvider({ tenant_id }: Context): CommitPart {
  return { writes: [firstProviderOnly(tenant_id)], refusals: [["tenants.kind", errors.conflict]] };
}

/** Changes a tenant from the version that was read. Refusal: E_CONFLICT when somebody else changed it meanwhile. */
export function recordTenantChange(tenant: Tenant, change: TenantChange): CommitPart {
  return { writes: [updateTenant(tenant, change)], refusals: [["E_STALE_VERSION", errors.conflict]] };
}

/** From the commit on new tickets bear this version of the tenant's key. */
export function recordKeyVersion({ tenant_id }: Context, key_version: number): CommitPart {
  return { writes: [newTicketKeyVersion(tenant_id, key_version)] };
}

export async function getTenant(ctx: Context): Promise<Tenant> {
  const tenant = await findTenant(ctx.db);
  if (!tenant) throw new AppError(errors.not_found);
  return tenant;
}

/**
 * Gives a public request the tenant that it found itself, at that tenant's time; one read.
 * Errors: those of a tenant that is not served, E_UNAUTHENTICATED for one whose records are deleted (rule T3).
 */
export async function openTenant(
  base: PublicContext,
  tenant_id: string,
  caller: Parameters<typeof asTenant>[2] = {},
): Promise<Context> {
  const { ctx, requireServed } = await openTenantUnproven(base, tenant_id, caller);
  requireServed(false);
  return ctx;
}

/**
 * Gives a request a tenant before its caller has proved anything. Only members may learn that the tenant is not served:
 * `requireServed` throws the errors of `openTenant`. An owner passes during a maintenance that the tenant set itself.
 */
export async function openTenantUnproven(
  base: PublicContext,
  tenant_id: string,
  caller: Parameters<typeof asTenant>[2] = {},
): Promise<{ ctx: Context; requireServed(owner: boolean): void }> {
  const { ctx, tenant } = await enter(base, tenant_id, caller);
  return {
    ctx,
    requireServed(owner) {
      if (tenant?.status === "purged") throw new AppError(errors.unauthenticated);
      const refusal = tenant ? decideTenant(tenant, base.arrived_at, owner) : null;
      if (refusal) refuseCommon(refusal);
    },
  };
}

/** Gives work without a request its tenant, at that tenant's time, whatever the tenant's standing; one read. */
export async function tenantAtWork(base: PublicContext, tenant_id: string): Promise<Context> {
  return (await enter(base, tenant_id, {})).ctx;
}

async function enter(base: PublicContext, tenant_id: string, caller: NonNullable<Parameters<typeof asTenant>[2]>) {
  const db = openDatabase(base.env, tenant_id, base.bookmark);
  const tenant = await findStanding(db);
  const now = tenantTime(base.arrived_at, tenant?.clock_offset_s ?? 0);
  return { ctx: asTenant({ ...base, now }, tenant_id, { ...caller, db }), tenant };
}

/** A sandbox's clock: how many seconds it is moved, and its time in epoch ms. */
export interface Clock {
  offset_seconds: number;
  server_time: number;
}

/** The tenant's clock. Error: E_NOT_FOUND for a live tenant, whose clock cannot be moved. */
export async function getClock(ctx: Context): Promise<Clock> {
  const { mode, clock_offset_s } = await getTenant(ctx);
  if (mode !== "sandbox") throw new AppError(errors.not_found);
  return { offset_seconds: clock_offset_s, server_time: tenantTime(ctx.arrived_at, clock_offset_s) };
}

/**
 * Moves a sandbox's clock; the reply has the new time. The caller must reload the objects that hold the old one. Error:
 * E_NOT_FOUND.
 */
export async function setClock(ctx: Context, offset_seconds: number): Promise<Clock> {
  const { tenant_id, arrived_at } = ctx;
  const before = await getClock(ctx);
  const clock = { offset_seconds, server_time: tenantTime(arrived_at, offset_seconds) };
  const moved = asTenant({ ...ctx, now: clock.server_time }, tenant_id, ctx);
  const changes = { before: { offset_seconds: before.offset_seconds }, after: { offset_seconds } };
  await commit(moved, {
    writes: [updateClockOffset(ctx.db, offset_seconds)],
    audit: [{ event: CLOCK_MOVED.type, subject: ["tenant", tenant_id], changes }],
    events: [CLOCK_MOVED.of(["tenant", tenant_id], { offset_seconds }, { store_id: null })],
    reply: clock,
  });
  return clock;
}

/** A store of the tenant. Error: E_NOT_FOUND, also for another tenant's store (rule T2). */
export async function getStore(ctx: Context, store_id: string): Promise<Store> {
  const store = await findStore(ctx.db, store_id);
  if (!store) throw new AppError(errors.not_found);
  return store;
}

const HOME: PhoneRegion = "TH";

/**
 * The country of telephone numbers without a country code: that of the caller's store, else of the first store where
 * the caller works.
 */
export async function countryOf(ctx: Context): Promise<PhoneRegion> {
  const store_id = ctx.store_id ?? Object.keys(ctx.employee?.stores ?? {})[0];
  const store = store_id === undefined ? undefined : await findStore(ctx.db, store_id);
  return store && isPhoneRegion(store.country) ? store.country : HOME;
}

/**
 * Changes the given fields of a store.
 * Errors: those of a store (rule T2), E_PERMISSION, E_STORE_IN_USE for a time zone or cut-off hour that business dates
 * depend on, E_STORE_OPEN for deactivating it while a drawer is open.
 */
export async function changeStore(ctx: Context, store_id: string, change: StoreChange): Promise<Store> {
  const before = await getStore(ctx, store_id);
  storeFor(ctx, "settings_write", store_id);
  const after = { ...before, ...change };
  const subject = ["store", store_id] as const;
  await commit(ctx, {
    writes: [updateStore(before, change)],
    audit: [{ event: STORE_EVENTS.changed.type, subject, changes: changesOf(before, after), store_id }],
    events: [STORE_EVENTS.changed.of(subject, { store_id }, { store_id })],
    reply: after,
    refusals: [
      ["E_STORE_IN_USE", tenantErrors.store_in_use],
      ["E_STORE_OPEN", tenantErrors.store_open],
    ],
  });
  return after;
}

/** The stores where the caller works. */
export function listStores(ctx: Context): Promise<Store[]> {
  const store_ids = ctx.device ? [ctx.device.store_id] : Object.keys(ctx.employee?.stores ?? {});
  return listStoreRows(ctx.db, store_ids);
}

/**
 * The store that a request names, else the caller's own.
 * Errors: E_NOT_FOUND for an unknown store and for another tenant's; E_SCOPE_MISMATCH for another store of the tenant;
 * E_PERMISSION (rule T2).
 */
export async function requireStore(ctx: Context, permission: Permission | null, store_id?: string): Promise<string> {
  await requireStoreOfTenant(ctx, store_id);
  return storeFor(ctx, permission, store_id);
}

/** The stores of a list: the one named, else all where the caller has the permission. Errors as for one store. */
export async function requireStores(ctx: Context, permission: Permission | null, store_id?: string): Promise<string[]> {
  await requireStoreOfTenant(ctx, store_id);
  return storesFor(ctx, permission, store_id);
}

/**
 * The scope of a list of sales, payments or refunds: the stores where the caller reads sales; for a device without
 * sales_read, its own records of the last 15 minutes.
 * Errors: those of a store; E_PERMISSION for another device's (rule T7).
 */
export async function requireRecordsScope<Filter extends { device_id?: string; from?: number }>(
  ctx: Context,
  { store_id, ...filter }: Filter & { store_id?: string },
): Promise<Omit<Filter, "store_id"> & { store_ids: string[] }> {
  const { device } = ctx;
  if (!device || may(ctx, "sales_read", device.store_id))
    return { ...filter, store_ids: await requireStores(ctx, "sales_read", store_id) };
  const { device_id } = device;
  const store_ids = await requireStores(ctx, "sell", store_id);
  if (filter.device_id !== undefined && filter.device_id !== device_id)
    throw permissionError(ctx, "sales_read", device.store_id);
  return { ...filter, store_ids, device_id, from: Math.max(filter.from ?? 0, ownRecordsFrom(ctx)) };
}

/**
 * The ids of the tenant's stores, for an act that concerns them all: the caller must have the permission in each, on
 * any device.
 * Error: E_PERMISSION with the first store where it is missing (rule T7).
 */
export async function requireEveryStore(ctx: Context, permission: Permission): Promise<string[]> {
  const store_ids = await listStoreIds(ctx.db);
  const missing = store_ids.find((store_id) => !ctx.employee?.stores[store_id]?.includes(permission));
  if (missing && ctx.actor.kind !== "system") throw new AppError(errors.permission, { permission, store_id: missing });
  return store_ids;
}

/** The permissions that the caller holds in every store of the tenant (rule T7). */
export async function listPermissionsEverywhere(ctx: Context): Promise<Permission[]> {
  const store_ids = await listStoreIds(ctx.db);
  const held = (permission: Permission) =>
    store_ids.every((store_id) => ctx.employee?.stores[store_id]?.includes(permission));
  return PERMISSIONS.filter(held);
}

/** Looks up a store that is not the caller's, to tell another store from another tenant's. */
async function requireStoreOfTenant(ctx: Context, store_id: string | undefined): Promise<void> {
  const own = store_id === undefined || store_id === ctx.store_id || store_id in (ctx.employee?.stores ?? {});
  if (!own) await getStore(ctx, store_id);
}
