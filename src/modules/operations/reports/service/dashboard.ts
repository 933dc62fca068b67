/** The dashboard: a day at a glance by a bounded number of queries, whatever the day sold (rule R1). */

import type { Context } from "../../../../platform/http/context.ts";
import { countOpen, listWorstRows } from "../../../access/alerts/index.ts";
import { listZoneDays } from "../../../admission/tickets/index.ts";
import { listOpenShifts, shiftsOfDates } from "../../../counter/shifts/index.ts";
import { countPending } from "../../../offer/approvals/index.ts";
import { listZoneRows } from "../../../offer/catalog/index.ts";
import { bucketsOf, totalOf, upToHour } from "../domain/assemble.ts";
import { FIGURE_KINDS, gateFigures, salesFigures } from "../domain/figures.ts";
import { definitionsOf } from "../domain/measures.ts";
import { addDays, periodsOf } from "../domain/periods.ts";
import { listBuckets, listKeys } from "../store/sums.ts";
import { refusalSums } from "./counts.ts";
import { deviceNames, employeeNames } from "./names.ts";
import { requireSumsOf, scopeOf } from "./scope.ts";
import { varianceOf } from "./variance.ts";

const MOST_SHIFTS = 200;
const MOST_ALERTS = 20;
const KINDS = [...FIGURE_KINDS.sales, ...FIGURE_KINDS.gate];

/** Today beside the same weekday of last week. Errors: those of a store, E_AMOUNTS_HIDDEN. */
export async function readDashboard(ctx: Context, query: { store_id?: string }) {
  const scope = await scopeOf(ctx, { ...query, group_by: "hour" });
  const { store_ids, stores, span, cutoff_hour, time_zone } = scope;
  const business_date = span.to;
  const earlier = addDays(business_date, -7);
  const today = { from: business_date, to: business_date };
  const last_week = { from: earlier, to: earlier };
  const db = ctx.db;
  const [rows, before, refusals, zones, days, open, shifts, approvals_waiting, counts, worst] = await Promise.all([
    listBuckets(db, KINDS, "hour", { ...today, store_ids }),
    listBuckets(db, FIGURE_KINDS.sales, "hour", { ...last_week, store_ids }),
    listKeys(db, ["fail"], { ...today, store_ids }),
    listZoneRows(db, null, true),
    listZoneDays(db, store_ids, business_date),
    listOpenShifts(db, store_ids),
    shiftsOfDates(ctx, { ...today, store_ids, limit: MOST_SHIFTS }),
    countPending(db, store_ids, ctx.now),
    countOpen(db, store_ids),
    listWorstRows(db, store_ids, MOST_ALERTS),
    requireSumsOf(ctx, scope),
  ]);
  const shown = open.slice(0, MOST_SHIFTS);
  const [nameOfDevice, nameOfEmployee] = await Promise.all([
    deviceNames(
      ctx,
      [...shown, ...shifts, ...worst].flatMap(({ device_id }) => device_id ?? []),
    ),
    employeeNames(
      ctx,
      [...shown, ...shifts].map(({ opened_by }) => opened_by),
    ),
  ]);
  const hours = { group_by: "hour", cutoff_hour } as const;
  const gate = bucketsOf(rows, { span: today, ...hours }, gateFigures);
  const sold = bucketsOf(rows, { span: today, ...hours }, salesFigures);
  const sold_before = bucketsOf(before, { span: last_week, ...hours }, salesFigures);
  const [clock] = stores;
  const { hour } = periodsOf(ctx.now, clock ?? { time_zone: "UTC", cutoff_hour: 0 });
  const sold_by_now = upToHour(sold_before, Number(hour.slice(11)) % 24);
  const by_now = (measure: "takings" | "sales_count") =>
    sold_by_now.reduce((sum, { figures }) => sum + figures[measure], 0);
  return {
    as_of: ctx.now,
    business_date,
    time_zone,
    today: totalOf(rows, salesFigures),
    last_week: {
      date: earlier,
      figures: totalOf(before, salesFigures),
      takings_by_now: by_now("takings"),
      sales_count_by_now: by_now("sales_count"),
    },
    hours: sold.map(({ hour, figures }, index) => ({
      hour: hour ?? 0,
      takings: figures.takings,
      sales_count: figures.sales_count,
      last_week_takings: sold_before[index]?.figures.takings ?? 0,
      pass: gate[index]?.figures.pass ?? 0,
      fail: gate[index]?.figures.fail ?? 0,
    })),
    gate: totalOf(rows, gateFigures),
    reasons: refusalSums(refusals),
    zones: zones
      .filter(({ store_id }) => store_ids.includes(store_id))
      .map(({ zone_id, store_id, name, name_th, max_people }) => {
        const { inside = 0, entries = 0, exits = 0 } = days.find((day) => day.zone_id === zone_id) ?? {};
        return { zone_id, store_id, name, name_th, max_people, inside, entries, exits };
      }),
    open_shifts: shown.map((shift) =>
      varianceOf({ ...shift, late: null }, nameOfDevice(shift.device_id), nameOfEmployee(shift.opened_by)),
    ),
    variances: shifts
      .map((shift) => varianceOf(shift, nameOfDevice(shift.device_id), nameOfEmployee(shift.opened_by)))
      .filter(({ cash_diff }) => cash_diff !== null && cash_diff !== 0),
    approvals_waiting,
    alerts: alertCounts(counts),
    attention: worst,
    definitions: [...definitionsOf("sales"), ...definitionsOf("gate")],
  };
}

function alertCounts(rows: Awaited<ReturnType<typeof countOpen>>) {
  const counts = { info: 0, warning: 0, critical: 0 };
  for (const { severity, count } of rows) counts[severity] += count;
  return counts;
}
