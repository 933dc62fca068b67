/** Wire shapes of the reports of sales, shifts, tickets, corrections and gates. */

import * as z from "zod";
import { id, signedMoney, time } from "../../../../platform/http/fields.ts";
import {
  CorrectionFigures,
  count,
  GateFigures,
  name,
  ReasonCount,
  ReasonSum,
  report,
  SalesFigures,
  ShiftFigures,
  TenderSum,
  TicketFigures,
  taxes,
} from "../wire.ts";

const Sold = z
  .object({
    id: z.string().nullable().describe("null: packages without a category"),
    name,
    name_th: name,
    category_id: id.nullable(),
    quantity: count,
    gross: signedMoney,
    discount_total: signedMoney,
    sales_total: signedMoney,
    refunds_total: signedMoney,
    takings: signedMoney,
  })
  .meta({ id: "SoldRow" });

export const SalesReport = report("SalesReport", SalesFigures, () => ({
  tenders: z.array(TenderSum),
  taxes,
  packages: z.array(Sold).describe("by takings, highest first"),
  categories: z.array(Sold),
  discounts: z.array(
    z
      .object({
        key: z.string().describe("a rule, or the reason of a discount by hand"),
        name,
        count,
        total: signedMoney,
      })
      .meta({ id: "DiscountSum" }),
  ),
  reasons: z.array(ReasonSum).describe("of voids"),
}));

export const ShiftVariance = z
  .object({
    shift_id: id,
    store_id: id,
    device_id: id,
    device_name: name,
    business_date: z.string().nullable(),
    opened_by: z.string(),
    opened_by_name: name,
    opened_at: time,
    closed_at: time.nullable(),
    cash_expected: signedMoney.nullable().describe("null: open, or not counted"),
    cash_counted: signedMoney.nullable(),
    cash_diff: signedMoney.nullable(),
  })
  .meta({ id: "ShiftVariance" });

export const ShiftReport = report("ShiftReport", ShiftFigures, () => ({
  tenders: z.array(TenderSum),
  taxes,
  shifts: z.array(ShiftVariance).describe("the latest 200"),
  shifts_cut: z.boolean().describe("true: there are more"),
}));

export const TicketReport = report("TicketReport", TicketFigures, (row) => ({
  packages: z.array(row),
  zones: z.array(
    z
      .object({
        id: z.string().nullable(),
        name,
        issued: count.describe("of packages that admit to the zone"),
        redeemed: count,
        redemption_rate: z.number().nullable(),
      })
      .meta({ id: "ZoneRedemption" }),
  ),
}));

export const CorrectionReport = report("CorrectionReport", CorrectionFigures, () => ({ reasons: z.array(ReasonSum) }));

export const GateReport = report("GateReport", GateFigures, (row) => ({
  zones: z.array(row),
  reasons: z.array(ReasonCount),
}));

const SheetRow = z.object({
  section: z.string(),
  date: z.iso.date().nullable(),
  hour: count.nullable(),
  key: z.string().nullable(),
  name,
  count: count.nullable(),
  amount: signedMoney.nullable(),
});

/** A line of a report's sheet: a total, a bucket, or a row of a breakdown. A figure that is not known yet is empty. */
export function sheetRowOf(figures: z.ZodObject) {
  const shape = Object.entries(figures.shape).map(([measure, figure]) => [measure, (figure as z.ZodType).nullish()]);
  return SheetRow.extend(Object.fromEntries(shape));
}
