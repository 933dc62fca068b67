/** Use-cases of Z reports on paper: a closed day is read with its names, made into a document, and drawn like a receipt. */

import type { Context } from "../../../../platform/http/context.ts";
import { listNamedDevices } from "../../../access/devices/index.ts";
import { listNamedEmployees } from "../../../access/employees/index.ts";
import { readSettings } from "../../../access/settings/index.ts";
import { getStore } from "../../../access/tenants/index.ts";
import { listPaymentTypes } from "../../payments/index.ts";
import { getDayClose } from "../../shifts/index.ts";
import type { Paper } from "../domain/document.ts";
import { zDocument } from "../domain/z-report.ts";
import { DEFAULT_PRINTER } from "./escpos.ts";
import { drawDocument, nameOfMethod, type ReceiptFile, type ReceiptQuery, sellerOf } from "./receipt.ts";
import { lookOf } from "./templates.ts";

type ZQuery = Omit<ReceiptQuery, "page">;

interface NamedDay {
  store_id: string;
  business_date: string;
}

/** The paper of a closed day as a document. */
export type ZReport = Pick<Paper, "paper_width_mm" | "logo_url" | "rows"> & NamedDay;

/** The paper of a closed day. Errors: E_NOT_FOUND for a day not closed; E_SCOPE_MISMATCH; E_PERMISSION. */
export async function getZReport(ctx: Context, day: NamedDay, query: ZQuery): Promise<ZReport> {
  const { paper_width_mm, logo_url, rows } = await gather(ctx, day, query);
  return { ...day, paper_width_mm, logo_url, rows };
}

/** The paper of a closed day drawn for a printer or a screen. Errors as for the document. */
export async function drawZReport(ctx: Context, day: NamedDay, query: ZQuery): Promise<ReceiptFile> {
  return drawDocument(ctx, await gather(ctx, day, query), DEFAULT_PRINTER, query.format);
}

async function gather(ctx: Context, named: NamedDay, { lang, width }: ZQuery): Promise<Paper> {
  const day = await getDayClose(ctx, named);
  const { store_id, closed_by, shifts } = day;
  const people = [closed_by, ...shifts.map(({ opened_by }) => opened_by)];
  const [store, settings, look, types, devices, employees] = await Promise.all([
    getStore(ctx, store_id),
    readSettings(ctx, store_id),
    lookOf(ctx, store_id),
    listPaymentTypes(ctx),
    listNamedDevices(
      ctx.db,
      shifts.map(({ device_id }) => device_id),
    ),
    listNamedEmployees(ctx.db, people),
  ]);
  const till = new Map(devices.map(({ device_id, name }) => [device_id, name]));
  const person = new Map(employees.map(({ employee_id, name }) => [employee_id, name]));
  return zDocument({
    ...day,
    language: lang ?? settings["receipt.language"],
    look: { ...look, paper_width_mm: width ?? look.paper_width_mm },
    seller: sellerOf(settings),
    store,
    closed_by: person.get(closed_by) ?? "",
    drawers: shifts.map(({ device_id, opened_by, cash_diff, late }) => ({
      till: till.get(device_id) ?? "",
      cashier: person.get(opened_by) ?? till.get(opened_by) ?? "",
      cash_diff: late ? late.cash_diff : cash_diff,
    })),
    nameOfMethod: (method) => nameOfMethod(method, types),
  });
}
