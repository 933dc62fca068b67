/** The words of receipts: their blocks, formats and languages, and the properties of printers. */

export { receiptErrors } from "../../../../shared/errors/counter.ts";

/** The parts of a receipt; a template lists them in the printed order. */
export const BLOCKS = ["header", "seller", "sale", "lines", "totals", "payments", "tickets", "footer"] as const;
export type Block = (typeof BLOCKS)[number];

export const PAPER_WIDTHS_MM = [58, 80] as const;
export type PaperWidth = (typeof PAPER_WIDTHS_MM)[number];
/** The width in the middle of the paper that a printer's head reaches. */
export const PRINTED_WIDTH_MM: Record<PaperWidth, number> = { 58: 48, 80: 72 };

/** The ways to print Thai: letters of the printer's own Thai table, or dots that the till draws. */
export const PRINTER_ENCODINGS = ["thai11", "raster"] as const;

/** "Thai character code 11" of printers of the Epson kind. */
export const DEFAULT_CODE_TABLE = 21;

/** The roles of a printer for a device. */
export const PRINTER_ROLES = ["receipt", "ticket"] as const;
export type PrinterRole = (typeof PRINTER_ROLES)[number];

export const RECEIPT_FORMATS = ["json", "html", "pdf", "escpos"] as const;
export type ReceiptFormat = (typeof RECEIPT_FORMATS)[number];

export const LANGUAGES = ["th", "en", "both"] as const;
export type Language = (typeof LANGUAGES)[number];

/** The name of cash rounding, both in totals and among payments. */
export const ROUNDING_NAME = { en: "Cash rounding", th: "ปัดเศษเงินสด" };

/** The look of a receipt. */
export interface Look {
  paper_width_mm: PaperWidth;
  header_lines: string[];
  footer_lines: string[];
  logo_url: string | null;
  blocks: Block[];
}

/** The look of a park without a template. */
export const DEFAULT_LOOK: Look = {
  paper_width_mm: 80,
  header_lines: [],
  footer_lines: [],
  logo_url: null,
  blocks: [...BLOCKS],
};
