/** The slots of a package: a grid over each business date, with the places left in each (rule S9). */

import { businessDate, businessDayEnd, businessDayStart, MINUTE_MS } from "../../../../shared/time.ts";

/** A package's terms of slots; both are null for a package without slots. */
export interface SlotTerms {
  /** Places in each slot. */
  capacity: number | null;
  slot_minutes: number | null;
}

/** The facts of a store that its business dates depend on. */
export interface StoreDay {
  time_zone: string;
  cutoff_hour: number;
}

/** Epoch ms; the end is exclusive. */
export interface Slot {
  start: number;
  end: number;
}

/**
 * The slot of a time (epoch ms); null for a package without slots. Slots are counted from the start of the store's
 * business date; where the clocks change, the last slot of the date ends with the date.
 */
export function slotOf({ capacity, slot_minutes }: SlotTerms, at: number, store: StoreDay): Slot | null {
  if (capacity === null || slot_minutes === null) return null;
  const { time_zone, cutoff_hour } = store;
  const day_start = businessDayStart(businessDate(at, time_zone, cutoff_hour), time_zone, cutoff_hour);
  const length_ms = slot_minutes * MINUTE_MS;
  const start = at - ((at - day_start) % length_ms);
  return { start, end: Math.min(start + length_ms, businessDayEnd(at, time_zone, cutoff_hour) + 1) };
}

/** The slots of a business date (YYYY-MM-DD), in order; none for a package without slots. */
export function slotsOf(offer: SlotTerms, date: string, store: StoreDay): Slot[] {
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

/** The stored count of a slot; a slot without sales and without its own capacity has none. */
export interface SlotCount {
  capacity: number;
  capacity_set: boolean;
  sold: number;
  oversold: number;
}

export interface Places {
  capacity: number;
  /** Includes places that were sold beyond the capacity during an outage. */
  sold: number;
  remaining: number;
}

/** A slot's places: its own capacity if one was set, else the package's present one. */
export function placesIn(offer: SlotTerms, count: SlotCount | undefined): Places {
  const capacity = count?.capacity_set ? count.capacity : (offer.capacity ?? 0);
  const sold = count ? count.sold + count.oversold : 0;
  return { capacity, sold, remaining: Math.max(0, capacity - sold) };
}
