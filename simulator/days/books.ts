/** The books of a seeded park while its days pass: receipt numbers, places in slots, guests' points and people in zones. */

import type { Move } from "../../src/modules/admission/tickets/domain/words.ts";
import { zone_days } from "../../src/modules/admission/tickets/tables.ts";
import { placesIn } from "../../src/modules/offer/catalog/domain/slots.ts";
import type { Package } from "../../src/modules/offer/catalog/index.ts";
import { package_slots } from "../../src/modules/offer/catalog/tables.ts";
import { type Insert, insertOf } from "./acts.ts";
import type { SeededPark } from "./park.ts";

/** A guest with a customer account, known by the place in the list of guests. */
export interface Guest {
  customer_id: string;
}

interface Places {
  offer: Package;
  slot: { start: number };
  qty: number;
}

type SlotRow = typeof package_slots.$inferInsert & { sold: number };
type ZoneDay = typeof zone_days.$inferInsert;

export class Books {
  private readonly park: SeededPark;
  private readonly receipts = new Map<string, number>();
  private readonly slips = new Map<string, number>();
  private readonly points = new Map<Guest, number>();
  private slots = new Map<string, SlotRow>();
  private zones = new Map<string, ZoneDay>();

  constructor(park: SeededPark) {
    this.park = park;
  }

  /** The next number of a receipt series. */
  nextReceipt(prefix: string): number {
    return next(this.receipts, prefix);
  }

  /** The next number of a series of refund slips. */
  nextSlip(prefix: string): number {
    return next(this.slips, prefix);
  }

  pointsOf(guest: Guest): number {
    return this.points.get(guest) ?? 0;
  }

  addPoints(guest: Guest, points: number): void {
    this.points.set(guest, this.pointsOf(guest) + points);
  }

  /** Takes places in slots; takes none and returns false when one of the slots has too few left. */
  takePlaces(asked: readonly Places[]): boolean {
    const left = (of: Places) => placesIn(of.offer, slotCount(this.slotOf(of))).remaining;
    if (asked.some((of) => left(of) < of.qty)) return false;
    for (const of of asked) this.slotOf(of).sold += of.qty;
    return true;
  }

  giveBackPlaces(package_id: string, slot_start: number, qty: number): void {
    const slot = this.slots.get(`${package_id} ${slot_start}`);
    if (slot) slot.sold -= qty;
  }

  private slotOf({ offer: { package_id, capacity }, slot: { start: slot_start } }: Places): SlotRow {
    const key = `${package_id} ${slot_start}`;
    const known = this.slots.get(key);
    if (known) return known;
    const { tenant_id, facts } = this.park;
    const row = { tenant_id, package_id, store_id: facts.store.store_id, slot_start, capacity: capacity ?? 0, sold: 0 };
    this.slots.set(key, row);
    return row;
  }

  countPeople(moves: readonly Move[]): void {
    for (const { zone_id, business_date, by, entries, exits } of moves) {
      if (zone_id === null) continue;
      const day = this.zoneDay(zone_id, business_date);
      day.inside += by;
      day.entries += entries;
      day.exits += exits;
    }
  }

  countFails(zone_id: string, business_date: string, fails: number): void {
    this.zoneDay(zone_id, business_date).fails += fails;
  }

  private zoneDay(zone_id: string, business_date: string): ZoneDay {
    const key = `${zone_id} ${business_date}`;
    const known = this.zones.get(key);
    if (known) return known;
    const { tenant_id, facts } = this.park;
    const { store_id } = facts.store;
    const day = { tenant_id, store_id, business_date, zone_id, inside: 0, entries: 0, exits: 0, fails: 0 };
    this.zones.set(key, day);
    return day;
  }

  /** The counts of the day that ends, as rows; the next day begins without them. */
  endDay(): Insert[] {
    const rows = [
      ...[...this.slots.values()].map((slot) => insertOf(package_slots, slot)),
      ...[...this.zones.values()].map((day) => insertOf(zone_days, day)),
    ];
    this.slots = new Map();
    this.zones = new Map();
    return rows;
  }
}

function next(series: Map<string, number>, name: string): number {
  const number = (series.get(name) ?? 0) + 1;
  series.set(name, number);
  return number;
}

function slotCount({ capacity, sold }: SlotRow) {
  return { capacity, capacity_set: false, sold, oversold: 0 };
}
