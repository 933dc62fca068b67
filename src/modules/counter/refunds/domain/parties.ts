/** Of which parties a refund takes places, whose tickets go on with the rest (rule A4). */

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

/** How many places of a party did not go back, used ones among them; null for a ticket of no party. */
export function placesLeft(line: Pick<LineLeft, "parts" | "partyOf">, ticket_id: string): number | null {
  const party = line.partyOf?.(ticket_id) ?? null;
  return party === null ? null : party - (line.parts.find((part) => part.ticket_id === ticket_id)?.places ?? 0);
}
