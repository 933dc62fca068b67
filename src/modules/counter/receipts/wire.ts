/** The shapes of receipts, templates and printers on the wire. */

import * as z from "zod";
import { clearableText, date, digits, id, text, time } from "../../../platform/http/fields.ts";
import { pictureAt } from "../../../shared/picture-paths.ts";
import { TICKETS_A_PAGE } from "./domain/document.ts";
import {
  BLOCKS,
  DEFAULT_CODE_TABLE,
  LANGUAGES,
  PAPER_WIDTHS_MM,
  PRINTER_ENCODINGS,
  PRINTER_ROLES,
  RECEIPT_FORMATS,
} from "./domain/words.ts";

const paper_width_mm = z.literal([...PAPER_WIDTHS_MM]);
const sent_width_mm = z
  .enum(PAPER_WIDTHS_MM.map(String))
  .transform(Number)
  .pipe(paper_width_mm)
  .meta({ type: "integer", enum: [...PAPER_WIDTHS_MM] });
const printer_role = z.enum(PRINTER_ROLES).meta({ id: "PrinterRole" });
const line = z.string().trim().max(200);
const logo_url = z
  .string()
  .max(500)
  .refine(
    (text) => pictureAt(text) !== undefined || z.url({ protocol: /^https$/ }).safeParse(text).success,
    "must be an https URL, or the path of an uploaded picture",
  );
const active = z.enum(["true", "false", "all"]).default("true");

export const Template = z
  .object({
    receipt_template_id: id,
    store_id: id.nullable().describe("null: for every store without its own template"),
    name: z.string(),
    paper_width_mm: z.number().int(),
    header_lines: z.array(z.string()),
    footer_lines: z.array(z.string()),
    logo_url: z.string().nullable(),
    blocks: z.array(z.enum(BLOCKS)),
    active: z.boolean(),
    created_at: time,
  })
  .meta({ id: "ReceiptTemplate" });

const look = {
  paper_width_mm: paper_width_mm.default(80),
  header_lines: z.array(line).max(20).default([]),
  footer_lines: z.array(line).max(20).default([]),
  logo_url: logo_url.nullable().default(null),
  blocks: z
    .array(z.enum(BLOCKS))
    .min(1)
    .refine((blocks) => new Set(blocks).size === blocks.length, "must list each block once")
    .meta({ uniqueItems: true })
    .default([...BLOCKS])
    .describe("the printed blocks, in this order"),
};

const template = { name: text(100), ...look, active: z.boolean().default(true) };

export const NewTemplate = z
  .strictObject({ store_id: id.nullable().optional(), ...template })
  .meta({ id: "NewReceiptTemplate" });
export const TemplateTerms = z.strictObject(template).meta({ id: "ReceiptTemplateTerms" });
export const TemplateParams = z.object({ receipt_template_id: id });
export const TemplateQuery = z.strictObject({ store_id: id.optional(), active });

export const Printer = z
  .object({
    printer_id: id,
    store_id: id,
    name: z.string(),
    paper_width_mm: z.number().int(),
    encoding: z.enum(PRINTER_ENCODINGS),
    code_table: z.number().int(),
    address: z.string().nullable(),
    cuts_paper: z.boolean(),
    kicks_drawer: z.boolean(),
    receipt_template_id: id.nullable(),
    active: z.boolean(),
    created_at: time,
    devices: z.array(z.object({ device_id: id, role: printer_role })),
  })
  .meta({ id: "Printer" });

const printer = {
  name: text(100),
  paper_width_mm: paper_width_mm.default(80),
  encoding: z
    .enum(PRINTER_ENCODINGS)
    .default("thai11")
    .describe("thai11: the printer has Thai letters; raster: the till draws the document itself"),
  code_table: z
    .number()
    .int()
    .min(0)
    .max(255)
    .default(DEFAULT_CODE_TABLE)
    .describe("the printer's table of Thai letters as TIS-620 has them, from its self-test; Epson: 21 or 26"),
  address: clearableText(200).default(null).describe("how the till reaches it"),
  cuts_paper: z.boolean().default(true),
  kicks_drawer: z.boolean().default(false),
  receipt_template_id: id.nullable().default(null),
  active: z.boolean().default(true),
};

export const NewPrinter = z.strictObject({ store_id: id.optional(), ...printer }).meta({ id: "NewPrinter" });
export const PrinterTerms = z.strictObject(printer).meta({ id: "PrinterTerms" });
export const PrinterParams = z.object({ printer_id: id });
export const PrinterQuery = z.strictObject({ store_id: id.optional(), device_id: id.optional(), active });
export const PrinterDevices = z
  .strictObject({ role: printer_role.default("receipt"), device_ids: z.array(id).max(100) })
  .meta({ id: "PrinterDevices" });

const row = z.discriminatedUnion("kind", [
  z
    .object({
      kind: z.literal("text"),
      text: z.string(),
      align: z.enum(["left", "center"]),
      weight: z.enum(["normal", "bold", "title"]),
    })
    .meta({ id: "TextRow" }),
  z
    .object({
      kind: z.literal("columns"),
      left: z.string(),
      right: z.string(),
      weight: z.enum(["normal", "bold"]),
      indent: z.boolean(),
    })
    .meta({ id: "ColumnsRow" }),
  z.object({ kind: z.literal("separator") }).meta({ id: "SeparatorRow" }),
  z.object({ kind: z.literal("qr"), data: z.string(), caption: z.array(z.string()) }).meta({ id: "QrRow" }),
]);

export const Receipt = z
  .object({
    sale_id: id,
    receipt_no: z.string(),
    copy: z.number().int().describe("0 for the first print, then the number of the copy"),
    page: z.number().int(),
    pages: z.number().int().describe(`number of pages; a page has at most ${TICKETS_A_PAGE} tickets`),
    paper_width_mm: z.number().int(),
    logo_url: z.string().nullable(),
    opens_drawer: z.boolean().describe("true: one of the payments is cash"),
    rows: z.array(row),
  })
  .meta({ id: "Receipt" });

export const ReceiptParams = z.object({ sale_id: id });
export const ReceiptQuery = z.strictObject({
  format: z.enum(RECEIPT_FORMATS).default("json"),
  lang: z.enum(LANGUAGES).optional(),
  width: sent_width_mm.optional(),
  page: digits(1, 1_000).default(1).describe("page 1 has the totals of the sale"),
});

export const RefundSlip = z
  .object({
    refund_id: id,
    slip_no: z.string().describe("gapless for each store and till; for older refunds the refund's id"),
    sale_id: id,
    receipt_no: z.string().describe("the receipt of the refunded sale"),
    paper_width_mm: z.number().int(),
    logo_url: z.string().nullable(),
    opens_drawer: z.boolean().describe("true: cash goes back"),
    rows: z.array(row),
  })
  .meta({ id: "RefundSlip" });

export const RefundSlipParams = z.object({ refund_id: id });
export const RefundSlipQuery = z.strictObject({
  format: z.enum(RECEIPT_FORMATS).default("json"),
  lang: z.enum(LANGUAGES).optional(),
  width: sent_width_mm.optional(),
});

export const ZReport = z
  .object({
    store_id: id,
    business_date: date,
    paper_width_mm: z.number().int(),
    logo_url: z.string().nullable(),
    rows: z.array(row),
  })
  .meta({ id: "ZReport" });

/** A preview or a test print; each has its language and width. */
export const PreviewQuery = z.strictObject({
  format: z.enum(RECEIPT_FORMATS).default("json"),
  lang: z.enum(LANGUAGES).optional(),
  width: sent_width_mm.optional(),
});
export const PreviewRequest = z
  .strictObject({ store_id: id.optional(), ...look })
  .meta({ id: "ReceiptPreviewRequest" });

export const TestPrint = z
  .object({
    printer_id: id,
    paper_width_mm: z.number().int(),
    logo_url: z.string().nullable(),
    rows: z.array(row),
  })
  .meta({ id: "TestPrint" });

export const ZReportParams = z.object({ store_id: id, business_date: date });

export const PrintRequest = z.strictObject({ printer_id: id.optional() }).meta({ id: "PrintRequest" });
export const Print = z
  .object({ sale_id: id, receipt_no: z.string(), prints: z.number().int(), copy: z.number().int() })
  .meta({ id: "Print" });
