/** How many people are in each zone, kept up by the lines of tickets' logs as they reach D1 (rule G9). */

import { type Statement, sql } from "../../../platform/db/sql.ts";
import { businessDate } from "../../../shared/time.ts";
import { isScan, type LogLine } from "../domain/log.ts";
import type { TicketFacts } from "../domain/words.ts";

/** One upsert for however many lines: people in and out, and attempts that failed, by zone and business date. */
export function countPeople(tenant_id: string, told: readonly { facts: TicketFacts; line: LogLine }[]): Statement[] {
  const days = new Map<string, { zone_id: string; store_id: string; business_date: string } & Counts>();
  for (const { facts, line } of told) {
    const counts = countsOf(line);
    const zone_id = line.move?.zone_id ?? (isScan(line) ? line.zone_id : null);
    if (!counts || zone_id === null) continue;
    const at = isScan(line) ? line.happened_at : line.at;
    const business_date = line.move?.business_date ?? businessDate(at, facts.time_zone, facts.cutoff_hour);
    const store_id = line.store_id ?? facts.store_id;
    const key = [store_id, business_date, zone_id].join();
    const day = days.get(key) ?? { zone_id, store_id, business_date, inside: 0, entries: 0, exits: 0, fails: 0 };
    for (const name of COUNTED) day[name] += counts[name];
    days.set(key, day);
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

const COUNTED = ["inside", "entries", "exits", "fails"] as const;
type Counts = Record<(typeof COUNTED)[number], number>;

function countsOf(line: LogLine): Counts | undefined {
  const inside = line.move?.by ?? 0;
  if (line.kind === "annul") return { inside, entries: inside, exits: 0, fails: 0 };
  if (!isScan(line)) return undefined;
  if (line.result === "fail") return { inside: 0, entries: 0, exits: 0, fails: 1 };
  const { direction, party } = line;
  return { inside, entries: direction === "entry" ? party : 0, exits: direction === "exit" ? party : 0, fails: 0 };
}
