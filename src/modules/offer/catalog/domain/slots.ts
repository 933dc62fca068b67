/** The slots of a package: a grid over each business date, and how many places each has left (rule S9). */

import { businessDate, businessDayEnd, businessDayStart, MINUTE_MS } from "../../../../shared/time.ts";

/** A package as far as its slots go; both are null where it has none. */
export interface Slotted {
  /** Places in each slot. */
  capacity: number | null;
  slot_minutes: number | null;
}

/** A store's day. */
export interface StoreDay {
  time_zone: string;
  cutoff_hour: number;
}

/** Epoch ms; the end is not included. */
export interface Slot {
  start: number;
  end: number;
}

/**
 * The slot that a moment (epoch ms) lies in; null for a package without slots. Slots are counted from the beginning of
 * the store's business date; where the clocks change, the last slot of the date ends with the date.
 */
export function slotOf({ capacity, slot_minutes }: Slotted, at: number, store: StoreDay): Slot | null {
  if (capacity === null || slot_minutes === null) return null;
  const { time_zone, cutoff_hour } = store;
  const day_start = businessDayStart(businessDate(at, time_zone, cutoff_hour), time_zone, cutoff_hour);
  const length_ms = slot_minutes * MINUTE_MS;
  const start = at - ((at - day_start) % length_ms);
  return { start, end: Math.min(start + length_ms, businessDayEnd(at, time_zone, cutoff_hour) + 1) };
}

/** The slots of a business date (YYYY-MM-DD), in order; none for a package without slots. */
export function slotsOf(offer: Slotted, date: string, store: StoreDay): Slot[] {
  const { time_zone, cutoff_hour } = store;
  const day_start = businessDayStart(date, time_zone, cutoff_hour);
  const day_end = businessDayEnd(day_start, time_zone, cutoff_hour);
  const slots: Slot[] = [];
  for (let slot = slotOf(offer, day_start, store); slot; slot = slotOf(offer, slot.end, store)) {
    slots.push(slot);
    if (slot.end > day_end) break;
  }
  return slots;
}

/** What is known of a slot's places; of one that nobody bought or set there is nothing. */
export interface SlotCount {
  capacity: number;
  capacity_set: boolean;
  sold: number;
  oversold: number;
}

export interface Places {
  capacity: number;
  /** With what an outage sold beyond the capacity. */
  sold: number;
  remaining: number;
}

/** A slot's places: its own capacity where one was set by hand, else the package's present one. */
export function placesIn(offer: Slotted, count: SlotCount | undefined): Places {
  const capacity = count?.capacity_set ? count.capacity : (offer.capacity ?? 0);
  const sold = count ? count.sold + count.oversold : 0;
  return { capacity, sold, remaining: Math.max(0, capacity - sold) };
}
