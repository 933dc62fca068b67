/** A lot's blanks bear its id in their own, so that a blank tells its lot and a lot its blanks (rule O8). */

import { base32, base32Number, parseBase32Number } from "../../../../shared/ids.ts";
import type { TicketStatus, Usage } from "./words.ts";

/** How many characters of a ticket's id number it within its lot; a lot's own id has zeros there. */
const INDEX_CHARS = 6;

/** The id of the lot that a blank with this id would be of. */
export function lotIdOf(ticket_id: string): string {
  return ticket_id.slice(0, -INDEX_CHARS) + base32Number(0, INDEX_CHARS);
}

/** The place, from 1, of a blank in its lot. */
export function blankNoOf(ticket_id: string): number {
  return parseBase32Number(ticket_id.slice(-INDEX_CHARS)) ?? 0;
}

/** The id of a lot's blank; `blank_no` counts from 1. */
export function blankId(lot_id: string, blank_no: number): string {
  return lot_id.slice(0, -INDEX_CHARS) + base32Number(blank_no, INDEX_CHARS);
}

/** The ids of all blanks of a lot, in their order. */
export function blankIds({ lot_id, count }: { lot_id: string; count: number }): string[] {
  return Array.from({ length: count }, (_, index) => blankId(lot_id, index + 1));
}

/** A lot's id: the time of a fresh ULID, random characters of its own, and zeros where its blanks have their number. */
export function newLotId(ulid: string, random: Uint8Array): string {
  return (ulid.slice(0, 10) + base32(random)).slice(0, 26 - INDEX_CHARS) + base32Number(0, INDEX_CHARS);
}

/** Whether an id is that of one of a lot's blanks. */
export function isBlankOf(ticket_id: string, lot: { lot_id: string; count: number }): boolean {
  const blank_no = blankNoOf(ticket_id);
  return lotIdOf(ticket_id) === lot.lot_id && blank_no >= 1 && blank_no <= lot.count;
}

/** What an unbound blank of a lot is: ended with its lot or its device, and waiting while the device is suspended (rule O8). */
export function blankStatusOf(lot: { withdrawn_at: number | null; device_status: string }): TicketStatus {
  if (lot.withdrawn_at !== null || lot.device_status === "revoked") return "cancelled";
  return lot.device_status === "active" ? "active" : "blocked";
}

/** The same, with since when it admits nobody, where that is known. */
export function blankStandingOf(lot: {
  withdrawn_at: number | null;
  device_status: string;
  revoked_at: number | null;
}): Pick<Usage, "status" | "ended_at"> {
  const status = blankStatusOf(lot);
  const ends = [lot.withdrawn_at, lot.revoked_at].filter((end) => end !== null);
  return status === "cancelled" && ends.length > 0 ? { status, ended_at: Math.min(...ends) } : { status };
}
