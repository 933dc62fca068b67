/** Use-case of names: the names behind the ids of the caller's stores, a bounded number of each noun (rules T2, T9). */

import type { Context } from "../../../platform/http/context.ts";
import { AppError, errors } from "../../../shared/errors.ts";
import { listDeviceNames } from "../../access/devices/index.ts";
import { listEmployeeNames } from "../../access/employees/index.ts";
import { listStoreRows, requireStores } from "../../access/tenants/index.ts";
import { listPackageNames, listZoneNames } from "../../offer/catalog/index.ts";

/** The most names of each noun. */
export const MOST_NAMES = 1_000;

/** The names of one store, or of all stores of the caller. Errors: E_PERMISSION for a device alone, E_NOT_FOUND, E_SCOPE_MISMATCH. */
export async function listNames(ctx: Context, store_id?: string) {
  if (!ctx.employee) throw new AppError(errors.permission);
  const store_ids = await requireStores(ctx, null, store_id);
  const [stores, devices, employees, packages, zones] = await Promise.all([
    listStoreRows(ctx.db, store_ids),
    listDeviceNames(ctx.db, store_ids, MOST_NAMES),
    listEmployeeNames(ctx.db, store_ids, MOST_NAMES),
    listPackageNames(ctx.db, store_ids, MOST_NAMES),
    listZoneNames(ctx.db, store_ids, MOST_NAMES),
  ]);
  return {
    stores: stores.map(({ store_id, name, time_zone, cutoff_hour }) => ({ store_id, name, time_zone, cutoff_hour })),
    devices: devices.slice(0, MOST_NAMES).map(({ status: _, ...named }) => named),
    employees: employees.slice(0, MOST_NAMES),
    packages: packages.slice(0, MOST_NAMES).map(({ active: _, ...named }) => named),
    zones: zones.slice(0, MOST_NAMES),
    complete: [devices, employees, packages, zones].every(({ length }) => length <= MOST_NAMES),
  };
}
