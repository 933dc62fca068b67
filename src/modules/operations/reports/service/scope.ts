/** Scope of a report: the caller's stores, their clocks, and the periods of the query (rules R1, S5, T7). */

import type { Context } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { businessDate, businessDayEnd, businessDayStart } from "../../../../shared/time.ts";
import { listStoreRows, requireStores } from "../../../access/tenants/index.ts";
import { requireSums } from "../../../counter/shifts/index.ts";
import { type Bounds, boundsOf, type Compare, comparedSpan, type Group, type Span, spanOf } from "../domain/periods.ts";

/** The query of any report; a report without a filter never gets it. */
export interface ReportQuery extends Partial<Span> {
  store_id?: string;
  device_id?: string;
  employee_id?: string;
  package_id?: string;
  zone_id?: string;
  group_by?: Group;
  compare?: Compare;
}

type Store = Awaited<ReturnType<typeof listStoreRows>>[number];

export interface Scope {
  stores: readonly Store[];
  store_ids: string[];
  group_by: Group;
  span: Span;
  compared: Span | null;
  /** Null: the stores have several zones. */
  time_zone: string | null;
  cutoff_hour: number;
}

/** The scope of a query. Errors: those of a store, E_VALIDATION for the dates. */
export async function scopeOf(ctx: Context, query: ReportQuery, bounds?: Bounds): Promise<Scope> {
  const store_ids = await requireStores(ctx, "reports_view", query.store_id);
  const stores = await listStoreRows(ctx.db, store_ids);
  const { group_by = "day", compare = "none" } = query;
  const today = todayOf(ctx, stores);
  const span = spanOf(query, today, bounds ?? boundsOf(group_by));
  if (!span.ok) throw new AppError(errors.validation, { fields: [span.refusal] });
  const zones = new Set(stores.map(({ time_zone }) => time_zone));
  return {
    stores,
    store_ids,
    group_by,
    span: span.value,
    compared: comparedSpan(span.value, compare),
    time_zone: zones.size === 1 ? ([...zones][0] ?? null) : null,
    cutoff_hour: Math.min(...stores.map(({ cutoff_hour }) => cutoff_hour), 23) % 24,
  };
}

/** The latest business date of some stores. */
export function todayOf(ctx: Context, stores: readonly Store[]): string {
  const dates = stores.map(({ time_zone, cutoff_hour }) => businessDate(ctx.now, time_zone, cutoff_hour));
  return dates.sort().at(-1) ?? businessDate(ctx.now, "UTC", 0);
}

/** Refuses sums over an open drawer that is counted blind. Error: E_AMOUNTS_HIDDEN. */
export async function requireSumsOf(ctx: Context, { stores, store_ids, span }: Scope): Promise<void> {
  const ends = stores.map(({ time_zone, cutoff_hour }) =>
    businessDayEnd(businessDayStart(span.to, time_zone, cutoff_hour), time_zone, cutoff_hour),
  );
  await requireSums(ctx, store_ids, Math.max(...ends));
}

/** The period of a reply. */
export function periodOf({ time_zone, group_by }: Scope, { from, to }: Span) {
  return { from, to, time_zone, group_by };
}
