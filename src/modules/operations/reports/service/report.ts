/** The parts that all reports share: totals, buckets, the compared period, and rows by person, device and store (rule R1). */

import type { Context } from "../../../../platform/http/context.ts";
import { bucketsOf, type FiguresOf, holdersOf, totalOf } from "../domain/assemble.ts";
import { definitionsOf, type Report } from "../domain/measures.ts";
import type { Span } from "../domain/periods.ts";
import type { Kind } from "../domain/sums.ts";
import { listBuckets, listHolders, type SumFilter } from "../store/sums.ts";
import { deviceNames, employeeNames } from "./names.ts";
import { periodOf, type ReportQuery, type Scope } from "./scope.ts";

/** What a report adds up. */
export interface Wanted<Of extends Report> {
  report: Of;
  kinds: readonly Kind[];
  figures: FiguresOf<Of>;
  /** Narrows its rows by their keys. */
  keys?: Pick<SumFilter, "key" | "zone">;
}

/** The filter of a query over one span. */
export function filterOf({ store_ids }: Scope, span: Span, { device_id, employee_id }: ReportQuery): SumFilter {
  return { ...span, store_ids, device_id, employee_id };
}

/** The part of a reply that every report has; its breakdowns are those by holder. */
export async function sumUp<Of extends Report>(ctx: Context, scope: Scope, query: ReportQuery, wanted: Wanted<Of>) {
  const { report, kinds, figures, keys } = wanted;
  const { span, compared, group_by, cutoff_hour } = scope;
  const read = (of: Span) => listBuckets(ctx.db, kinds, group_by, { ...filterOf(scope, of, query), ...keys });
  const [rows, earlier, holders] = await Promise.all([
    read(span),
    compared ? read(compared) : [],
    listHolders(ctx.db, kinds, { ...filterOf(scope, span, query), ...keys }),
  ]);
  const employees = holdersOf(holders, ({ employee_id }) => employee_id, figures);
  const devices = holdersOf(holders, ({ device_id }) => device_id, figures);
  const stores = holdersOf(holders, ({ store_id }) => store_id, figures);
  const ids = (some: readonly { holder: string }[]) => some.map(({ holder }) => holder);
  const [nameOfEmployee, nameOfDevice] = await Promise.all([
    employeeNames(ctx, ids(employees)),
    deviceNames(ctx, [...ids(devices), ...ids(employees)]),
  ]);
  const storeNames = new Map(scope.stores.map(({ store_id, name }) => [store_id, name]));
  return {
    period: periodOf(scope, span),
    totals: totalOf(rows, figures),
    compared: compared && { period: periodOf(scope, compared), totals: totalOf(earlier, figures) },
    buckets: bucketsOf(rows, { span, group_by, cutoff_hour }, figures),
    compared_buckets: compared ? bucketsOf(earlier, { span: compared, group_by, cutoff_hour }, figures) : [],
    holders: {
      employees: employees.map((row) => rowOf(row, nameOfEmployee(row.holder) ?? nameOfDevice(row.holder))),
      devices: devices.map((row) => rowOf(row, nameOfDevice(row.holder))),
      stores: stores.map((row) => rowOf(row, storeNames.get(row.holder) ?? null)),
    },
    definitions: definitionsOf(report),
  };
}

/** A row of figures with the holder's name. */
export function rowOf<Of>({ holder, figures }: { holder: string; figures: Of }, name: string | null) {
  return { id: holder === "" ? null : holder, name, figures };
}
