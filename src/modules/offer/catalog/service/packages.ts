/** Use-cases of packages: list those on sale, and create, replace and deactivate them (rule S9). */

import { type CommitPart, commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { changesOf } from "../../../../shared/changes.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { storesOfDevices } from "../../../access/devices/index.ts";
import { requireStore } from "../../../access/tenants/index.ts";
import { keepPicture } from "../../pictures/index.ts";
import { refusePackage } from "../domain/editor.ts";
import { catalogErrors } from "../domain/errors.ts";
import { completeGateTerms, type SentGateTerms } from "../domain/gate-terms.ts";
import {
  type BundlePart,
  channelOf,
  isOnSale,
  type PackageType,
  type ReentryPolicy,
  type SalesChannel,
} from "../domain/offers.ts";
import { PACKAGE_CHANGED, PACKAGE_CREATED } from "../events.ts";
import { findCategory } from "../store/categories.ts";
import {
  deactivatePackageRow,
  findPackages,
  insertPackage,
  listBundlesOf,
  listPackageRows,
  type Package,
  replacePackageRow,
} from "../store/packages.ts";
import { listZoneRows } from "../store/zones.ts";
import { editedStore } from "./scope.ts";

export interface PackageQuery {
  store_id?: string;
  status?: "on_sale" | "active" | "inactive" | "all";
  category_id?: string;
}

const ACTIVE = { on_sale: true, active: true, inactive: false, all: undefined };

/**
 * The packages on sale at the caller's store now; a till or kiosk sees those of its channel (rule S9). With another
 * status it is a list for editors.
 * Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION.
 */
export async function listPackages(ctx: Context, query: PackageQuery): Promise<Package[]> {
  const { status = "on_sale", category_id } = query;
  const on_sale = status === "on_sale";
  const store_id = await requireStore(ctx, on_sale ? null : "catalog_write", query.store_id);
  const rows = await listPackageRows(ctx.db, store_id, { active: ACTIVE[status], category_id });
  return on_sale ? rows.filter((row) => isOnSale(row, store_id, ctx.now, channelOf(ctx.device?.type))) : rows;
}

/** A package for an editor, active or not. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION. */
export async function getPackage(ctx: Context, package_id: string): Promise<Package> {
  const row = await requirePackage(ctx, package_id);
  if (row.store_id !== null) await requireStore(ctx, "catalog_write", row.store_id);
  return row;
}

async function requirePackage(ctx: Context, package_id: string): Promise<Package> {
  const [row] = await findPackages(ctx.db, [package_id]);
  if (!row) throw new AppError(errors.not_found);
  return row;
}

/** The packages with those ids by id, with the parts of bundles. Unknown ids are missing from the map. */
export async function packagesById(ctx: Context, package_ids: readonly string[]): Promise<Map<string, Package>> {
  const named = await findPackages(ctx.db, package_ids);
  const part_ids = named.flatMap(({ parts }) => parts.map(({ package_id }) => package_id));
  const parts = await findPackages(ctx.db, part_ids);
  return new Map([...named, ...parts].map((row) => [row.package_id, row]));
}

/** The terms that an editor sends; absent or null means none, or the default. Money in satang, times in epoch ms. */
export interface PackageTerms extends SentGateTerms {
  name: string;
  name_th?: string;
  price: number;
  /** True: the till sets the price, within these bounds. */
  open_price?: boolean;
  min_price?: number | null;
  max_price?: number | null;
  tax_id?: string | null;
  quota_or_minutes: number;
  valid_for_days?: number | null;
  valid_from?: number | null;
  valid_to?: number | null;
  same_business_day?: boolean;
  weekdays?: number[] | null;
  reentry?: ReentryPolicy;
  anti_passback_s?: number;
  allowed_device_ids?: string[] | null;
  visible_on?: SalesChannel[];
  parts?: BundlePart[];
  zones?: { zone_id: string; credits?: number }[];
  active?: boolean;
  active_from?: number | null;
  active_to?: number | null;
  category_id?: string | null;
  image_url?: string | null;
  position?: number;
  capacity?: number | null;
  slot_minutes?: number | null;
}

/** The fields of a package that never change. */
export interface NewPackage extends PackageTerms {
  /** Null: for all stores of the tenant; absent: for the caller's. */
  store_id?: string | null;
  type: PackageType;
}

type FixedFields = Pick<Package, "tenant_id" | "package_id" | "store_id" | "type" | "created_at">;

const REFUSALS = [
  ["E_TAX_UNKNOWN", catalogErrors.tax_unknown],
  ["E_CATEGORY_UNKNOWN", catalogErrors.category_unknown],
] as const;

/**
 * Creates a package.
 * Errors: E_PACKAGE_PARTS, E_ZONE_UNKNOWN, E_TAX_UNKNOWN, E_CATEGORY_UNKNOWN; E_VALIDATION for an unknown device or a
 * bundle's capacity; E_PERMISSION.
 */
export async function createPackage(ctx: Context, { store_id: named, type, ...terms }: NewPackage): Promise<Package> {
  const store_id = await editedStore(ctx, named);
  const { tenant_id, now: created_at } = ctx;
  const row = await packageOf(ctx, { tenant_id, package_id: ctx.newId(), store_id, type, created_at }, terms);
  await commit(ctx, {
    writes: insertPackage(row),
    parts: [await keepPicture(ctx, row.image_url, "image_url")],
    audit: [
      { event: PACKAGE_CREATED.type, subject: ["package", row.package_id], changes: { type, ...terms }, store_id },
    ],
    events: [eventOf(PACKAGE_CREATED, row)],
    reply: row,
    refusals: REFUSALS,
  });
  return row;
}

/**
 * Replaces the terms of a package; its store, its type and sold tickets stay.
 * Errors as in `createPackage`; E_NOT_FOUND; E_PACKAGE_IN_USE when it is deactivated while active bundles need it.
 */
export async function replacePackage(ctx: Context, package_id: string, terms: PackageTerms): Promise<Package> {
  const before = await requirePackage(ctx, package_id);
  await editedStore(ctx, before.store_id);
  const row = await packageOf(ctx, before, terms);
  if (before.active && !row.active) await requireNoBundle(ctx, package_id);
  await commit(ctx, {
    writes: replacePackageRow(row),
    parts: [await keepPicture(ctx, row.image_url, "image_url")],
    audit: [changed(before, row)],
    events: [eventOf(PACKAGE_CHANGED, row)],
    reply: row,
    refusals: REFUSALS,
  });
  return row;
}

/** Deactivates a package; an inactive one stays so. Errors: E_NOT_FOUND, E_PACKAGE_IN_USE. */
export async function deactivatePackage(ctx: Context, package_id: string): Promise<Package> {
  const before = await requirePackage(ctx, package_id);
  await editedStore(ctx, before.store_id);
  if (!before.active) return before;
  await requireNoBundle(ctx, package_id);
  const row = { ...before, active: false };
  await commit(ctx, {
    writes: [deactivatePackageRow(row)],
    audit: [changed(before, row)],
    events: [eventOf(PACKAGE_CHANGED, row)],
    reply: row,
  });
  return row;
}

/** Tells the editor early that active bundles need the package; the till would refuse such a bundle as well. */
async function requireNoBundle(ctx: Context, package_id: string): Promise<void> {
  const bundles = await listBundlesOf(ctx.db, package_id);
  if (bundles.length > 0) throw new AppError(catalogErrors.package_in_use, { bundles });
}

/**
 * Creates and changes many packages in another's commit, with a row of the audit and an event for each. The caller has made
 * them by `completePackage`, and has checked the scope.
 */
export function recordPackages(
  created: readonly Package[],
  replaced: readonly { before: Package; after: Package }[],
): CommitPart {
  return {
    writes: [...created.flatMap(insertPackage), ...replaced.flatMap(({ after }) => replacePackageRow(after))],
    audit: [
      ...created.map(({ package_id, store_id, type, name, price }) => ({
        event: PACKAGE_CREATED.type,
        subject: ["package", package_id] as const,
        changes: { type, name, price },
        store_id,
      })),
      ...replaced.map(({ before, after }) => changed(before, after)),
    ],
    events: [
      ...created.map((row) => eventOf(PACKAGE_CREATED, row)),
      ...replaced.map(({ after }) => eventOf(PACKAGE_CHANGED, after)),
    ],
    refusals: REFUSALS,
  };
}

function changed(before: Package, row: Package) {
  const { package_id, store_id } = row;
  const changes = changesOf<Package>(before, row);
  return { event: PACKAGE_CHANGED.type, subject: ["package", package_id] as const, changes, store_id };
}

function eventOf(event: typeof PACKAGE_CREATED | typeof PACKAGE_CHANGED, { package_id, store_id }: Package) {
  return event.of(["package", package_id], { package_id }, { store_id });
}

/** The package that an editor asks for, if it is accepted. */
async function packageOf(ctx: Context, made: FixedFields, terms: PackageTerms): Promise<Package> {
  const { parts = [], zones = [], allowed_device_ids = null, category_id = null, capacity = null } = terms;
  const { store_id, type } = made;
  const active = terms.active ?? true;
  const gate_terms = completeGateTerms(terms);
  const [known_parts, known_zones, devices, category] = await Promise.all([
    findPackages(
      ctx.db,
      parts.map((part) => part.package_id),
    ),
    zones.length > 0 ? listZoneRows(ctx.db, store_id) : [],
    storesOfDevices(ctx, allowed_device_ids ?? []),
    category_id === null ? undefined : findCategory(ctx.db, category_id),
  ]);
  const zone_of = new Map(known_zones.map((zone) => [zone.zone_id, zone]));
  const refusal = refusePackage(
    {
      store_id,
      type,
      active,
      parts,
      zone_ids: zones.map(({ zone_id }) => zone_id),
      allowed_device_ids,
      category_id,
      capacity,
      gate_terms,
    },
    { packages: new Map(known_parts.map((part) => [part.package_id, part])), zones: zone_of, devices, category },
  );
  if (refusal) {
    const { error, path, message } = refusal;
    throw new AppError(error, { fields: [{ path, message }] });
  }
  const opened = zones.map(({ zone_id, credits = 1 }) => ({
    zone_id,
    name: zone_of.get(zone_id)?.name ?? "",
    credits,
  }));
  return completePackage(made, terms, opened);
}

/** A package with the defaults of the terms that were not sent. */
export function completePackage(made: FixedFields, terms: PackageTerms, zones: Package["zones"]): Package {
  const { tenant_id, package_id, store_id, type, created_at } = made;
  return {
    tenant_id,
    package_id,
    store_id,
    type,
    created_at,
    name: terms.name,
    name_th: terms.name_th ?? terms.name,
    price: terms.price,
    open_price: terms.open_price ?? false,
    min_price: terms.min_price ?? null,
    max_price: terms.max_price ?? null,
    tax_id: terms.tax_id ?? null,
    quota_or_minutes: terms.quota_or_minutes,
    valid_for_days: terms.valid_for_days ?? null,
    valid_from: terms.valid_from ?? null,
    valid_to: terms.valid_to ?? null,
    same_business_day: terms.same_business_day ?? false,
    weekdays: terms.weekdays ? [...new Set(terms.weekdays)].sort() : null,
    reentry: terms.reentry ?? "none",
    ...completeGateTerms(terms),
    anti_passback_s: terms.anti_passback_s ?? 0,
    allowed_device_ids: terms.allowed_device_ids ?? null,
    visible_on: terms.visible_on ?? ["POS", "KIOSK"],
    parts: terms.parts ?? [],
    active: terms.active ?? true,
    active_from: terms.active_from ?? null,
    active_to: terms.active_to ?? null,
    category_id: terms.category_id ?? null,
    image_url: terms.image_url ?? null,
    position: terms.position ?? 0,
    capacity: terms.capacity ?? null,
    slot_minutes: terms.slot_minutes ?? null,
    zones,
  };
}
