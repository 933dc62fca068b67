/** Wire shapes of Fraud Watch, the dashboard and rebuilds. */

import * as z from "zod";
import { date, id, optionalText, signedMoney, time } from "../../../../platform/http/fields.ts";
import { Alert } from "../../../access/alerts/wire.ts";
import { FINDING_ID, FINDING_KINDS } from "../domain/findings.ts";
import { count, Definitions, FraudFigures, GateFigures, name, Period, ReasonCount, SalesFigures } from "../wire.ts";
import { ShiftVariance } from "./reports.ts";

const finding_id = z.string().regex(FINDING_ID, "must be the id of a finding").meta({ id: "FindingId" });

export const Finding = z
  .object({
    finding_id,
    kind: z.enum(FINDING_KINDS),
    date: date.describe("the business date"),
    store_id: id,
    holder_kind: z.enum(["employee", "device", "store"]),
    holder_id: z.string(),
    name,
    value: count.describe("acts on the date"),
    total: signedMoney,
    mean: z.number().nullable().describe("acts a day over 28 days before; null: not compared"),
    score: z.number().nullable().describe("standard deviations above the mean"),
    rows: z.string().describe("the path of the list of the acts"),
    looked_at: time.nullable(),
    looked_by: id.nullable(),
    note: z.string().nullable(),
  })
  .meta({ id: "Finding" });

export const FraudReport = z
  .object({
    period: Period,
    totals: FraudFigures,
    findings: z.array(Finding).describe("latest first; at most 500"),
    cut: z.boolean().describe("true: there are more"),
    definitions: Definitions,
  })
  .meta({ id: "FraudReport" });

export const FindingParams = z.object({ finding_id });
export const LookRequest = z.strictObject({ note: optionalText(500) });
export const Look = z
  .object({ finding_id, looked_at: time, looked_by: id, note: z.string().nullable() })
  .meta({ id: "FindingLook" });

export const Dashboard = z
  .object({
    as_of: time,
    business_date: date,
    time_zone: z.string().nullable().describe("null: the stores have several"),
    today: SalesFigures,
    last_week: z.object({
      date,
      figures: SalesFigures,
      takings_by_now: signedMoney.describe("in its hours up to this one"),
      sales_count_by_now: count,
    }),
    hours: z.array(
      z.object({
        hour: count,
        takings: signedMoney,
        sales_count: count,
        last_week_takings: signedMoney,
        pass: count,
        fail: count,
      }),
    ),
    gate: GateFigures,
    reasons: z.array(ReasonCount).describe("of refusals"),
    zones: z.array(
      z.object({
        zone_id: id,
        store_id: id,
        name: z.string(),
        name_th: z.string(),
        inside: count,
        entries: count,
        exits: count,
        max_people: count.nullable(),
      }),
    ),
    open_shifts: z.array(ShiftVariance).describe("the first 200"),
    variances: z.array(ShiftVariance).describe("drawers of today that do not add up"),
    approvals_waiting: count,
    alerts: z.object({ info: count, warning: count, critical: count }).describe("open ones"),
    attention: z.array(Alert).describe("the worst 20 open alerts"),
    definitions: Definitions,
  })
  .meta({ id: "Dashboard" });

export const Rebuild = z
  .object({
    status: z.enum(["none", "running", "completed"]),
    source: z.string().nullable().describe("the rows that it reads"),
    rows_done: count,
    started_at: time.nullable(),
    finished_at: time.nullable(),
  })
  .meta({ id: "ReportRebuild" });

export const TenantParams = z.object({ tenant_id: id });
