/** Reads the text of a CSV file as a header and rows, whatever separator the spreadsheet wrote. */

import { MOST_COLUMNS, MOST_ROWS, type SheetRefusal } from "../domain/words.ts";

const SEPARATORS = [",", ";", "\t", "|"];

export interface Sheet {
  header: string[];
  /** The cells of each row, with the row's number in the file; the header is row 1. */
  rows: { row: number; cells: string[] }[];
}

/**
 * The header and the rows of a file; `unguard` takes off the mark that keeps a spreadsheet from reading a formula. Empty rows are
 * left out; numbers of rows are as a spreadsheet shows them.
 */
export async function readSheet(
  text: string,
  unguard: (cell: string) => string = (cell) => cell,
): Promise<Sheet | SheetRefusal> {
  // A spreadsheet may write its separator into the first line.
  const told = /^\uFEFF?sep=(.)\r?\n/.exec(text);
  const content = told ? text.slice(told[0].length) : text.replace(/^\uFEFF/, "");
  const { default: Papa } = await import("papaparse");
  const { data, errors } = Papa.parse<string[]>(content, {
    delimiter: told?.[1] ?? separatorOf(content),
    preview: MOST_ROWS + 1_000,
  });
  if (errors.some(({ type }) => type === "Quotes")) return "unreadable";
  const numbered = data.map((cells, index) => ({
    row: index + (told ? 2 : 1),
    cells: cells.map((cell) => unguard(cell.replaceAll("\u00a0", " ").trim())),
  }));
  const [head, ...rows] = numbered.filter(({ cells }) => cells.some((cell) => cell !== ""));
  if (!head || rows.length === 0) return "empty";
  if (rows.length > MOST_ROWS) return "too_many_rows";
  if (head.cells.length > MOST_COLUMNS) return "too_many_columns";
  return {
    header: head.cells,
    rows: rows.map(({ row, cells }) => ({ row, cells: cells.slice(0, head.cells.length) })),
  };
}

/** The separator that stands most often in the header, outside quotes. */
function separatorOf(content: string): string {
  const head =
    content
      .slice(0, 10_000)
      .replaceAll(/"[^"]*"/g, "")
      .split(/\r?\n|\r/)
      .find((line) => line.trim() !== "") ?? "";
  const counted = SEPARATORS.map((separator) => ({ separator, count: head.split(separator).length }));
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).separator;
}
