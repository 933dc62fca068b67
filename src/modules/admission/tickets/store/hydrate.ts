/** Reads the facts and usage of tickets, for objects that have no log yet. */

import type { Database } from "../../../../platform/db/session.ts";
import { type Statement, sql } from "../../../../platform/db/sql.ts";
import { admitsBlanks, joinDevice } from "../../../access/devices/fragments.ts";
import { joinStore } from "../../../access/tenants/fragments.ts";
import { blankTerms } from "../domain/admission.ts";
import { blankNoOf, blankStateOf, lotIdOf } from "../domain/blanks.ts";
import { completeTerms, type TicketFacts, type Usage } from "../domain/words.ts";

/** A ticket's state in D1. `taken`: the requested scan ids that belong to another ticket's scan (rule G4). */
export interface HydratedTicket {
  facts: TicketFacts;
  usage: Usage;
  taken: string[];
}

interface HydrateRequest {
  ticket_id: string;
  scan_ids: readonly string[];
}

interface TicketRow
  extends Omit<TicketFacts, "terms">,
    Omit<Usage, "first_pass" | "presence" | "days" | "places_refunded"> {
  terms: string | null;
  first_pass: string | null;
  presence: string | null;
  places_refunded: string | null;
  days: string | null;
  taken: string;
}

/** Tickets by id, with one query for sold tickets. Unknown ids are missing from the map. */
export async function fetchTickets(
  db: Database,
  asked: readonly HydrateRequest[],
): Promise<Map<string, HydratedTicket>> {
  const rows = await db.all<TicketRow>(
    sql`SELECT t.tenant_id, t.ticket_id, t.store_id, t.package_id, t.short_code_no, t.key_version, t.type,
               t.quota_or_minutes, t.valid_from, t.valid_to, t.status, t.used, t.first_pass, t.last_pass_at, t.presence,
               t.days, t.places_refunded,
               CASE WHEN t.terms_id IS NULL THEN t.terms
                    ELSE (SELECT terms FROM ticket_terms WHERE tenant_id = t.tenant_id AND terms_id = t.terms_id)
               END AS terms, s.time_zone, s.cutoff_hour,
               ${takenOf(db)} AS taken
        FROM json_each(${asked}) asked
        JOIN tickets t ON t.tenant_id = ${db.tenant_id} AND t.ticket_id = asked.value ->> '$.ticket_id'
        ${joinStore(sql`t`)}`,
  );
  const found = new Map(rows.map((row) => [row.ticket_id, fromRow(row)]));
  const unsold = asked.filter(({ ticket_id }) => !found.has(ticket_id));
  return unsold.length > 0 ? new Map([...found, ...(await fetchBlanks(db, unsold))]) : found;
}

/** Selects the requested scan ids that belong to another ticket's scan. */
function takenOf(db: Database): Statement {
  return sql`(SELECT json_group_array(r.redemption_id) FROM redemptions r WHERE r.tenant_id = ${db.tenant_id}
    AND r.redemption_id IN (SELECT value FROM json_each(asked.value -> '$.scan_ids'))
    AND r.ticket_id IS NOT asked.value ->> '$.ticket_id')`;
}

function fromRow(row: TicketRow): HydratedTicket {
  const { status, used, first_pass, last_pass_at, presence, days, places_refunded, terms, taken, ...facts } = row;
  // Without its terms a ticket would open every zone.
  if (terms === null) throw new Error(`ticket ${facts.ticket_id} has no terms`);
  const usage: Usage = {
    status,
    used,
    last_pass_at,
    first_pass: first_pass === null ? null : JSON.parse(first_pass),
    presence: presence === null ? [] : JSON.parse(presence),
    ...(places_refunded !== null && { places_refunded: JSON.parse(places_refunded) }),
    ...(days !== null && { days: JSON.parse(days) }),
  };
  return { facts: { ...facts, terms: completeTerms(JSON.parse(terms)) }, usage, taken: JSON.parse(taken) };
}

interface BlankRow {
  ticket_id: string;
  store_id: string;
  key_version: number;
  created_at: number;
  expires_at: number;
  time_zone: string;
  cutoff_hour: number;
  withdrawn_at: number | null;
  device_status: string;
  revoked_at: number | null;
  taken: string;
}

/**
 * Blanks of lots whose sale is not handed in yet, where the store lets its gates admit them. Each has the status by its
 * lot and by the device that reserved it (rule O8).
 */
async function fetchBlanks(db: Database, unsold: readonly HydrateRequest[]): Promise<Map<string, HydratedTicket>> {
  const asked = unsold.map((one) => ({ ...one, lot_id: lotIdOf(one.ticket_id), no: blankNoOf(one.ticket_id) }));
  const rows = await db.all<BlankRow>(
    sql`SELECT asked.value ->> '$.ticket_id' AS ticket_id, l.store_id, l.key_version, l.created_at, l.expires_at,
               l.withdrawn_at, d.status AS device_status, d.revoked_at,
               s.time_zone, s.cutoff_hour, ${takenOf(db)} AS taken
        FROM json_each(${asked}) asked
        JOIN lots l ON l.tenant_id = ${db.tenant_id} AND l.lot_id = asked.value ->> '$.lot_id'
          AND (asked.value ->> '$.no') BETWEEN 1 AND l.count
        ${joinStore(sql`l`)}
        ${joinDevice(sql`l`)}
        WHERE ${admitsBlanks(sql`l`)}`,
  );
  const { tenant_id } = db;
  const fresh = { used: 0, first_pass: null, last_pass_at: null, presence: [] };
  return new Map(
    rows.map(({ ticket_id, key_version, time_zone, cutoff_hour, taken, ...lot }) => {
      const known = { tenant_id, ticket_id, package_id: null, short_code_no: 0, key_version, time_zone, cutoff_hour };
      const facts: TicketFacts = { ...known, ...blankTerms(lot), terms: completeTerms({}), unbound: true };
      return [ticket_id, { facts, usage: { ...fresh, ...blankStateOf(lot) }, taken: JSON.parse(taken) }];
    }),
  );
}
