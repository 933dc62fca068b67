/** Wire shapes that reports share: the query, the figures, and rows by person, device or package. */

import * as z from "zod";
import { date, id, signedMoney, taxes } from "../../../platform/http/fields.ts";
import { MEASURES } from "./domain/definitions.ts";
import { type Figures, REPORTS, type Report } from "./domain/measures.ts";
import { COMPARES, GROUPS } from "./domain/periods.ts";

export const count = z.number().int();
export const name = z.string().nullable();

const UNITS = {
  money: signedMoney,
  count,
  ratio: z.number().nullable(),
} as const;

/** The figures of a report; their definitions are served with them. */
function figuresOf<Of extends Report>(report: Of, component: string) {
  const shape = Object.fromEntries(REPORTS[report].map((measure) => [measure, UNITS[MEASURES[measure].unit]]));
  return z.object(shape).meta({ id: component }) as unknown as z.ZodObject<{
    [Name in keyof Figures<Of>]: z.ZodType<Figures<Of>[Name], Figures<Of>[Name]>;
  }>;
}

export const SalesFigures = figuresOf("sales", "SalesFigures");
export const ShiftFigures = figuresOf("shifts", "ShiftFigures");
export const TicketFigures = figuresOf("tickets", "TicketFigures");
export const CorrectionFigures = figuresOf("corrections", "CorrectionFigures");
export const GateFigures = figuresOf("gate", "GateFigures");
export const FraudFigures = figuresOf("fraud", "FraudFigures");

const filters = {
  from: date.optional(),
  to: date.optional(),
  store_id: id.optional(),
  device_id: id.optional(),
  employee_id: id.optional(),
};

/** Fields of every report's query. */
const shared = {
  ...filters,
  group_by: z.enum(GROUPS).default("day").describe("hour: at most 31 days; day: 400 days; others: ten years"),
  compare: z.enum(COMPARES).default("none").describe("previous: the days before; weekdays: whole weeks before"),
};

export const SalesQuery = z.strictObject({ ...shared, package_id: id.optional() });
export const ShiftQuery = z.strictObject(shared);
export const TicketQuery = z.strictObject({ ...shared, package_id: id.optional(), zone_id: id.optional() });
export const CorrectionQuery = z.strictObject(shared);
export const GateQuery = z.strictObject({ ...shared, zone_id: id.optional() });
export const FraudQuery = z.strictObject(filters);
export const DashboardQuery = z.strictObject({ store_id: id.optional() });

export const Period = z
  .object({
    from: date,
    to: date,
    time_zone: z.string().nullable().describe("null: the stores have several"),
    group_by: z.enum(GROUPS),
  })
  .meta({ id: "ReportPeriod" });

export const Definitions = z.array(
  z
    .object({
      measure: z.string(),
      unit: z.enum(["money", "count", "ratio"]),
      name_en: z.string(),
      name_th: z.string(),
      en: z.string(),
      th: z.string(),
      rows: z.string().nullable().describe("the path of the list that has the rows"),
    })
    .meta({ id: "MeasureDefinition" }),
);

export const TenderSum = z
  .object({
    method: z.string(),
    payments_count: count,
    received: signedMoney,
    returned: signedMoney,
    total: signedMoney,
  })
  .meta({ id: "TenderSum" });

export const ReasonCount = z.object({ reason: z.string(), count }).meta({ id: "ReasonCount" });

export const ReasonSum = z
  .object({ act: z.string(), reason_code: z.string().nullable(), count, total: signedMoney })
  .meta({ id: "ReasonSum" });

export { taxes };

type AnyFigures = z.ZodObject;

/** A report: totals, buckets by period, the same of an earlier period, and breakdowns by person, device, store and more. */
export function report<Of extends AnyFigures, More extends z.ZodRawShape>(
  component: string,
  figures: Of,
  more: (row: ReturnType<typeof rowOf<Of>>) => More,
) {
  const bucket = z
    .object({ start: date, hour: count.nullable().describe("on the store's clock; null: not by hour"), figures })
    .meta({ id: `${component}Bucket` });
  const row = rowOf(component, figures);
  const holders = { employees: z.array(row), devices: z.array(row), stores: z.array(row) };
  return z
    .object({
      period: Period,
      totals: figures,
      compared: z.object({ period: Period, totals: figures }).nullable(),
      buckets: z.array(bucket),
      compared_buckets: z.array(bucket),
      breakdowns: z.object({ ...holders, ...more(row) }),
      definitions: Definitions,
    })
    .meta({ id: component });
}

/** A row of figures: of a person, device, store, package or zone. */
function rowOf<Of extends AnyFigures>(component: string, figures: Of) {
  return z.object({ id: z.string().nullable(), name, figures }).meta({ id: `${component}Row` });
}
