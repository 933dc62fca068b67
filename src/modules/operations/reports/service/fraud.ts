/** Fraud Watch: finds what stands out, and records who looked at it (rule R4). */

import { commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { reportErrors } from "../../../../shared/errors/operations.ts";
import { AppError } from "../../../../shared/errors.ts";
import { businessDayEnd, businessDayStart, HOUR_MS, iso } from "../../../../shared/time.ts";
import { openState } from "../../../access/devices/index.ts";
import { getStore, requireStore } from "../../../access/tenants/index.ts";
import { type FindingName, findingId, readFindingId } from "../domain/findings.ts";
import {
  ALWAYS,
  AT_WORK,
  BASELINE_DAYS,
  byUrgency,
  COMPARED,
  findAfterHours,
  findFacts,
  findSpikes,
  rowsPath,
} from "../domain/fraud.ts";
import { definitionsOf } from "../domain/measures.ts";
import { addDays } from "../domain/periods.ts";
import type { Kind } from "../domain/sums.ts";
import { FINDING_LOOKED_AT } from "../events.ts";
import { findLook, type Look, listLooks, upsertLook } from "../store/looks.ts";
import { listDays, listHours } from "../store/sums.ts";
import { deviceNames, employeeNames } from "./names.ts";
import { filterOf } from "./report.ts";
import { periodOf, type ReportQuery, type Scope, scopeOf } from "./scope.ts";

const DAY_KINDS = [...Object.keys(COMPARED), ...Object.keys(ALWAYS), ...AT_WORK] as Kind[];

const MOST_FINDINGS = 500;

/** A week by default; at most a quarter, because each day is compared with days of every person. */
const BOUNDS = { default_days: 7, most_days: 92 };

/** The findings of a span, with their marks. Errors: those of its scope. */
export async function reportFraud(ctx: Context, query: ReportQuery) {
  const scope = await scopeOf(ctx, query, BOUNDS);
  const { span, stores, store_ids } = scope;
  const filter = filterOf(scope, span, query);
  const with_baseline = { ...filter, from: addDays(span.from, -BASELINE_DAYS) };
  const [days, hours, looks] = await Promise.all([
    listDays(ctx.db, DAY_KINDS, with_baseline),
    listHours(ctx.db, ["sale"], filter),
    listLooks(ctx.db, { ...span, store_ids }),
  ]);
  const found = [
    ...findSpikes(days, span),
    ...findFacts(days, span),
    ...findAfterHours(hours, closedHours(scope)),
  ].sort(byUrgency);
  const marks = new Map(looks.map((look) => [look.finding_id, look]));
  const shown = found.slice(0, MOST_FINDINGS);
  const ids = shown.map(({ holder_id }) => holder_id);
  const [employee, device] = await Promise.all([employeeNames(ctx, ids), deviceNames(ctx, ids)]);
  const findings = shown.map((finding) => {
    const finding_id = findingId(finding);
    const { looked_at = null, looked_by = null, note = null } = marks.get(finding_id) ?? {};
    const store = stores.find(({ store_id }) => store_id === finding.store_id);
    const name = employee(finding.holder_id) ?? device(finding.holder_id);
    return { finding_id, ...finding, name, rows: rowsOf(finding, store), looked_at, looked_by, note };
  });
  const unseen = found.filter((finding) => !marks.has(findingId(finding))).length;
  return {
    period: periodOf(scope, span),
    totals: { findings: found.length, unseen },
    findings,
    cut: found.length > shown.length,
    definitions: definitionsOf("fraud"),
  };
}

type Store = Scope["stores"][number];

function rowsOf(finding: FindingName, store: Store | undefined): string {
  const { time_zone = "UTC", cutoff_hour = 0 } = store ?? {};
  const from = businessDayStart(finding.date, time_zone, cutoff_hour);
  return rowsPath(finding, iso(from), iso(businessDayEnd(from, time_zone, cutoff_hour)));
}

/** Returns a test: whether a store is closed for a whole hour of a roll-up. A store without hours is never closed. */
function closedHours({ stores }: Scope) {
  return (store_id: string, period: string): boolean => {
    const store = stores.find((each) => each.store_id === store_id);
    if (!store?.opening_hours) return false;
    const { time_zone, cutoff_hour, opening_hours } = store;
    const start = businessDayStart(period.slice(0, 10), time_zone, cutoff_hour);
    const at = start + (Number(period.slice(11)) - cutoff_hour) * HOUR_MS;
    return QUARTERS.every((minutes) => !openState(opening_hours, time_zone, at + minutes).open);
  };
}

/** The moments of an hour at which it is looked whether a store is open. */
const QUARTERS = [0, HOUR_MS / 4, HOUR_MS / 2, (3 * HOUR_MS) / 4, HOUR_MS - 1];

/**
 * Marks a finding as looked at; a repeat changes nothing, and another note replaces the first. Nobody marks a finding about
 * themselves. Errors: those of a store, E_OWN_FINDING.
 */
export async function lookAt(ctx: Context, finding_id: string, sent: { note?: string }): Promise<Look> {
  const finding = readFindingId(finding_id);
  const store_id = await requireStore(ctx, "reports_view", finding.store_id);
  await getStore(ctx, store_id);
  if (finding.holder_id === ctx.actor.id) throw new AppError(reportErrors.own_finding);
  const place = { store_id, date: finding.date, finding_id };
  const note = sent.note ?? null;
  const earlier = await findLook(ctx.db, place);
  if (earlier && (earlier.note === note || sent.note === undefined)) return earlier;
  const look: Look = { tenant_id: ctx.tenant_id, ...place, looked_at: ctx.now, looked_by: ctx.actor.id, note };
  await commit(ctx, {
    writes: [upsertLook(look)],
    audit: [{ event: FINDING_LOOKED_AT, subject: ["finding", finding_id], changes: { note }, store_id }],
    reply: look,
  });
  return look;
}
