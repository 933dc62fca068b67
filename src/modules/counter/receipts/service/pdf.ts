/** Draws a receipt as a PDF of the paper's width; each run of one script is shaped separately, so that Thai is right. */

import { PDFDocument, type PDFFont, type PDFPage, rgb } from "@cantoo/pdf-lib";
import * as fontkit from "fontkit";
import { encode } from "uqr";
import { wrap } from "../domain/columns.ts";
import type { Paper, Row } from "../domain/document.ts";
import { PRINTED_WIDTH_MM } from "../domain/words.ts";
import { spelled } from "./letters.ts";

const BLACK = rgb(0, 0, 0);
const POINTS_PER_MM = 72 / 25.4;
const MARGIN = 3 * POINTS_PER_MM;
const LOGO_SHARE = 0.6;
const LOGO_HEIGHT = 40 * POINTS_PER_MM;
const QR_SIZE = 34 * POINTS_PER_MM;
/** Most readers do not open a longer page, so the receipt continues on the next page. */
const MAX_HEIGHT = 5_000;
/** Thai marks are stacked above letters, and a lower line would cut them. */
const LINE_HEIGHT = 1.65;
const SIZES = { normal: 9, bold: 9, title: 11.5 };

/** The two weights of the font, as TrueType files. */
export interface FontFiles {
  regular: ArrayBuffer;
  bold: ArrayBuffer;
}

interface Fonts {
  normal: PDFFont;
  bold: PDFFont;
  title: PDFFont;
}

/** One drawn piece and its height; `y` is its upper edge, x 0 the left edge of the printed width. */
interface Piece {
  height: number;
  draw(page: PDFPage, y: number): void;
}

/** A logo as a PNG or JPEG; another type is left out, because a PDF has no other. */
export interface Logo {
  bytes: Uint8Array;
  content_type: string | undefined;
}

export async function renderPdf(
  document: Paper,
  files: FontFiles,
  logo?: Logo | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const pdf = await PDFDocument.create();
  pdf.registerFontkit(fontkit as Parameters<typeof pdf.registerFontkit>[0]);
  pdf.setTitle(document.receipt_no);
  const [regular, bold] = await Promise.all(
    [files.regular, files.bold].map((file) => pdf.embedFont(file, { subset: true })),
  );
  if (!regular || !bold) throw new Error("the fonts were not embedded");
  const paper = document.paper_width_mm * POINTS_PER_MM;
  const width = PRINTED_WIDTH_MM[document.paper_width_mm] * POINTS_PER_MM;
  const fonts = { normal: regular, bold, title: bold };
  const letters = new Set(regular.getCharacterSet());
  const rows = await spelled(document.rows, (letter) => letters.has(letter.codePointAt(0) ?? 0));
  const pieces = [...(await logoPieces(pdf, logo, width)), ...rows.flatMap((row) => piecesOf(row, fonts, width))];
  for (const part of pagesOf(pieces)) {
    const height = heightOf(part) + 2 * MARGIN;
    const page = pdf.addPage([paper, height]);
    let y = height - MARGIN;
    for (const piece of part) {
      piece.draw(page, y);
      y -= piece.height;
    }
    page.translateContent((paper - width) / 2, 0);
  }
  return (await pdf.save()) as Uint8Array<ArrayBuffer>;
}

/** The logo in the middle, of three fifths of the printed width. */
async function logoPieces(pdf: PDFDocument, logo: Logo | undefined, width: number): Promise<Piece[]> {
  const png = logo?.content_type === "image/png";
  if (!logo || (!png && logo.content_type !== "image/jpeg")) return [];
  const image = await (png ? pdf.embedPng(logo.bytes) : pdf.embedJpg(logo.bytes));
  const { width: w, height: h } = image.scaleToFit(LOGO_SHARE * width, LOGO_HEIGHT);
  const below = 2 * POINTS_PER_MM;
  return [
    {
      height: h + below,
      draw: (page, y) => page.drawImage(image, { x: (width - w) / 2, y: y - h, width: w, height: h }),
    },
  ];
}

function pagesOf(pieces: readonly Piece[]): Piece[][] {
  const pages: Piece[][] = [];
  let room = 0;
  for (const piece of pieces) {
    if (pages.length === 0 || piece.height > room) {
      pages.push([]);
      room = MAX_HEIGHT;
    }
    pages.at(-1)?.push(piece);
    room -= piece.height;
  }
  return pages.length > 0 ? pages : [[]];
}

function heightOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { height }) => sum + height, 0);
}

function piecesOf(row: Row, fonts: Fonts, width: number): Piece[] {
  switch (row.kind) {
    case "text":
      return textPieces(row.text, { font: fonts[row.weight], size: SIZES[row.weight], width, align: row.align });
    case "columns":
      return columnPieces(row, { font: fonts[row.weight], size: SIZES[row.weight], width });
    case "separator":
      return [separator(width)];
    case "qr": {
      const caption = { font: fonts.normal, size: SIZES.normal, width, align: "center" as const };
      return [qrPiece(row.data, width), ...row.caption.flatMap((line) => textPieces(line, caption))];
    }
  }
}

interface Setting {
  font: PDFFont;
  size: number;
  width: number;
}

function textPieces(text: string, { align, ...set }: Setting & { align: "left" | "center" }): Piece[] {
  return wrap(text, (line) => widthIn(line, set) <= set.width).map((line) => ({
    height: set.size * LINE_HEIGHT,
    draw: (page, y) => drawLine(page, line, align === "center" ? (set.width - widthIn(line, set)) / 2 : 0, y, set),
  }));
}

function columnPieces(row: { left: string; right: string; indent: boolean }, set: Setting): Piece[] {
  const indent = row.indent ? 3 * POINTS_PER_MM : 0;
  const amount = widthIn(row.right, set);
  const room = set.width - indent - (row.right === "" ? 0 : amount + set.size);
  const lines = wrap(row.left, (line) => widthIn(line, set) <= room);
  return lines.map((line, index) => ({
    height: set.size * LINE_HEIGHT,
    draw: (page, y) => {
      drawLine(page, line, indent, y, set);
      if (index === lines.length - 1) drawLine(page, row.right, set.width - amount, y, set);
    },
  }));
}

/** Splits a text into runs of Thai and of other scripts; the shaper would apply the script of the first run to all. */
function runsOf(text: string): string[] {
  return text.match(/[\u0E00-\u0E7F]+|[^\u0E00-\u0E7F]+/g) ?? [];
}

function widthIn(text: string, { font, size }: Setting): number {
  return runsOf(text).reduce((sum, run) => sum + font.widthOfTextAtSize(run, size), 0);
}

function drawLine(page: PDFPage, text: string, indent: number, y: number, { font, size }: Setting): void {
  let x = indent;
  for (const run of runsOf(text)) {
    page.drawText(run, { x, y: y - size * 1.2, size, font });
    x += font.widthOfTextAtSize(run, size);
  }
}

function separator(width: number): Piece {
  return {
    height: 7,
    draw: (page, y) =>
      page.drawLine({
        start: { x: 0, y: y - 3.5 },
        end: { x: width, y: y - 3.5 },
        thickness: 0.5,
        dashArray: [2, 2],
      }),
  };
}

/** Draws touching black modules of a line as one stroke, so that no reader shows gaps between them. */
function qrPiece(data: string, width: number): Piece {
  const { data: modules, size } = encode(data, { border: 2 });
  const path = modules
    .flatMap((line, y) => strokesOf(line).map(({ from, count }) => `M${from} ${y}h${count}v1h-${count}z`))
    .join("");
  return {
    height: QR_SIZE,
    draw: (page, y) => {
      const x = (width - QR_SIZE) / 2;
      page.drawSvgPath(path, { x, y, scale: QR_SIZE / size, color: BLACK });
    },
  };
}

function strokesOf(line: readonly boolean[]): { from: number; count: number }[] {
  const strokes: { from: number; count: number }[] = [];
  for (const [x, black] of line.entries()) {
    const last = strokes.at(-1);
    if (!black) continue;
    if (last && last.from + last.count === x) last.count += 1;
    else strokes.push({ from: x, count: 1 });
  }
  return strokes;
}
