/** Ids of attempts' rows: the scan id, or a derived id where another ticket's attempt has the scan id (rule G4). */

import type { Database } from "../../../../platform/db/session.ts";
import { sql } from "../../../../platform/db/sql.ts";
import { isScan, type LogEntry, type ScanLine } from "../domain/log.ts";

/** The lines that are in D1, and the ticket whose attempt has each scan id there. */
export async function findPresent(db: Database, told: readonly LogEntry[]) {
  const scans = told.flatMap(({ facts, line }) => (isScan(line) ? [{ facts, line }] : []));
  const names = scans.flatMap(({ facts, line }) => [line.scan_id, derivedNameOf(facts.ticket_id, line.scan_id)]);
  const rows = await db.all<{ redemption_id: string; scan_id: string; ticket_id: string | null }>(
    sql`SELECT redemption_id, scan_id, ticket_id FROM redemptions WHERE tenant_id = ${db.tenant_id}
        AND redemption_id IN (SELECT value FROM json_each(${names}))`,
  );
  const changes = await db.all<{ ticket_id: string; sequence: number }>(
    sql`SELECT c.ticket_id, c.sequence FROM json_each(${[...new Set(told.map(({ facts }) => facts.ticket_id))]}) asked
        JOIN ticket_changes c ON c.tenant_id = ${db.tenant_id} AND c.ticket_id = asked.value`,
  );
  const ticket_of = new Map(rows.map(({ redemption_id, ticket_id }) => [redemption_id, ticket_id]));
  const recorded = new Set(rows.map(({ scan_id, ticket_id }) => `${ticket_id}:${scan_id}`));
  const places = new Set(changes.map(({ ticket_id, sequence }) => placeOf(ticket_id, sequence)));
  for (const { facts, line } of scans)
    if (recorded.has(`${facts.ticket_id}:${line.scan_id}`)) places.add(placeOf(facts.ticket_id, line.sequence));
  return { places, ticket_of };
}

/**
 * The id of each attempt's row: its scan id, or a derived id where the scan id belongs to another ticket's attempt, in
 * D1 (`ticket_of`) or earlier in `told`. The derived id follows from scan id and ticket id, so a repeat finds it.
 */
export function namesOf(
  told: readonly LogEntry[],
  ticket_of: ReadonlyMap<string, string | null>,
): ReadonlyMap<ScanLine, string> {
  const owners = new Map(ticket_of);
  const names = new Map<ScanLine, string>();
  for (const { facts, line } of told) {
    if (!isScan(line)) continue;
    const owner = owners.get(line.scan_id);
    const is_taken = owner !== undefined && owner !== facts.ticket_id;
    names.set(line, is_taken ? derivedNameOf(facts.ticket_id, line.scan_id) : line.scan_id);
    if (!is_taken) owners.set(line.scan_id, facts.ticket_id);
  }
  return names;
}

/** The ids that the row of a ticket's attempt may have. */
export function attemptNames(ticket_id: string | null, scan_id: string): string[] {
  return ticket_id === null ? [scan_id] : [scan_id, derivedNameOf(ticket_id, scan_id)];
}

const NAMES = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TIME_LETTERS = 10;

/** The time part of the scan id, followed by the sum of both ids' other characters. */
function derivedNameOf(ticket_id: string, scan_id: string): string {
  if (!NAMES.test(ticket_id) || !NAMES.test(scan_id)) return `${scan_id}:${ticket_id}`;
  const sums = [...scan_id.slice(TIME_LETTERS)].map((letter, index) => {
    const sum = LETTERS.indexOf(letter) + LETTERS.indexOf(ticket_id[TIME_LETTERS + index] ?? "0");
    return LETTERS[sum % LETTERS.length];
  });
  return scan_id.slice(0, TIME_LETTERS) + sums.join("");
}

export function placeOf(ticket_id: string, sequence: number): string {
  return `${ticket_id}:${sequence}`;
}
