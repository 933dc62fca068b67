/** Finds the party tickets of a refund that give back places and stay valid with the rest (rule A4). */

import type { LineLeft } from "./units.ts";
import type { RefundLine } from "./words.ts";

export interface PartyPlaces {
  ticket_id: string;
  places: number;
}

export function partiesOf(lines: readonly Pick<RefundLine, "parts">[]): PartyPlaces[] {
  return lines.flatMap(({ parts = [] }) =>
    parts.flatMap(({ ticket_id, places = 0 }) => (ticket_id !== null && places > 0 ? [{ ticket_id, places }] : [])),
  );
}

/** The places of a party that were not refunded, used ones included; null for a ticket that is not of a party. */
export function placesLeft(line: Pick<LineLeft, "parts" | "partyOf">, ticket_id: string): number | null {
  const party = line.partyOf?.(ticket_id) ?? null;
  return party === null ? null : party - (line.parts.find((part) => part.ticket_id === ticket_id)?.places ?? 0);
}
