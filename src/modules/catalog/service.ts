/** Use-cases of the catalog. */

import { commit } from "../../platform/db/commit.ts";
import type { Context } from "../../platform/http/context.ts";
import { AppError, errors } from "../../shared/errors.ts";
import { storesOfDevices } from "../devices/index.ts";
import { storeNamed } from "../tenants/index.ts";
import {
  catalogErrors,
  channelOf,
  isOnSale,
  type PackageType,
  type ReentryPolicy,
  type SalesChannel,
} from "./domain.ts";
import {
  findPackages,
  insertPackage,
  insertZone,
  listPackageRows,
  listZoneRows,
  type Package,
  type Zone,
} from "./store.ts";

/** What the caller's store sells right now; a till or kiosk sees what is meant for it (rule S9). */
export async function listPackages(ctx: Context, query: { store_id?: string }): Promise<Package[]> {
  const store_id = await storeNamed(ctx, null, query.store_id);
  const channel = channelOf(ctx.device?.type);
  const rows = await listPackageRows(ctx.db, store_id);
  return rows.filter((row) => isOnSale(row, store_id, ctx.now, channel));
}

/** The packages with those ids by id, with the parts of bundles. Ids that are not there are missing from the map. */
export async function packagesById(ctx: Context, package_ids: readonly string[]): Promise<Map<string, Package>> {
  const named = await findPackages(ctx.db, package_ids);
  const part_ids = named.flatMap(({ parts }) => parts.map(({ package_id }) => package_id));
  const parts = part_ids.length > 0 ? await findPackages(ctx.db, part_ids) : [];
  return new Map([...named, ...parts].map((row) => [row.package_id, row]));
}

export interface NewPackage {
  store_id?: string;
  name: string;
  name_th?: string;
  type: PackageType;
  price: number;
  tax_id?: string;
  quota_or_minutes: number;
  valid_for_days?: number;
  valid_from?: number;
  valid_to?: number;
  same_business_day?: boolean;
  weekdays?: number[];
  reentry?: ReentryPolicy;
  anti_passback_s?: number;
  allowed_device_ids?: string[];
  visible_on?: SalesChannel[];
  parts?: { package_id: string; qty: number }[];
  zones?: { zone_id: string; credits?: number }[];
  active?: boolean;
  active_from?: number;
  active_to?: number;
}

/** Makes a package. Errors: E_PACKAGE_PARTS, E_ZONE_UNKNOWN, E_TAX_UNKNOWN, E_VALIDATION for a device of nobody. */
export async function createPackage(ctx: Context, input: NewPackage): Promise<Package> {
  const store_id = await storeNamed(ctx, "catalog_write", input.store_id);
  const parts = input.parts ?? [];
  const known_parts = await findPackages(
    ctx.db,
    parts.map(({ package_id }) => package_id),
  );
  const part_types = new Map(known_parts.map((row) => [row.package_id, row.type]));
  const sound_parts = parts.every(({ package_id }) => (part_types.get(package_id) ?? "bundle") !== "bundle");
  if (!sound_parts || (input.type === "bundle") !== parts.length > 0) throw new AppError(catalogErrors.package_parts);

  const known_zones = new Map((await listZoneRows(ctx.db, store_id)).map((zone) => [zone.zone_id, zone]));
  const opened = (input.zones ?? []).map(({ zone_id, credits = 1 }) => {
    const zone = known_zones.get(zone_id);
    if (!zone) throw new AppError(catalogErrors.zone_unknown, { zone_id });
    return { zone_id, name: zone.name, credits };
  });

  const allowed = input.allowed_device_ids ?? [];
  const known_devices = await storesOfDevices(ctx, allowed);
  const stranger = allowed.findIndex((device_id) => !known_devices.has(device_id));
  if (stranger >= 0) {
    const fields = [{ path: `allowed_device_ids.${stranger}`, message: "is not a device of this park" }];
    throw new AppError(errors.validation, { fields });
  }

  const row = {
    tenant_id: ctx.tenant_id,
    package_id: ctx.newId(),
    store_id,
    name: input.name,
    name_th: input.name_th ?? input.name,
    type: input.type,
    price: input.price,
    tax_id: input.tax_id ?? null,
    quota_or_minutes: input.quota_or_minutes,
    valid_for_days: input.valid_for_days ?? null,
    valid_from: input.valid_from ?? null,
    valid_to: input.valid_to ?? null,
    same_business_day: input.same_business_day ?? false,
    weekdays: input.weekdays ? [...new Set(input.weekdays)].sort() : null,
    reentry: input.reentry ?? "none",
    anti_passback_s: input.anti_passback_s ?? 0,
    allowed_device_ids: input.allowed_device_ids ?? null,
    visible_on: input.visible_on ?? ["POS", "KIOSK"],
    parts,
    active: input.active ?? true,
    active_from: input.active_from ?? null,
    active_to: input.active_to ?? null,
    created_at: ctx.now,
  } satisfies Omit<Package, "zones">;
  const reply = { ...row, zones: opened };
  await commit(ctx, {
    writes: insertPackage(
      row,
      opened.map(({ zone_id, credits }) => ({ zone_id, credits })),
    ),
    audit: [{ event: "package.created", subject: ["package", row.package_id], changes: { ...input }, store_id }],
    events: [
      { type: "package.created", subject: ["package", row.package_id], data: { package_id: row.package_id }, store_id },
    ],
    reply,
    refusals: [["E_TAX_UNKNOWN", catalogErrors.tax_unknown]],
  });
  return reply;
}

export async function listZones(ctx: Context, query: { store_id?: string }): Promise<Zone[]> {
  return listZoneRows(ctx.db, await storeNamed(ctx, null, query.store_id));
}

export async function createZone(
  ctx: Context,
  input: { store_id?: string; name: string; name_th?: string },
): Promise<Zone> {
  const store_id = await storeNamed(ctx, "catalog_write", input.store_id);
  const zone: Zone = {
    tenant_id: ctx.tenant_id,
    zone_id: ctx.newId(),
    store_id,
    name: input.name,
    name_th: input.name_th ?? input.name,
    created_at: ctx.now,
  };
  await commit(ctx, {
    writes: [insertZone(zone)],
    audit: [{ event: "zone.created", subject: ["zone", zone.zone_id], changes: { name: zone.name }, store_id }],
    reply: zone,
  });
  return zone;
}
