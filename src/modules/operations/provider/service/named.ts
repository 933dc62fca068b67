/** The provider's access: only in the console, never on a shared device, and only to tenants other than providers. */

import type { Context } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { findPark, type Tenant } from "../../../access/tenants/index.ts";

/** Error: E_PERMISSION on a device. */
export function providerOnly(ctx: Context): void {
  if (ctx.device) throw new AppError(errors.permission, { permission: "provider" });
}

/** A tenant. Errors: E_PERMISSION on a device, E_NOT_FOUND also for a provider's tenant. */
export async function requireParkTenant(ctx: Context, tenant_id: string): Promise<Tenant> {
  providerOnly(ctx);
  const tenant = await findPark(ctx.env, tenant_id);
  if (!tenant) throw new AppError(errors.not_found);
  return tenant;
}
