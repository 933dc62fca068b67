/** The shapes of usage on the wire. */

import * as z from "zod";
import { month as calendarMonth, id, paging } from "../../../platform/http/fields.ts";
import { RATE_CLASSES } from "../../../shared/rates.ts";

const month = calendarMonth.describe("UTC calendar month");
const calls = z.number().int().describe("admitted calls of all routes in the month");
const metrics = z.number().int().describe("the sum of all metrics");

export const UsageQuery = z.strictObject({
  ...paging,
  month: month.optional().describe("UTC calendar month; default: the present one"),
});

export const RouteUsage = z
  .object({
    month,
    route: z.string().describe("as `POST /sales`; for a metric, `metric:<name>`"),
    count: z.number().int(),
    month_total: calls,
  })
  .meta({ id: "RouteUsage" });

export const MonthUsage = z.object({ month, calls, metrics }).meta({ id: "MonthUsage" });

export const TenantUsage = z
  .object({ tenant_id: id, name: z.string(), month, calls, metrics })
  .meta({ id: "TenantUsage" });

export const LimitUse = z
  .object({
    rate: z.enum(RATE_CLASSES),
    counted_for: z.enum(["user", "device", "token"]).describe("whose calls are counted together"),
    limit: z.number().int().describe("calls an hour"),
    used: z.number().int().describe("calls of the last hour, by whole minutes"),
  })
  .meta({ id: "LimitUse" });

const metric = z
  .string()
  .regex(/^[a-z][a-z0-9_.]{0,62}$/, "must be lower-case letters, digits, dots and underscores, 63 at most")
  .meta({ examples: ["sms.sent"] });
const by = z.number().int().min(1).max(1_000_000);

export const IncrementRequest = z.strictObject({ metric, by: by.default(1) }).meta({ id: "IncrementRequest" });

export const Increment = z.object({ metric, month, by }).meta({ id: "Increment" });
