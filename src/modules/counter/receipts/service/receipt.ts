/** Use-cases of receipts: a receipt is read from its sale, made into a document by one pure function, and drawn. */

import { commit } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { AppError, defineRace, errors } from "../../../../shared/errors.ts";
import { nameOfDevice } from "../../../access/devices/index.ts";
import { findPerson } from "../../../access/employees/index.ts";
import { readSettings, type Settings } from "../../../access/settings/index.ts";
import { getStore } from "../../../access/tenants/index.ts";
import { packagesById } from "../../../offer/catalog/index.ts";
import { pictureFile } from "../../../offer/pictures/index.ts";
import { thaiNamesOf } from "../../../offer/pricing/index.ts";
import { laterSurcharges, listPaymentTypes, paymentsOf, ROUNDING } from "../../payments/index.ts";
import { completedRefunds, refundTotal } from "../../refunds/index.ts";
import { readSale } from "../../sales/index.ts";
import { countPages, type Paper, type ReceiptDocument, receiptDocument } from "../domain/document.ts";
import { type Language, type PaperWidth, type ReceiptFormat, ROUNDING_NAME } from "../domain/words.ts";
import { countPrints, findTemplate, insertPrint } from "../store.ts";
import { DEFAULT_PRINTER, isOnTable, type PrinterProfile, renderEscPos } from "./escpos.ts";
import { base64, fontFaces, fontFiles } from "./fonts.ts";
import { renderHtml } from "./html.ts";
import { spelled } from "./letters.ts";
import { printerOf, requirePrinter } from "./printers.ts";
import { lookOf } from "./templates.ts";

/** Another print took the number, so this one takes the next. */
const PRINTED_ELSEWHERE = defineRace("a receipt is printed", errors.busy);

export interface ReceiptQuery {
  format: ReceiptFormat;
  lang?: Language;
  width?: PaperWidth;
  /** From 1. */
  page: number;
}

/** A receipt as a file. */
export interface ReceiptFile {
  content_type: string;
  body: string | Uint8Array<ArrayBuffer>;
  filename: string;
  pages: number;
}

/**
 * One page of a sale's receipt as a document. Errors: E_NOT_FOUND; E_SCOPE_MISMATCH for another store's sale; E_VALIDATION
 * for a page after the last one.
 */
export async function getReceipt(ctx: Context, sale_id: string, query: ReceiptQuery): Promise<ReceiptDocument> {
  return (await gather(ctx, sale_id, query)).document;
}

/** The receipt of a sale drawn for paper. Errors as for the document. */
export async function drawReceipt(ctx: Context, sale_id: string, query: ReceiptQuery): Promise<ReceiptFile> {
  const { document, printer } = await gather(ctx, sale_id, query);
  return drawDocument(ctx, document, printer, query.format);
}

/** Draws a document as HTML, PDF or ESC/POS bytes. */
export async function drawDocument(
  ctx: Context,
  document: Paper,
  printer: PrinterProfile,
  format: ReceiptFormat,
): Promise<ReceiptFile> {
  const { receipt_no, page, pages } = document;
  const part = pages === 1 ? "" : `-${page}`;
  const filename = `${receipt_no.replace("/", "_")}${part}.${format === "escpos" ? "bin" : format}`;
  switch (format) {
    case "html": {
      const [logo, faces] = await Promise.all([logoOf(ctx, document), fontFaces(ctx)]);
      const logo_url = logo ? `data:${logo.content_type};base64,${base64(logo.bytes)}` : document.logo_url;
      const body = renderHtml({ ...document, logo_url }, faces);
      return { content_type: "text/html; charset=utf-8", body, filename, pages };
    }
    case "pdf": {
      // The PDF libraries are half of the program, so only the first PDF loads them.
      const [{ renderPdf }, fonts, logo] = await Promise.all([
        import("./pdf.ts"),
        fontFiles(ctx),
        logoOf(ctx, document),
      ]);
      return { content_type: "application/pdf", body: await renderPdf(document, fonts, logo), filename, pages };
    }
    default: {
      const rows = await spelled(document.rows, isOnTable);
      const body = renderEscPos({ ...document, rows }, printer);
      return { content_type: "application/octet-stream", body, filename, pages };
    }
  }
}

/** The uploaded logo of a paper; undefined for a logo elsewhere, which only a browser loads. */
async function logoOf({ env }: Context, { logo_url }: Paper) {
  return logo_url === null ? undefined : pictureFile(env, logo_url);
}

async function gather(ctx: Context, sale_id: string, { lang, width, page }: ReceiptQuery) {
  const sale = await readSale(ctx, sale_id);
  const { store_id, device_id, cashier_id, lines, payments, tickets } = sale;
  const [store, settings, store_look, printer, nameOf, types, till, person, prints, refunds, thai_names] =
    await Promise.all([
      getStore(ctx, store_id),
      readSettings(ctx, store_id),
      lookOf(ctx, store_id),
      printerOf(ctx, ctx.device?.device_id ?? device_id),
      namesOfPackages(ctx, [...lines, ...tickets]),
      listPaymentTypes(ctx),
      nameOfDevice(ctx, device_id),
      findPerson(ctx, { employee_id: cashier_id }),
      countPrints(ctx.db, sale_id),
      sale.refunded_total > 0 ? completedRefunds(ctx, sale_id) : [],
      thaiNamesOf(
        ctx,
        lines.flatMap(({ applied }) => applied),
      ),
    ]);
  const own_look = printer?.receipt_template_id ? await findTemplate(ctx.db, printer.receipt_template_id) : undefined;
  const look = own_look?.active ? own_look : store_look;
  const active = tickets.filter(({ status }) => status === "active");
  const copy = Math.max(0, prints - 1);
  const pages = countPages({ tickets: active, copy, look });
  if (page > pages) {
    const message = pages === 1 ? "must be 1: this receipt has one page" : `must be at most ${pages}, the last page`;
    throw new AppError(errors.validation, { fields: [{ path: "page", message }] });
  }
  const document = receiptDocument({
    language: lang ?? settings["receipt.language"],
    copy,
    page,
    look: { ...look, paper_width_mm: width ?? printer?.paper_width_mm ?? look.paper_width_mm },
    seller: sellerOf(settings),
    store,
    till: till ?? "",
    cashier: person?.name ?? till ?? "",
    sale,
    lines: lines.map((line) => ({
      ...line,
      name: nameOf(line.package_id, line.name),
      applied: line.applied.map(({ rule_id, name, amount }) => {
        return { name: rule_id === undefined ? null : { en: name, th: thai_names.get(rule_id) ?? name }, amount };
      }),
    })),
    payments: payments.map((payment) => {
      return { ...payment, name: nameOfMethod(payment.method, types), opens_drawer: payment.method === "cash" };
    }),
    later: laterSurcharges(refunds.length > 0 ? ((await paymentsOf(ctx, [sale_id])).get(sale_id) ?? []) : []),
    refunds: refunds.map((refund) => ({
      slip_no: refund.slip_no ?? "",
      completed_at: refund.completed_at ?? refund.created_at,
      total: refundTotal(refund),
      taxes: refund.taxes ?? [],
    })),
    tickets: active.map((ticket) => ({
      ...ticket,
      name: nameOf(ticket.package_id),
    })),
  });
  return { document, printer: printer ?? DEFAULT_PRINTER };
}

/** The park's name for a method; the method itself if the park does not know it. */
export function nameOfMethod(method: string, types: Awaited<ReturnType<typeof listPaymentTypes>>) {
  if (method === ROUNDING) return ROUNDING_NAME;
  const type = types.find((each) => each.method === method);
  return { en: type?.label_en ?? method, th: type?.label_th ?? method };
}

/** The seller in the park's settings. */
export function sellerOf(settings: Settings) {
  return {
    name: settings["tax.seller_name"],
    tax_id: settings["tax.seller_tax_id"],
    branch_code: settings["tax.branch_code"],
    address: settings["tax.seller_address"],
  };
}

/** Returns the names of packages; the Thai name is used only while the package still has the name of the sale. */
export async function namesOfPackages(ctx: Context, sold: readonly { package_id: string }[]) {
  const offers = await packagesById(ctx, [...new Set(sold.map(({ package_id }) => package_id))]);
  return (package_id: string, sold_as?: string) => {
    const offer = offers.get(package_id);
    const en = sold_as ?? offer?.name ?? "";
    return { en, th: offer && offer.name === en ? offer.name_th : en };
  };
}

/**
 * Counts a print of a receipt; each print has its own number, and the second is COPY 1. Errors: E_NOT_FOUND,
 * E_SCOPE_MISMATCH, E_VALIDATION for another store's printer, E_BUSY when it is printed in many places at once.
 */
export async function countPrint(ctx: Context, sale_id: string, printer_id: string | undefined) {
  const { receipt_no, store_id } = await readSale(ctx, sale_id);
  if (printer_id !== undefined) await requirePrinter(ctx, store_id, printer_id);
  return decideAgain([PRINTED_ELSEWHERE], async () => {
    const print_no = 1 + (await countPrints(ctx.db, sale_id));
    const reply = { sale_id, receipt_no, prints: print_no, copy: print_no - 1 };
    const { tenant_id, actor, device, now: printed_at } = ctx;
    const where = { printer_id: printer_id ?? null, device_id: device?.device_id ?? null };
    await commit(ctx, {
      writes: [insertPrint({ tenant_id, sale_id, print_no, ...where, printed_by: actor.id, printed_at })],
      audit: [{ event: "receipt.printed", subject: ["sale", sale_id], changes: { print_no, ...where }, store_id }],
      reply,
      refusals: [["receipt_prints.sale_id", PRINTED_ELSEWHERE]],
    });
    return reply;
  });
}
