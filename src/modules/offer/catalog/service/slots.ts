/**
 * The places of a package in the slots of a store's day: what is left, what a sale takes, and what a void gives back
 * (rule S9).
 */

import { type CommitPart, commit } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import { type Context, may } from "../../../../platform/http/context.ts";
import { AppError, defineRace, errors } from "../../../../shared/errors.ts";
import { businessDate } from "../../../../shared/time.ts";
import { getStore, requireStore } from "../../../access/tenants/index.ts";
import { catalogErrors } from "../domain/errors.ts";
import { channelOf, isOf, isOnSale } from "../domain/offers.ts";
import { type Places, placesIn, slotOf, slotsOf } from "../domain/slots.ts";
import { findPackages, type Package } from "../store/packages.ts";
import {
  addSold,
  findSlots,
  OVER_CAPACITY,
  type PlacesOf,
  type SlotKey,
  type SlotRow,
  setCapacity,
  subtractSold,
} from "../store/slots.ts";

/** A slot with its places; times in epoch ms, the end exclusive. */
export interface SlotView extends Places {
  slot_start: number;
  slot_end: number;
}

/**
 * The slots of a business date (YYYY-MM-DD, default: today); none for a package without slots.
 * Errors: E_NOT_FOUND, also for callers who may neither sell nor edit it; E_SCOPE_MISMATCH.
 */
export async function listSlots(
  ctx: Context,
  package_id: string,
  query: { store_id?: string; date?: string },
): Promise<SlotView[]> {
  const store_id = await requireStore(ctx, null, query.store_id);
  const [offer, store] = await Promise.all([offerAt(ctx, package_id, store_id), getStore(ctx, store_id)]);
  const slots = slotsOf(offer, query.date ?? businessDate(ctx.now, store.time_zone, store.cutoff_hour), store);
  const asked = slots.map(({ start }) => ({ offer, slot_start: start }));
  const places = await placesOf(ctx, store_id, asked);
  return slots.flatMap(({ start, end }, index) => {
    const left = places[index];
    return left ? [{ slot_start: start, slot_end: end, ...left }] : [];
  });
}

/**
 * Sets the capacity of one slot, independent of the package's.
 * Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION; E_NO_SLOTS; E_VALIDATION when no slot begins then; E_SLOT_SOLD
 * below the places sold.
 */
export async function setSlot(
  ctx: Context,
  package_id: string,
  { slot_start, capacity, ...named }: { store_id?: string; slot_start: number; capacity: number },
): Promise<SlotView> {
  const store_id = await requireStore(ctx, "catalog_write", named.store_id);
  const [offer, store] = await Promise.all([offerAt(ctx, package_id, store_id), getStore(ctx, store_id)]);
  const slot = slotOf(offer, slot_start, store);
  if (!slot) throw new AppError(catalogErrors.no_slots);
  if (slot.start !== slot_start) {
    const fields = [{ path: "slot_start", message: "is not the beginning of one of the package's slots" }];
    throw new AppError(errors.validation, { fields });
  }
  return decideAgain([SOLD_MEANWHILE], async () => {
    const [before] = await placesOf(ctx, store_id, [{ offer, slot_start }]);
    const sold = before?.sold ?? 0;
    if (capacity < sold) throw new AppError(catalogErrors.slot_sold, { sold });
    const view = { slot_start, slot_end: slot.end, capacity, sold, remaining: capacity - sold };
    const changes = { slot_start, before: { capacity: before?.capacity }, after: { capacity } };
    await commit(ctx, {
      writes: [setCapacity(ctx.db, store_id, { package_id, slot_start }, capacity)],
      audit: [{ event: "package.slot_changed", subject: ["package", package_id], changes, store_id }],
      reply: view,
      refusals: [[OVER_CAPACITY, SOLD_MEANWHILE]],
    });
    return view;
  });
}

/** Places were sold between the read and the commit. */
const SOLD_MEANWHILE = defineRace("places of a slot are sold", catalogErrors.slot_sold);

/** A package that is on sale to the caller at the store, or that the caller edits there. Error: E_NOT_FOUND. */
async function offerAt(ctx: Context, package_id: string, store_id: string): Promise<Package> {
  const [offer] = await findPackages(ctx.db, [package_id]);
  const known = offer && isOf(offer, store_id) && may(ctx, "catalog_write", store_id);
  const sold = offer && isOnSale(offer, store_id, ctx.now, channelOf(ctx.device?.type));
  if (!offer || !(known || sold)) throw new AppError(errors.not_found);
  return offer;
}

export interface PlaceRequest {
  offer: Package;
  /** Epoch ms, the beginning of one of the offer's slots. */
  slot_start: number;
  qty: number;
}

/**
 * Takes places in a sale's own commit, which fails with E_SOLD_OUT when a slot has too few. Asks for the same slot add
 * up. A sale of an outage is never refused: places beyond the capacity are counted as oversold.
 */
export function takePlaces(
  ctx: Context,
  store_id: string,
  asks: readonly PlaceRequest[],
  { offline }: { offline: boolean },
): CommitPart {
  const taken = summed(asks).map(({ offer, ...places }) => ({ ...places, capacity: offer.capacity ?? 0 }));
  return {
    writes: taken.length > 0 ? [addSold(ctx.db, store_id, taken, { offline })] : [],
    refusals: [[OVER_CAPACITY, catalogErrors.sold_out]],
  };
}

/** Gives places back in a void's own commit, oversold ones first. */
export function giveBackPlaces(ctx: Context, store_id: string, asks: readonly PlaceRequest[]): CommitPart {
  const given = summed(asks).map(({ offer, ...places }) => places);
  return { writes: given.length > 0 ? [subtractSold(ctx.db, store_id, given)] : [] };
}

/** The places left for each ask, in order, to tell which line of a refused sale wants too many. */
export async function remainingOf(
  ctx: Context,
  store_id: string,
  asks: readonly Omit<PlaceRequest, "qty">[],
): Promise<number[]> {
  return (await placesOf(ctx, store_id, asks)).map(({ remaining }) => remaining);
}

async function placesOf(ctx: Context, store_id: string, asks: readonly Omit<PlaceRequest, "qty">[]): Promise<Places[]> {
  const keys: SlotKey[] = asks.map(({ offer: { package_id }, slot_start }) => ({ package_id, slot_start }));
  const rows: SlotRow[] = keys.length > 0 ? await findSlots(ctx.db, store_id, keys) : [];
  const row_of = new Map(rows.map((row) => [nameOf(row), row]));
  return asks.map(({ offer, slot_start }) =>
    placesIn(offer, row_of.get(nameOf({ package_id: offer.package_id, slot_start }))),
  );
}

/** One entry for each slot, with the sum of its asks. */
function summed(asks: readonly PlaceRequest[]): (PlacesOf & { offer: Package })[] {
  const by_slot = new Map<string, PlacesOf & { offer: Package }>();
  for (const { offer, slot_start, qty } of asks) {
    const { package_id } = offer;
    const name = nameOf({ package_id, slot_start });
    by_slot.set(name, { offer, package_id, slot_start, qty: qty + (by_slot.get(name)?.qty ?? 0) });
  }
  return [...by_slot.values()];
}

function nameOf({ package_id, slot_start }: SlotKey): string {
  return `${package_id} ${slot_start}`;
}
