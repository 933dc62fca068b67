/** Zone counts: the people in each zone, updated as lines of tickets' logs reach D1 (rule G9). */

import type { Database } from "../../../../platform/db/session.ts";
import { type Statement, sql } from "../../../../platform/db/sql.ts";
import { businessDate, DAY_MS, iso } from "../../../../shared/time.ts";
import { joinStore } from "../../../access/tenants/fragments.ts";
import { isScan, type LogLine } from "../domain/log.ts";
import type { TicketFacts } from "../domain/words.ts";

/** One upsert for any number of lines: people in and out, and failed attempts, by zone and business date. */
export function countPeople(tenant_id: string, told: readonly { facts: TicketFacts; line: LogLine }[]): Statement[] {
  const days = new Map<string, { zone_id: string; store_id: string; business_date: string } & Counts>();
  for (const { facts, line } of told) {
    const store_id = line.store_id ?? facts.store_id;
    for (const { zone_id, business_date, ...counts } of countsOf(facts, line)) {
      if (zone_id === null) continue;
      const key = [store_id, business_date, zone_id].join();
      const day = days.get(key) ?? { zone_id, store_id, business_date, inside: 0, entries: 0, exits: 0, fails: 0 };
      for (const name of COUNTED) day[name] += counts[name] ?? 0;
      days.set(key, day);
    }
  }
  if (days.size === 0) return [];
  return [
    sql`INSERT INTO zone_days (tenant_id, store_id, business_date, zone_id, inside, entries, exits, fails)
        SELECT ${tenant_id}, value ->> '$.store_id', value ->> '$.business_date', value ->> '$.zone_id',
               value ->> '$.inside', value ->> '$.entries', value ->> '$.exits', value ->> '$.fails'
        FROM json_each(${[...days.values()]}) WHERE true
        ON CONFLICT (tenant_id, store_id, business_date, zone_id) DO UPDATE SET
          inside = inside + excluded.inside, entries = entries + excluded.entries,
          exits = exits + excluded.exits, fails = fails + excluded.fails`,
  ];
}

/** A zone's people on its latest business dates, with the store's time zone and cut-off. */
export interface Crowd {
  time_zone: string;
  cutoff_hour: number;
  days: { business_date: string; inside: number }[];
}

/** The zone's people; undefined for an unknown store. */
export async function readCrowd(
  db: Database,
  store_id: string,
  zone_id: string,
  now: number,
): Promise<Crowd | undefined> {
  const [row] = await db.all<Omit<Crowd, "days"> & { days: string }>(
    sql`SELECT s.time_zone, s.cutoff_hour,
          (SELECT json_group_array(json_object('business_date', business_date, 'inside', inside)) FROM zone_days
           WHERE tenant_id = s.tenant_id AND store_id = s.store_id AND zone_id = ${zone_id}
             AND business_date >= ${iso(now - 2 * DAY_MS).slice(0, 10)}) AS days
        FROM (SELECT ${db.tenant_id} AS tenant_id, ${store_id} AS store_id) asked ${joinStore(sql`asked`)}`,
  );
  return row && { ...row, days: JSON.parse(row.days) };
}

/**
 * Adds the coming growth of rows' counts to the failed attempts of zones. The statement must come before the statement
 * that grows the counts, in the same batch.
 */
export function countMoreFails(tenant_id: string, counted: readonly RepeatCount[]): Statement {
  return sql`INSERT INTO zone_days (tenant_id, store_id, business_date, zone_id, inside, entries, exits, fails)
    SELECT r.tenant_id, r.store_id, told.value ->> '$.business_date', r.zone_id, 0, 0, 0,
           SUM((told.value ->> '$.count') - r.count)
    FROM json_each(${counted}) told CROSS JOIN redemptions r
      ON r.tenant_id = ${tenant_id} AND r.redemption_id = told.value ->> '$.redemption_id'
      AND r.ticket_id = told.value ->> '$.ticket_id' AND r.count < told.value ->> '$.count'
    WHERE r.zone_id IS NOT NULL GROUP BY 1, 2, 3, 4
    ON CONFLICT (tenant_id, store_id, business_date, zone_id) DO UPDATE SET fails = fails + excluded.fails`;
}

/** The number of attempts that a scan's row counts now. */
export interface RepeatCount {
  redemption_id: string;
  ticket_id: string;
  business_date: string;
  count: number;
  /** Epoch ms. */
  last_at: number;
}

const COUNTED = ["inside", "entries", "exits", "fails"] as const;
type Counts = Record<(typeof COUNTED)[number], number>;

/** A line's additions to zone counts: people by the ticket's presence, refusals by the scan's own zone. */
function countsOf(
  facts: TicketFacts,
  line: LogLine,
): ({ zone_id: string | null; business_date: string } & Partial<Counts>)[] {
  const moves = line.moves.map(({ by, ...move }) => ({ ...move, inside: by }));
  if (!isScan(line) || line.result === "pass") return moves;
  const business_date = businessDate(line.happened_at, facts.time_zone, facts.cutoff_hour);
  return [...moves, { zone_id: line.zone_id, business_date, fails: 1 + (line.repeats?.count ?? 0) }];
}
