/** Use-cases of access zones. New packages cannot open an inactive zone; gates that hold it still use it. */

import { commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { changesOf } from "../../../../shared/changes.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { requireStore } from "../../../access/tenants/index.ts";
import { catalogErrors } from "../domain/errors.ts";
import { ZONE_CHANGED } from "../events.ts";
import { listPackagesOpening } from "../store/packages.ts";
import { findZone, insertZone, listZoneRows, updateZone, type Zone } from "../store/zones.ts";
import { type ActiveFilter, activeOf, listedStore } from "./scope.ts";

/** The zones of a store, active or not, unless one kind is asked for. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH. */
export async function listZones(ctx: Context, query: { store_id?: string }): Promise<Zone[]> {
  return listZoneRows(ctx.db, await requireStore(ctx, null, query.store_id));
}

/** The zones for a store's editor. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION. */
export async function listZonesShown(
  ctx: Context,
  query: { store_id?: string; active?: ActiveFilter },
): Promise<Zone[]> {
  return listZoneRows(ctx.db, await listedStore(ctx, query), activeOf(query.active));
}

export interface ZoneTerms {
  name: string;
  name_th?: string;
  active?: boolean;
  /** The most people inside at once; null: no limit. */
  max_people?: number | null;
}

export async function createZone(ctx: Context, input: ZoneTerms & { store_id?: string }): Promise<Zone> {
  const store_id = await requireStore(ctx, "catalog_write", input.store_id);
  const zone: Zone = {
    tenant_id: ctx.tenant_id,
    zone_id: ctx.newId(),
    store_id,
    name: input.name,
    name_th: input.name_th ?? input.name,
    active: input.active ?? true,
    max_people: input.max_people ?? null,
    created_at: ctx.now,
  };
  await commit(ctx, {
    writes: [insertZone(zone)],
    audit: [{ event: "zone.created", subject: ["zone", zone.zone_id], changes: { name: zone.name }, store_id }],
    reply: zone,
  });
  return zone;
}

/** Replaces a zone. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_ZONE_IN_USE. */
export async function replaceZone(ctx: Context, zone_id: string, terms: ZoneTerms): Promise<Zone> {
  const { name, name_th = name, active = true, max_people = null } = terms;
  const before = await zoneToEdit(ctx, zone_id);
  return changeZone(ctx, before, { ...before, name, name_th, active, max_people });
}

/** Deactivates a zone; an inactive one stays so. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_ZONE_IN_USE. */
export async function deactivateZone(ctx: Context, zone_id: string): Promise<Zone> {
  const before = await zoneToEdit(ctx, zone_id);
  return before.active ? changeZone(ctx, before, { ...before, active: false }) : before;
}

async function zoneToEdit(ctx: Context, zone_id: string): Promise<Zone> {
  const zone = await findZone(ctx.db, zone_id);
  if (!zone) throw new AppError(errors.not_found);
  await requireStore(ctx, "catalog_write", zone.store_id);
  return zone;
}

async function changeZone(ctx: Context, before: Zone, zone: Zone): Promise<Zone> {
  const { zone_id, store_id } = zone;
  const packages = before.active && !zone.active ? await listPackagesOpening(ctx.db, zone_id) : [];
  if (packages.length > 0) throw new AppError(catalogErrors.zone_in_use, { packages });
  await commit(ctx, {
    writes: [updateZone(zone)],
    audit: [{ event: ZONE_CHANGED.type, subject: ["zone", zone_id], changes: changesOf(before, zone), store_id }],
    events: [ZONE_CHANGED.of(["zone", zone_id], { zone_id }, { store_id })],
    reply: zone,
  });
  return zone;
}
