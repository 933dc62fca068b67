/** Fraud Watch: finds what stands out, and records who looked at it (rule R4). */

import { commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { reportErrors } from "../../../../shared/errors/operations.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { businessDayEnd, businessDayStart, isBelievable, iso } from "../../../../shared/time.ts";
import { isOpenWithin } from "../../../access/devices/index.ts";
import { getStore, requireStore } from "../../../access/tenants/index.ts";
import { type FindingName, findingId, readFindingId } from "../domain/findings.ts";
import {
  ALWAYS,
  AT_WORK,
  BASELINE_DAYS,
  byUrgency,
  COMPARED,
  type Found,
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
import { periodOf, type ReportQuery, requireSumsOf, type Scope, scopeOf } from "./scope.ts";

const DAY_KINDS = [...Object.keys(COMPARED), ...Object.keys(ALWAYS), ...AT_WORK] as Kind[];

const MOST_FINDINGS = 500;

/** A week by default; at most a quarter, because each day is compared with days of every person. */
const BOUNDS = { default_days: 7, most_days: 92 };

/** The findings of a span, with their marks. Errors: those of its scope, E_AMOUNTS_HIDDEN. */
export async function reportFraud(ctx: Context, query: ReportQuery) {
  const scope = await scopeOf(ctx, query, BOUNDS);
  const { span, stores, store_ids } = scope;
  const [found, looks] = await Promise.all([
    findAll(ctx, scope, query),
    listLooks(ctx.db, { ...span, store_ids }),
    requireSumsOf(ctx, scope),
  ]);
  const marks = new Map(looks.map((look) => [look.finding_id, look]));
  const shown = found.slice(0, MOST_FINDINGS);
  const ids = shown.map(({ holder_id }) => holder_id);
  const [employee, device] = await Promise.all([employeeNames(ctx, ids), deviceNames(ctx, ids)]);
  const findings = shown.map((finding) => {
    const finding_id = findingId(finding);
    const { looked_at = null, looked_by = null, note = null } = lookOf(finding, marks.get(finding_id)) ?? {};
    const store = stores.find(({ store_id }) => store_id === finding.store_id);
    const name = employee(finding.holder_id) ?? device(finding.holder_id);
    return { finding_id, ...finding, name, rows: rowsOf(finding, store), looked_at, looked_by, note };
  });
  const unseen = found.filter((finding) => !lookOf(finding, marks.get(findingId(finding)))).length;
  return {
    period: periodOf(scope, span),
    totals: { findings: found.length, unseen },
    findings,
    cut: found.length > shown.length,
    definitions: definitionsOf("fraud"),
  };
}

/**
 * The findings of a scope, the most urgent first. With a person or a device named, only the findings about them: the rows
 * have a part of everybody else's acts.
 */
async function findAll(ctx: Context, scope: Scope, query: ReportQuery): Promise<Found[]> {
  const { span } = scope;
  const filter = filterOf(scope, span, query);
  const [days, hours] = await Promise.all([
    listDays(ctx.db, DAY_KINDS, { ...filter, from: addDays(span.from, -BASELINE_DAYS) }),
    listHours(ctx.db, ["sale"], filter),
  ]);
  const { employee_id, device_id } = query;
  const named = [employee_id, device_id].filter((id) => id !== undefined);
  return [...findSpikes(days, span), ...findFacts(days, span), ...findAfterHours(hours, closedHours(scope))]
    .filter(({ holder_id }) => named.every((id) => id === holder_id))
    .sort(byUrgency);
}

/** The look that still stands: the finding has no more acts than then. */
function lookOf({ value }: Found, look: Look | undefined): Look | undefined {
  return look && look.value >= value ? look : undefined;
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
    const { time_zone, opening_hours } = store;
    // The hour is one of the wall clock: on a day when clocks change it may last two hours, or none.
    const [day, hour] = [period.slice(0, 10), Number(period.slice(11))];
    const [from, to] = [hour, hour + 1].map((each) => businessDayStart(day, time_zone, each));
    return !isOpenWithin(opening_hours, time_zone, Number(from), Number(to));
  };
}

/**
 * Marks a finding as looked at; a repeat changes nothing, and another note replaces the first. Nobody marks a finding about
 * themselves, or one that does not exist yet. Errors: those of a store, E_OWN_FINDING, E_NOT_FOUND, E_AMOUNTS_HIDDEN.
 */
export async function lookAt(ctx: Context, finding_id: string, sent: { note?: string }): Promise<Look> {
  const named = readFindingId(finding_id);
  const store_id = await requireStore(ctx, "reports_view", named.store_id);
  await getStore(ctx, store_id);
  if (!isBelievable(Date.parse(named.date)) || addDays(named.date, 0) !== named.date)
    throw new AppError(errors.not_found);
  if (named.holder_id === ctx.actor.id) throw new AppError(reportErrors.own_finding);
  const place = { store_id, date: named.date, finding_id };
  const scope = await scopeOf(ctx, { store_id, from: named.date, to: named.date }, BOUNDS);
  const [found, look] = await Promise.all([
    findAll(ctx, scope, {}),
    findLook(ctx.db, place),
    requireSumsOf(ctx, scope),
  ]);
  const finding = found.find((each) => findingId(each) === finding_id);
  if (!finding) throw new AppError(errors.not_found);
  const note = sent.note ?? null;
  const earlier = lookOf(finding, look);
  if (earlier && (earlier.note === note || sent.note === undefined)) return earlier;
  const { value } = finding;
  const made: Look = { tenant_id: ctx.tenant_id, ...place, value, looked_at: ctx.now, looked_by: ctx.actor.id, note };
  await commit(ctx, {
    writes: [upsertLook(made)],
    audit: [{ event: FINDING_LOOKED_AT, subject: ["finding", finding_id], changes: { note, value }, store_id }],
    reply: made,
  });
  return made;
}
