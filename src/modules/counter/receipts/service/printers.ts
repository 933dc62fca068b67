/** Use-cases of printers: their properties, and the devices that print on them. */

import { commit } from "../../../../platform/db/commit.ts";
import { type Context, storeFor } from "../../../../platform/http/context.ts";
import { changesOf } from "../../../../shared/changes.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { storesOfDevices } from "../../../access/devices/index.ts";
import { requireStore, requireStores } from "../../../access/tenants/index.ts";
import { DEFAULT_CODE_TABLE, type PaperWidth, type PrinterRole } from "../domain/words.ts";
import {
  findPrinter,
  findTemplate,
  insertPrinter,
  listPrinterDevices,
  listPrinterRows,
  mapDevices,
  type Printer,
  updatePrinter,
} from "../store.ts";

export interface PrinterInput {
  name: string;
  paper_width_mm: PaperWidth;
  encoding: Printer["encoding"];
  code_table?: number;
  address?: string | null;
  cuts_paper?: boolean;
  kicks_drawer?: boolean;
  receipt_template_id?: string | null;
  active?: boolean;
}

/** A printer with the devices that print on it. */
export type PrinterView = Printer & { devices: { device_id: string; role: PrinterRole }[] };

/** Creates a printer of a store. Errors: those of the store, E_VALIDATION for an unknown template. */
export async function createPrinter(
  ctx: Context,
  { store_id, ...input }: PrinterInput & { store_id?: string },
): Promise<PrinterView> {
  const scope = await requireStore(ctx, "settings_write", store_id);
  await requireTemplate(ctx, scope, input);
  const { tenant_id, now: created_at } = ctx;
  const printer = { tenant_id, printer_id: ctx.newId(), store_id: scope, ...wholeOf(input), created_at };
  const reply = { ...printer, devices: [] };
  await commit(ctx, {
    writes: [insertPrinter(printer)],
    audit: [{ event: "printer.created", ...about(printer), changes: { ...input } }],
    reply,
  });
  return reply;
}

/** Replaces a printer; its devices stay. Errors: E_NOT_FOUND, those of the store and template. */
export async function replacePrinter(ctx: Context, printer_id: string, input: PrinterInput): Promise<PrinterView> {
  const before = await printerToEdit(ctx, printer_id);
  await requireTemplate(ctx, before.store_id, input);
  return change(ctx, before, { ...before, ...wholeOf(input) }, "printer.changed");
}

/** Deactivates a printer. Errors as for replacing it. */
export async function retirePrinter(ctx: Context, printer_id: string): Promise<PrinterView> {
  const before = await printerToEdit(ctx, printer_id);
  if (!before.active) return before;
  return change(ctx, before, { ...before, active: false }, "printer.deactivated");
}

/** Assigns exactly these devices of its store to a printer in a role. Error: E_VALIDATION. */
export async function assignDevices(
  ctx: Context,
  printer_id: string,
  { role, device_ids }: { role: PrinterRole; device_ids: string[] },
): Promise<PrinterView> {
  const { devices, ...printer } = await printerToEdit(ctx, printer_id);
  const stores = await storesOfDevices(ctx, device_ids);
  const stranger = device_ids.findIndex((device_id) => stores.get(device_id) !== printer.store_id);
  if (stranger >= 0) throw invalid(`device_ids.${stranger}`, "must be a device of the printer's store");
  const mapped = [...new Set(device_ids)].map((device_id) => ({ device_id, role }));
  const reply = { ...printer, devices: [...devices.filter((each) => each.role !== role), ...mapped] };
  await commit(ctx, {
    writes: mapDevices(printer, role, [...new Set(device_ids)]),
    audit: [{ event: "printer.assigned", ...about(printer), changes: changesOf({ devices }, reply) }],
    reply,
  });
  return reply;
}

async function change(ctx: Context, before: PrinterView, after: PrinterView, event: string): Promise<PrinterView> {
  await commit(ctx, {
    writes: [updatePrinter(after)],
    audit: [{ event, ...about(after), changes: changesOf(before, after) }],
    reply: after,
  });
  return after;
}

async function printerToEdit(ctx: Context, printer_id: string): Promise<PrinterView> {
  const printer = await getPrinter(ctx, printer_id);
  storeFor(ctx, "settings_write", printer.store_id);
  return printer;
}

async function requireTemplate(ctx: Context, store_id: string, { receipt_template_id }: PrinterInput): Promise<void> {
  if (!receipt_template_id) return;
  const template = await findTemplate(ctx.db, receipt_template_id);
  if (template && [null, store_id].includes(template.store_id)) return;
  throw invalid("receipt_template_id", "must be a template of the printer's store or of all stores");
}

/** Error: E_VALIDATION for a printer of another store. */
export async function requirePrinter(ctx: Context, store_id: string, printer_id: string): Promise<void> {
  const printer = await findPrinter(ctx.db, printer_id);
  if (printer?.store_id !== store_id) throw invalid("printer_id", "must be a printer of the sale's store");
}

function invalid(path: string, message: string): AppError {
  return new AppError(errors.validation, { fields: [{ path, message }] });
}

function wholeOf(input: PrinterInput) {
  const { name, paper_width_mm, encoding, address = null, receipt_template_id = null } = input;
  const { cuts_paper = true, kicks_drawer = false, code_table = DEFAULT_CODE_TABLE, active = true } = input;
  const can = { encoding, code_table, cuts_paper, kicks_drawer };
  return { name, paper_width_mm, ...can, address, receipt_template_id, active };
}

function about({ printer_id, store_id }: Printer) {
  return { subject: ["printer", printer_id] as const, store_id };
}

/** A printer of the caller's store. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH. */
export async function getPrinter(ctx: Context, printer_id: string): Promise<PrinterView> {
  const printer = await findPrinter(ctx.db, printer_id);
  if (!printer) throw new AppError(errors.not_found);
  storeFor(ctx, null, printer.store_id);
  const [view] = await withDevices(ctx, [printer]);
  return view ?? { ...printer, devices: [] };
}

/** Lists the printers of the caller's stores, or those of a device. */
export async function listPrinters(
  ctx: Context,
  { store_id, device_id, active }: { store_id?: string; device_id?: string; active?: boolean },
): Promise<PrinterView[]> {
  const permission = active === true ? null : "settings_write";
  const printers = await listPrinterRows(ctx.db, { store_ids: await requireStores(ctx, permission, store_id), active });
  const views = await withDevices(ctx, printers);
  if (device_id === undefined) return views;
  return views.filter(({ devices }) => devices.some((each) => each.device_id === device_id));
}

async function withDevices(ctx: Context, printers: readonly Printer[]): Promise<PrinterView[]> {
  const mapped = await listPrinterDevices(ctx.db, { printer_ids: printers.map(({ printer_id }) => printer_id) });
  const of_printer = Map.groupBy(mapped, ({ printer_id }) => printer_id);
  return printers.map((printer) => ({
    ...printer,
    devices: (of_printer.get(printer.printer_id) ?? []).map(({ device_id, role }) => ({ device_id, role })),
  }));
}

/** The receipt printer of a device; undefined without an active one. */
export async function printerOf(ctx: Context, device_id: string): Promise<Printer | undefined> {
  const mapped = await listPrinterDevices(ctx.db, { device_id });
  const own = mapped.find(({ role }) => role === "receipt");
  const printer = own && (await findPrinter(ctx.db, own.printer_id));
  return printer?.active ? printer : undefined;
}
