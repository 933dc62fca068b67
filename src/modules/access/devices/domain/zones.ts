/** The zones of a device over time: what it hands in belongs to the zone that it had then (rule O6). */

/** Epoch ms. */
export interface ZoneSince {
  zone_id: string | null;
  since: number;
}

/** The most zones of a device that are remembered; earlier times count as the first of them. */
const ZONES_KEPT = 20;

/**
 * The history after a move. `registered_at`: since when the device had the zone that it leaves, if it never moved
 * before.
 */
export function addZone(
  device: { zone_id: string | null; zone_history: readonly ZoneSince[]; registered_at: number },
  zone_id: string | null,
  now: number,
): ZoneSince[] {
  const { zone_history, registered_at } = device;
  const known = zone_history.length > 0 ? zone_history : [{ zone_id: device.zone_id, since: registered_at }];
  if (known.at(-1)?.zone_id === zone_id) return [...known];
  return [...known, { zone_id, since: now }].slice(-ZONES_KEPT);
}

/** The zone of a device at a time; undefined if it never moved. */
export function zoneAt(history: readonly ZoneSince[], at: number): string | null | undefined {
  return (history.findLast(({ since }) => since <= at) ?? history[0])?.zone_id;
}

/** Whether a device ever had a zone. */
export function hadZone(history: readonly ZoneSince[], zone_id: string | undefined): boolean {
  return history.some((had) => had.zone_id === zone_id);
}
