/** Use-cases of previews: a look that is not saved yet, and a printer, are shown over the example sale. */

import type { Context } from "../../../../platform/http/context.ts";
import { storeFor } from "../../../../platform/http/context.ts";
import { readSettings } from "../../../access/settings/index.ts";
import { getStore, requireStore } from "../../../access/tenants/index.ts";
import type { Paper, ReceiptDocument } from "../domain/document.ts";
import { type ExampleFrame, exampleReceipt, testPaper } from "../domain/example.ts";
import type { Language, Look, PaperWidth, ReceiptFormat } from "../domain/words.ts";
import { findTemplate } from "../store.ts";
import { DEFAULT_PRINTER } from "./escpos.ts";
import { getPrinter, type PrinterView } from "./printers.ts";
import { drawDocument, type ReceiptFile, sellerOf } from "./receipt.ts";
import { lookOf } from "./templates.ts";

export interface PreviewQuery {
  format: ReceiptFormat;
  lang?: Language;
  width?: PaperWidth;
}

/** The example sale in a look that is not saved. Errors: those of the store, E_PERMISSION. */
export async function previewTemplate(
  ctx: Context,
  { store_id, ...look }: Look & { store_id?: string },
  query: PreviewQuery,
): Promise<ReceiptDocument> {
  const at = await requireStore(ctx, "settings_write", store_id);
  return exampleReceipt(await frameOf(ctx, at, look, query));
}

/** The preview drawn as HTML, PDF or ESC/POS bytes. Errors as for the document. */
export async function drawPreview(
  ctx: Context,
  terms: Look & { store_id?: string },
  query: PreviewQuery,
): Promise<ReceiptFile> {
  return drawDocument(ctx, await previewTemplate(ctx, terms, query), DEFAULT_PRINTER, query.format);
}

/** A test print of a printer: its own look over the example sale. */
export type TestPrint = Pick<Paper, "paper_width_mm" | "logo_url" | "rows"> & { printer_id: string };

/** The test print of a printer as a document. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION. */
export async function getTestPrint(ctx: Context, printer_id: string, query: PreviewQuery): Promise<TestPrint> {
  const { paper } = await testPrint(ctx, printer_id, query);
  const { paper_width_mm, logo_url, rows } = paper;
  return { printer_id, paper_width_mm, logo_url, rows };
}

/** The test print drawn in the printer's own profile. Errors as for the document. */
export async function drawTestPrint(ctx: Context, printer_id: string, query: PreviewQuery): Promise<ReceiptFile> {
  const { paper, printer } = await testPrint(ctx, printer_id, query);
  return drawDocument(ctx, paper, printer, query.format);
}

async function testPrint(
  ctx: Context,
  printer_id: string,
  query: PreviewQuery,
): Promise<{ paper: Paper; printer: PrinterView }> {
  const printer = await getPrinter(ctx, printer_id);
  storeFor(ctx, "settings_write", printer.store_id);
  const own = printer.receipt_template_id ? await findTemplate(ctx.db, printer.receipt_template_id) : undefined;
  const look = own?.active ? own : await lookOf(ctx, printer.store_id);
  const width = query.width ?? printer.paper_width_mm;
  const frame = await frameOf(ctx, printer.store_id, look, { ...query, width });
  return { paper: testPaper(frame, printer), printer };
}

async function frameOf(
  ctx: Context,
  store_id: string,
  look: Look,
  { lang, width }: PreviewQuery,
): Promise<ExampleFrame> {
  const [store, settings] = await Promise.all([getStore(ctx, store_id), readSettings(ctx, store_id)]);
  return {
    language: lang ?? settings["receipt.language"],
    look: { ...look, paper_width_mm: width ?? look.paper_width_mm },
    seller: sellerOf(settings),
    store,
    till: "POS 1",
    cashier: "Somchai",
    sold_at: ctx.now,
  };
}
