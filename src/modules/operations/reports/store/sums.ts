/** Reads of roll-ups: sums by bucket, by holder and by key, each by one query over a span of periods (rule R3). */

import type { Database } from "../../../../platform/db/session.ts";
import { and, type Statement, sql } from "../../../../platform/db/sql.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import type { DaySum } from "../domain/fraud.ts";
import type { Group, Span } from "../domain/periods.ts";
import type { Columns, Kind } from "../domain/sums.ts";

/** The rows that a report reads. */
export interface SumFilter extends Span {
  store_ids: readonly string[];
  device_id?: string;
  employee_id?: string;
  /** The beginning of the key, where the kinds have packages or zones as keys. */
  key?: string;
  /** Tickets of a zone: those redeemed there, and others of the packages that admit to it. */
  zone?: { zone_id: string; package_ids: readonly string[] };
}

/** Counts and totals alone, for queries with many groups. */
const ACTS = sql`SUM(count) AS count, SUM(total) AS total`;

/** The sums of a query's group. */
export type Sum<Group_> = Columns & { kind: Kind } & Group_;

const SUMS = sql`SUM(count) AS count, SUM(quantity) AS quantity, SUM(gross) AS gross, SUM(discount_total) AS discount_total,
  SUM(total) AS total, SUM(tax_total) AS tax_total, SUM(rounding) AS rounding, SUM(surcharge_total) AS surcharge_total,
  SUM(cash) AS cash`;

/** The most groups that a query returns. */
const MOST_GROUPS = 50_000;

/** The groups of a query. Error: E_VALIDATION for more than fit, because a part of them would give wrong sums. */
async function groupsOf<Row>(db: Database, query: Statement): Promise<Row[]> {
  const rows = await db.all<Row>(sql`${query} LIMIT ${MOST_GROUPS + 1}`);
  if (rows.length <= MOST_GROUPS) return rows;
  const message = "has too many people and devices for this span; name fewer days, or one store";
  throw new AppError(errors.validation, { fields: [{ path: "from", message }] });
}

const BUCKET: Readonly<Record<Group, Statement>> = {
  hour: sql`period`,
  day: sql`period`,
  week: sql`date(period, '-6 days', 'weekday 1')`,
  month: sql`substr(period, 1, 7) || '-01'`,
  quarter: sql`substr(period, 1, 5) || printf('%02d', (substr(period, 6, 2) - 1) / 3 * 3 + 1) || '-01'`,
  year: sql`substr(period, 1, 4) || '-01-01'`,
};

/** Sums by kind and bucket. */
export function listBuckets(
  db: Database,
  kinds: readonly Kind[],
  group_by: Group,
  filter: SumFilter,
): Promise<Sum<{ period: string }>[]> {
  const rows = rowsOf(db, group_by === "hour" ? "hour" : "day", kinds, filter);
  return groupsOf(
    db,
    sql`SELECT kind, ${BUCKET[group_by]} AS bucket, MIN(period) AS period, ${SUMS} ${rows} GROUP BY kind, bucket`,
  );
}

/** Sums by kind, store, device and person. */
export function listHolders(
  db: Database,
  kinds: readonly Kind[],
  filter: SumFilter,
): Promise<Sum<{ store_id: string; device_id: string; employee_id: string }>[]> {
  return groupsOf(
    db,
    sql`SELECT kind, store_id, device_id, employee_id, ${SUMS} ${rowsOf(db, "day", kinds, filter)}
        GROUP BY kind, store_id, device_id, employee_id`,
  );
}

/** Sums by kind and key. */
export function listKeys(db: Database, kinds: readonly Kind[], filter: SumFilter): Promise<Sum<{ key: string }>[]> {
  return groupsOf(db, sql`SELECT kind, key, ${SUMS} ${rowsOf(db, "day", kinds, filter)} GROUP BY kind, key`);
}

/** Acts by kind, day, store, device and person: the days of Fraud Watch. */
export function listDays(db: Database, kinds: readonly Kind[], filter: SumFilter): Promise<DaySum[]> {
  return groupsOf(
    db,
    sql`SELECT kind, period, store_id, device_id, employee_id, ${ACTS} ${rowsOf(db, "day", kinds, filter)}
        GROUP BY kind, period, store_id, device_id, employee_id`,
  );
}

/** Acts by kind, hour, store, device and person. */
export function listHours(db: Database, kinds: readonly Kind[], filter: SumFilter): Promise<DaySum[]> {
  return groupsOf(
    db,
    sql`SELECT kind, period, store_id, device_id, employee_id, ${ACTS} ${rowsOf(db, "hour", kinds, filter)}
        GROUP BY kind, period, store_id, device_id, employee_id`,
  );
}

/** The end of a key's range: no key that begins with it sorts after. */
const AFTER_ALL = "\u{10FFFF}";

function rowsOf(db: Database, grain: "hour" | "day", kinds: readonly Kind[], filter: SumFilter): Statement {
  const { from, to, store_ids, device_id, employee_id, key, zone } = filter;
  const where = and([
    sql`tenant_id = ${db.tenant_id}`,
    sql`generation = COALESCE((SELECT generation FROM report_places WHERE tenant_id = ${db.tenant_id}), 0)`,
    sql`grain = ${grain}`,
    sql`kind = of_kind`,
    sql`store_id = of_store`,
    sql`period >= ${from} AND period <= ${`${to}${AFTER_ALL}`}`,
    device_id === undefined ? undefined : sql`device_id = ${device_id}`,
    employee_id === undefined ? undefined : sql`employee_id = ${employee_id}`,
    key === undefined ? undefined : sql`key >= ${key} AND key < ${`${key}${AFTER_ALL}`}`,
    zone &&
      sql`iif(kind = 'ticket_redeemed', substr(key, 28) = ${zone.zone_id},
            substr(key, 1, 26) IN (SELECT value FROM json_each(${zone.package_ids})))`,
  ]);
  // The joins name kind and store of each range of the key, so that no other period is read.
  return sql`FROM (SELECT value AS of_kind FROM json_each(${kinds})) CROSS JOIN (SELECT value AS of_store FROM json_each(${store_ids}))
    CROSS JOIN report_sums ON ${where}`;
}
