/** The words of receipts: what they are made of, and on what they are printed. */

export { receiptErrors } from "../../../../shared/errors/counter.ts";

/** Parts of a receipt; a template says which, in which order. */
export const BLOCKS = ["header", "seller", "sale", "lines", "totals", "payments", "tickets", "footer"] as const;
export type Block = (typeof BLOCKS)[number];

export const PAPER_WIDTHS_MM = [58, 80] as const;
export type PaperWidth = (typeof PAPER_WIDTHS_MM)[number];
/** How much of the paper a printer's head reaches, in the middle. */
export const PRINTED_WIDTH_MM: Record<PaperWidth, number> = { 58: 48, 80: 72 };

/** How Thai reaches the paper: as letters of the printer's own Thai table, or as dots that the till draws. */
export const PRINTER_ENCODINGS = ["thai11", "raster"] as const;

/** "Thai character code 11" of printers of the Epson kind. */
export const DEFAULT_CODE_TABLE = 21;

/** What a printer prints for a device. */
export const PRINTER_ROLES = ["receipt", "ticket"] as const;
export type PrinterRole = (typeof PRINTER_ROLES)[number];

export const RECEIPT_FORMATS = ["json", "html", "pdf", "escpos"] as const;
export type ReceiptFormat = (typeof RECEIPT_FORMATS)[number];

export const LANGUAGES = ["th", "en", "both"] as const;
export type Language = (typeof LANGUAGES)[number];

/** How the rounding of cash is called, on top of a total as among what was paid. */
export const ROUNDING_NAME = { en: "Cash rounding", th: "ปัดเศษเงินสด" };

/** How a receipt looks. */
export interface Look {
  paper_width_mm: PaperWidth;
  header_lines: string[];
  footer_lines: string[];
  logo_url: string | null;
  blocks: Block[];
}

/** The look of a park that has made no template. */
export const DEFAULT_LOOK: Look = {
  paper_width_mm: 80,
  header_lines: [],
  footer_lines: [],
  logo_url: null,
  blocks: [...BLOCKS],
};
