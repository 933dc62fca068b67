/** Draws a receipt as a page of the paper's width for any print dialogue; it includes its font and loads only the logo. */

import { renderSVG } from "uqr";
import { escapeHtml } from "../../../../shared/html.ts";
import type { ReceiptDocument, Row } from "../domain/document.ts";
import { PRINTED_WIDTH_MM } from "../domain/words.ts";

/** The height of a page. Roll paper ends where the print ends, but browsers need a page height. */
const PAGE_HEIGHT_MM = 297;

/** Draws the whole page, with the style rules of its font; all typed text is escaped. */
export function renderHtml(
  {
    receipt_no,
    paper_width_mm,
    logo_url,
    rows,
  }: Pick<ReceiptDocument, "receipt_no" | "paper_width_mm" | "logo_url" | "rows">,
  font_faces: string,
): string {
  const margin_mm = (paper_width_mm - PRINTED_WIDTH_MM[paper_width_mm]) / 2;
  const logo = logo_url === null ? "" : `<img class="logo" src="${escapeHtml(logo_url)}" alt="">`;
  return `<!doctype html>
<html lang="th">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(receipt_no)}</title>
<style>
${font_faces}
@page { size: ${paper_width_mm}mm ${PAGE_HEIGHT_MM}mm; margin: 0 }
* { box-sizing: border-box; margin: 0 }
body { width: ${paper_width_mm}mm; padding: 3mm ${margin_mm}mm; font: 9pt/1.65 Sarabun, "Noto Sans Thai", "Leelawadee UI", Thonburi, sans-serif; color: #000; background: #fff; overflow-wrap: anywhere }
.center { text-align: center }
.bold { font-weight: 700 }
.title { font-weight: 700; font-size: 11.5pt }
.columns { display: flex; justify-content: space-between; align-items: flex-end; gap: 2mm }
.columns span:last-child { white-space: nowrap; font-variant-numeric: tabular-nums }
.indent { padding-left: 3mm }
hr { border: 0; border-top: 1px dashed #000; margin: 1.2mm 0 }
.qr { text-align: center; break-inside: avoid }
.qr svg { width: 34mm; height: 34mm; display: block; margin: 0 auto }
.logo { display: block; max-width: 60%; margin: 0 auto 2mm }
</style>
</head>
<body>
${logo}${rows.map(rowHtml).join("\n")}
</body>
</html>
`;
}

function rowHtml(row: Row): string {
  switch (row.kind) {
    case "text":
      return `<p class="${row.align} ${row.weight}">${escapeHtml(row.text)}</p>`;
    case "columns": {
      const classes = ["columns", row.weight, ...(row.indent ? ["indent"] : [])].join(" ");
      return `<div class="${classes}"><span>${escapeHtml(row.left)}</span><span>${escapeHtml(row.right)}</span></div>`;
    }
    case "separator":
      return "<hr>";
    case "qr":
      return `<div class="qr">${renderSVG(row.data, { border: 2 })}${row.caption.map((line) => `<p>${escapeHtml(line)}</p>`).join("")}</div>`;
  }
}
