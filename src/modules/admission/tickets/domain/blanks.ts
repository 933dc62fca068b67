/** Blanks of a lot: their ids contain the lot's id, so each follows from the other (rule O8). */

import { base32, base32Number, parseBase32Number } from "../../../../shared/ids.ts";
import type { TicketStatus, Usage } from "./words.ts";

/** The last characters of a blank's id are its number in the lot; a lot's own id has zeros there. */
const INDEX_CHARS = 6;

/** The lot id for a ticket id, assuming that it is a blank. */
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

/** A lot's id: the time of a fresh ULID, its own random characters, and zeros in place of a blank's number. */
export function newLotId(ulid: string, random: Uint8Array): string {
  return (ulid.slice(0, 10) + base32(random)).slice(0, 26 - INDEX_CHARS) + base32Number(0, INDEX_CHARS);
}

/** True when the id is one of the lot's blanks. */
export function isBlankOf(ticket_id: string, lot: { lot_id: string; count: number }): boolean {
  const blank_no = blankNoOf(ticket_id);
  return lotIdOf(ticket_id) === lot.lot_id && blank_no >= 1 && blank_no <= lot.count;
}

/** The status of an unbound blank: it ends with its lot or device, and waits during the device's suspension (O8). */
export function blankStatusOf(lot: { withdrawn_at: number | null; device_status: string }): TicketStatus {
  if (lot.withdrawn_at !== null || lot.device_status === "revoked") return "cancelled";
  return lot.device_status === "active" ? "active" : "blocked";
}

/** The same status, with the moment since which the blank admits nobody, where known. */
export function blankStateOf(lot: {
  withdrawn_at: number | null;
  device_status: string;
  revoked_at: number | null;
}): Pick<Usage, "status" | "ended_at"> {
  const status = blankStatusOf(lot);
  const ends = [lot.withdrawn_at, lot.revoked_at].filter((end) => end !== null);
  return status === "cancelled" && ends.length > 0 ? { status, ended_at: Math.min(...ends) } : { status };
}

/**
 * Whether the guest has had the ticket's code since the sale. Of a handed-in sale these are only the blanks: the other
 * tickets were never printed, and a code needs a reprint (rules A7, O7).
 */
export function isHeldByGuest({ lot_no }: { lot_no: string | null }, sale: { handed_in: boolean }): boolean {
  return !sale.handed_in || lot_no !== null;
}
