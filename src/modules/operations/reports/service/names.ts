/** Names of the holders in a report: people, devices, packages and zones, each kind by one query. */

import type { Context } from "../../../../platform/http/context.ts";
import { listNamedDevices } from "../../../access/devices/index.ts";
import { listNamedEmployees } from "../../../access/employees/index.ts";
import { listZoneRows, packagesById } from "../../../offer/catalog/index.ts";

/** A name by id; null for an id that no record has any more. */
type Names = (id: string) => string | null;

export async function employeeNames(ctx: Context, ids: Iterable<string>): Promise<Names> {
  const employees = await listNamedEmployees(ctx.db, [...new Set(ids)]);
  const names = new Map(employees.map(({ employee_id, name }) => [employee_id, name]));
  return (id) => names.get(id) ?? null;
}

export async function deviceNames(ctx: Context, ids: Iterable<string>): Promise<Names> {
  const devices = await listNamedDevices(ctx.db, [...new Set(ids)]);
  const names = new Map(devices.map(({ device_id, name }) => [device_id, name]));
  return (id) => names.get(id) ?? null;
}

export async function zoneNames(ctx: Context): Promise<Names> {
  const names = new Map((await listZoneRows(ctx.db, null)).map(({ zone_id, name }) => [zone_id, name]));
  return (id) => names.get(id) ?? null;
}

/** What a report shows of a package. */
export interface NamedPackage {
  name: string | null;
  name_th: string | null;
  category_id: string | null;
  zone_ids: readonly string[];
}

const UNKNOWN: NamedPackage = { name: null, name_th: null, category_id: null, zone_ids: [] };

export async function packageNames(ctx: Context, ids: Iterable<string>): Promise<(id: string) => NamedPackage> {
  const packages = await packagesById(ctx, [...new Set(ids)]);
  return (id) => {
    const known = packages.get(id);
    if (!known) return UNKNOWN;
    const { name, name_th, category_id, zones } = known;
    return { name, name_th, category_id, zone_ids: zones.map(({ zone_id }) => zone_id) };
  };
}
