/** The parks as their provider sees them: who they are, how they stand and how big they are; never what they sell. */

import type { Context } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { decodeCursor, type Page, pageOf } from "../../../../shared/page.ts";
import {
  listParkRows,
  type ParkFilter,
  TENANT_EVENTS,
  type Tenant,
  tenantErrors,
} from "../../../access/tenants/index.ts";
import { countsOf } from "../store/counts.ts";
import { parkNamed, providerOnly } from "./named.ts";
import { changeTenant } from "./standing.ts";

/** The parks that the filter leaves, the latest first. Errors: E_PERMISSION on a device, E_VALIDATION for a cursor not ours. */
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

/** A park, with how many stores, devices and people it has. Errors as of `parkNamed`. */
export async function getPark(ctx: Context, tenant_id: string) {
  const tenant = await parkNamed(ctx, tenant_id);
  return { ...tenant, counts: await countsOf(ctx.env, tenant_id) };
}

/** Changes what is given of who a park is. Errors as of `parkNamed`, E_TENANT_STATUS for one that is no more, E_CONFLICT. */
export async function changePark(
  ctx: Context,
  tenant_id: string,
  change: { name?: string; legal_name?: string | null; billing_plan?: string },
): Promise<Tenant> {
  const tenant = await parkNamed(ctx, tenant_id);
  const { status } = tenant;
  if (status === "purged") throw new AppError(tenantErrors.tenant_status, { status });
  return changeTenant(ctx, tenant, change, TENANT_EVENTS.changed);
}
