/**
 * Draws a receipt as ESC/POS bytes, with Thai in the printer's own Thai table. It uses no encoder library: the only one needs
 * a canvas, which the runtime lacks, and a receipt needs no more commands than these.
 */

import { centerLine, columnLines, widthOf, wrap } from "../domain/columns.ts";
import type { ReceiptDocument, Row } from "../domain/document.ts";
import { DEFAULT_CODE_TABLE, PRINTED_WIDTH_MM } from "../domain/words.ts";

const ESC = 0x1b;
const GS = 0x1d;

const DOTS_PER_MM = 8;
/** The width of a letter of font A. */
const LETTER_DOTS = 12;
const THAI_FIRST = 0x0e01;
const THAI_LAST = 0x0e5b;
const TIS_620_FIRST = 0xa1;
const QUESTION_MARK = 0x3f;

/** The properties of a printer. */
export interface PrinterProfile {
  cuts_paper: boolean;
  kicks_drawer: boolean;
  /** The printer's number for its table of Thai letters in the order of TIS-620. */
  code_table: number;
}

/** The printer of a device without an assigned printer. */
export const DEFAULT_PRINTER: PrinterProfile = {
  cuts_paper: true,
  kicks_drawer: false,
  code_table: DEFAULT_CODE_TABLE,
};

/** The printed fields of a document. */
type PrintedDocument = Pick<ReceiptDocument, "rows" | "paper_width_mm" | "opens_drawer">;

/** The bytes that print a receipt; the drawer opens when cash was paid and the printer opens one. */
export function renderEscPos(document: PrintedDocument, printer: PrinterProfile): Uint8Array<ArrayBuffer> {
  const width = (PRINTED_WIDTH_MM[document.paper_width_mm] * DOTS_PER_MM) / LETTER_DOTS;
  const bytes = [
    ...[ESC, 0x40],
    ...[ESC, 0x74, printer.code_table],
    ...(printer.kicks_drawer && document.opens_drawer ? [ESC, 0x70, 0, 25, 250] : []),
    ...document.rows.flatMap((row) => rowBytes(row, width)),
    ...(printer.cuts_paper ? [GS, 0x56, 66, 3] : [ESC, 0x64, 4]),
  ];
  return Uint8Array.from(bytes);
}

function rowBytes(row: Row, width: number): number[] {
  switch (row.kind) {
    case "text": {
      const large = row.weight === "title";
      const room = large ? Math.floor(width / 2) : width;
      const lines = wrap(row.text, (line) => widthOf(line) <= room);
      const placed = lines.map((line) => (row.align === "center" ? centerLine(line, room) : line));
      return [...style(row.weight !== "normal", large), ...placed.flatMap(lineBytes), ...style(false, false)];
    }
    case "columns": {
      const indent = row.indent ? "  " : "";
      const lines = columnLines(row.left, row.right, width - indent.length);
      const bold = row.weight === "bold";
      return [...style(bold, false), ...lines.flatMap((line) => lineBytes(indent + line)), ...style(false, false)];
    }
    case "separator":
      return lineBytes("-".repeat(width));
    case "qr": {
      const lines = row.caption.flatMap((text) => wrap(text, (line) => widthOf(line) <= width));
      return [...qrBytes(row.data), ...lines.flatMap((line) => lineBytes(centerLine(line, width)))];
    }
  }
}

function style(bold: boolean, large: boolean): number[] {
  return [...[ESC, 0x45, bold ? 1 : 0], ...[GS, 0x21, large ? 0x11 : 0]];
}

function lineBytes(line: string): number[] {
  return [...encodeThai(line), 0x0a];
}

const ALIKE: Record<string, string> = {
  "×": "x",
  "–": "-",
  "—": "-",
  "‘": "'",
  "’": "'",
  "“": '"',
  "”": '"',
  "\u00a0": " ",
};

/**
 * Encodes a text in TIS-620 with the same width. Accents of Latin letters are dropped. A letter that the table lacks becomes
 * a question mark. So does a control character, because typed text must never be a command to the printer.
 */
export function encodeThai(text: string): number[] {
  return [...text.normalize("NFD")].flatMap((typed) => {
    const letter = ALIKE[typed] ?? typed;
    const code = letter.codePointAt(0) ?? 0;
    if (code >= 0x20 && code < 0x7f) return [code];
    if (code >= THAI_FIRST && code <= THAI_LAST) return [code - THAI_FIRST + TIS_620_FIRST];
    return widthOf(letter) === 0 ? [] : [QUESTION_MARK];
  });
}

/** Whether the table has a letter. */
export function isOnTable(letter: string): boolean {
  return letter === "?" || !encodeThai(letter).includes(QUESTION_MARK);
}

/** The printer draws the code itself: model 2, modules of 6 dots, error correction M, centred. */
function qrBytes(data: string): number[] {
  const content = [...new TextEncoder().encode(data)];
  const length = content.length + 3;
  const command = (...rest: number[]) => [GS, 0x28, 0x6b, ...rest];
  return [
    ...[ESC, 0x61, 1],
    ...command(4, 0, 0x31, 0x41, 50, 0),
    ...command(3, 0, 0x31, 0x43, 6),
    ...command(3, 0, 0x31, 0x45, 49),
    ...command(length & 0xff, length >> 8, 0x31, 0x50, 0x30, ...content),
    ...command(3, 0, 0x31, 0x51, 0x30),
    ...[ESC, 0x61, 0],
  ];
}
