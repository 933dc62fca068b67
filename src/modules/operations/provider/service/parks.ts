/** The tenants as their provider sees them: their names, status and size; never their sales. */

import { openDatabase } from "../../../../platform/db/session.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { readLag } from "../../../../platform/queue/lag.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { decodeCursor, type Page, pageOf } from "../../../../shared/page.ts";
import { listActiveOwnerIds } from "../../../access/employees/index.ts";
import {
  listParkRows,
  type ParkFilter,
  TENANT_EVENTS,
  type Tenant,
  tenantErrors,
} from "../../../access/tenants/index.ts";
import { countsOf } from "../store/counts.ts";
import { providerOnly, requireParkTenant } from "./named.ts";
import { changeTenant } from "./standing.ts";

/**
 * The tenants that match the filter, latest first. Errors: E_PERMISSION on a device, E_VALIDATION for a cursor of
 * another list.
 */
export async function listParks(
  ctx: Context,
  { limit, cursor, ...filter }: Omit<ParkFilter, "before"> & { limit: number; cursor?: string },
): Promise<Page<Tenant>> {
  providerOnly(ctx);
  const place = cursor === undefined ? undefined : decodeCursor(cursor, 1);
  if (cursor !== undefined && !place)
    throw new AppError(errors.validation, { fields: [{ path: "cursor", message: "is not a cursor of this list" }] });
  const before = place && String(place[0]);
  const rows = await listParkRows(ctx.env, { ...filter, before }, limit + 1);
  return pageOf(rows, limit, ({ tenant_id }) => [tenant_id]);
}

/** A tenant, with the number of its stores, devices and employees, the lag of its events, and its owners. Errors as of `requireParkTenant`. */
export async function getPark(ctx: Context, tenant_id: string) {
  const tenant = await requireParkTenant(ctx, tenant_id);
  const park = { ...ctx, tenant_id, db: openDatabase(ctx.env, tenant_id) };
  const [counts, outbox_lag, owner_ids] = await Promise.all([
    countsOf(ctx.env, tenant_id),
    readLag(park),
    listActiveOwnerIds(park.db),
  ]);
  return { ...tenant, counts, outbox_lag, owner_ids };
}

/**
 * Changes the given names and plan of a tenant. Errors as of `requireParkTenant`, E_TENANT_STATUS for a purged one, E_CONFLICT.
 */
export async function changePark(
  ctx: Context,
  tenant_id: string,
  change: { name?: string; legal_name?: string | null; billing_plan?: string },
): Promise<Tenant> {
  const tenant = await requireParkTenant(ctx, tenant_id);
  const { status } = tenant;
  if (status === "purged") throw new AppError(tenantErrors.tenant_status, { status });
  return changeTenant(ctx, tenant, change, TENANT_EVENTS.changed);
}
