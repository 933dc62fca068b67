/** Who is inside: each zone counts a ticket's guests in and out, and never below zero (rule G9). */

import { businessDate } from "../../../shared/time.ts";
import type { Move, Presence, Scan, TicketTerms, Usage } from "./words.ts";

interface Moved {
  presence: Presence[];
  move: Move | null;
}

/** How many of the party went out before and may come in again without a further use. */
export function reenteringOf(ticket: TicketTerms, usage: Usage, scan: Scan): number {
  const { reentry } = ticket.terms;
  const present = reentry === "none" ? undefined : presenceIn(usage, scan);
  if (!present) return 0;
  const same_day = present.business_date === businessDate(scan.now, ticket.time_zone, ticket.cutoff_hour);
  return reentry === "window" || same_day ? Math.min(scan.party, present.outside) : 0;
}

/** The party goes in. People who never scanned their way out on an earlier date do not count today. */
export function enter(ticket: TicketTerms, usage: Usage, scan: Scan): Moved {
  const business_date = businessDate(scan.now, ticket.time_zone, ticket.cutoff_hour);
  const before = presenceIn(usage, scan);
  const today = before?.business_date === business_date;
  const may_return = today || ticket.terms.reentry === "window";
  const after: Presence = {
    zone_id: scan.zone?.zone_id ?? null,
    business_date,
    inside: (today ? before.inside : 0) + scan.party,
    outside: (may_return ? (before?.outside ?? 0) : 0) - reenteringOf(ticket, usage, scan),
  };
  return { presence: replace(usage, after), move: moveOf(after, scan.party) };
}

/** The party goes out: only who came in by this zone counts, so that no count falls below zero. */
export function leave(usage: Usage, scan: Scan): Moved {
  const before = presenceIn(usage, scan);
  const left = Math.min(scan.party, before?.inside ?? 0);
  if (!before || left === 0) return { presence: usage.presence, move: null };
  const after = { ...before, inside: before.inside - left, outside: before.outside + left };
  return { presence: replace(usage, after), move: moveOf(after, -left) };
}

function presenceIn(usage: Usage, scan: Scan): Presence | undefined {
  const zone_id = scan.zone?.zone_id ?? null;
  return usage.presence.find((present) => present.zone_id === zone_id);
}

function replace(usage: Usage, after: Presence): Presence[] {
  return [...usage.presence.filter(({ zone_id }) => zone_id !== after.zone_id), after];
}

function moveOf({ zone_id, business_date }: Presence, by: number): Move | null {
  return zone_id === null ? null : { zone_id, business_date, by };
}
