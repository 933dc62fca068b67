/** Refused rows: kept as the file had them, so that a person corrects them in a spreadsheet and loads them again (rule M3). */

import type { Context } from "../../../../platform/http/context.ts";
import { guardText } from "../../../../platform/http/csv.ts";
import { holdsCardNumber } from "../../../../shared/cards.ts";
import { AppError } from "../../../../shared/errors.ts";
import { importErrors, ROW_ERRORS } from "../domain/errors.ts";
import type { RowError } from "../domain/rows.ts";
import { MOST_COLUMNS } from "../domain/words.ts";
import { getPage, putPage, type RawRow } from "../store/files.ts";
import type { Import } from "../store/imports.ts";
import { requireImport } from "./access.ts";

/** Keeps the rows of a page that have an error. A cell with a card number is emptied, because it may stay for days. */
export async function putRefused(
  bucket: R2Bucket,
  job: Import,
  { page, raw, refused }: { page: number; raw: readonly RawRow[]; refused: readonly RowError[] },
): Promise<void> {
  if (refused.length === 0) return;
  const numbers = new Set(refused.map(({ row }) => row));
  const rows = raw
    .filter(({ row }) => numbers.has(row))
    .map(({ row, cells }) => ({ row, cells: cells.map((cell) => (holdsCardNumber(cell) ? "" : cell)) }));
  await putPage(bucket, job, ["refused", page], rows);
}

/** Pages that are read at the same time. */
const PAGES_AT_ONCE = 10;

/**
 * The refused rows of an import as a file with its own columns and a further one that says what to correct. A file has at
 * most 10 MB, so these rows fit into one reply. Errors: E_NOT_FOUND, E_PERMISSION, E_IMPORT_GONE.
 */
export async function refusedRows(ctx: Context, import_id: string): Promise<{ file_name: string; text: string }> {
  const job = await requireImport(ctx, import_id);
  // A running import keeps its files as well.
  if (job.kept_until === null && job.status !== "running") throw new AppError(importErrors.gone);
  const told = job.header.length < MOST_COLUMNS;
  const lines: string[][] = [told ? [...job.header, REASON] : job.header];
  for (let from = 0; from < job.pages; from += PAGES_AT_ONCE) {
    const pages = Array.from({ length: Math.min(PAGES_AT_ONCE, job.pages - from) }, (_, index) => from + index);
    const read = await Promise.all(pages.map((page) => readRefused(ctx, job, page)));
    for (const { rows, reasons } of read)
      for (const { row, cells } of rows) {
        const whole = job.header.map((_, at) => cells[at] ?? "");
        lines.push(told ? [...whole, reasons.get(row) ?? ""] : whole);
      }
  }
  const { default: Papa } = await import("papaparse");
  const guarded = lines.map((line) => line.map(guardText));
  return { file_name: "refused-rows.csv", text: `\uFEFF${Papa.unparse(guarded)}` };
}

/** The header of the column with reasons. It is none that a system writes, so it maps to no field. */
const REASON = "What to correct";

async function readRefused(ctx: Context, job: Import, page: number) {
  const { BUCKET } = ctx.env;
  const [rows = [], unread = [], failed = []] = await Promise.all([
    getPage(BUCKET, job, ["refused", page]),
    getPage(BUCKET, job, ["unread", page]),
    getPage(BUCKET, job, ["failed", page]),
  ]);
  const reasons = new Map<number, string>();
  for (const { row, column, problem } of [...unread, ...failed]) {
    const { message, message_th } = ROW_ERRORS[problem];
    const told = `${column ? `${column}: ` : ""}${message} ${message_th}`;
    reasons.set(row, [reasons.get(row), told].filter(Boolean).join(" / "));
  }
  return { rows: rows.filter(({ row }) => reasons.has(row)), reasons };
}
