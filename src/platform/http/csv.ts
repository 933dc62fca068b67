/** A list as a spreadsheet reads it: the whole filtered set, text that no spreadsheet takes for a formula, numbers as numbers (rule I8). */

import { AppError, errors } from "../../shared/errors.ts";
import type { Page } from "../../shared/page.ts";

const MAX_ROWS = 10_000;
const PAGE_SIZE = 200;
/** Large rows come on small pages; this bounds what one request asks of the database. */
const MAX_PAGES = 900;
/** How much of a file is held back until it is known that the set is not too large; the rest of a larger file is streamed. */
const HELD_CHARS = 4_000_000;
/** Tells spreadsheets that the text is UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";

type ReadPage<Item> = (place: { limit: number; cursor: string | undefined }) => Promise<Page<Item>>;

/** The pages of a list to its end. Error: E_VALIDATION for more than 10,000 rows, as part of a set would show wrong sums. */
async function* pagesOf<Item>(readPage: ReadPage<Item>): AsyncGenerator<Item[]> {
  let cursor: string | undefined;
  let rows = 0;
  for (let pages = 1; ; pages++) {
    const page = await readPage({ limit: PAGE_SIZE, cursor });
    cursor = page.next_cursor ?? undefined;
    rows += page.items.length;
    if (rows > MAX_ROWS || (cursor !== undefined && (rows === MAX_ROWS || pages === MAX_PAGES))) throw tooMany();
    yield page.items;
    if (cursor === undefined) return;
  }
}

function tooMany(): AppError {
  const message = `is more than ${MAX_ROWS} rows; narrow the filters and export part by part`;
  return new AppError(errors.validation, { fields: [{ path: "format", message }] });
}

/**
 * A whole list as CSV, with a column for each dotted path into an item: `payments.0.method`. No more than a page and what is
 * held back lies in memory. A set that shows to be too large after part of it was sent breaks off, so that nobody takes it
 * for the whole. Error: E_VALIDATION, before anything is sent.
 */
export async function csvBody<Item>(readPage: ReadPage<Item>, columns: readonly string[]): Promise<BodyInit> {
  const pages = pagesOf(readPage);
  let held = BYTE_ORDER_MARK + lineOf(columns);
  for (let page = await pages.next(); !page.done; page = await pages.next()) {
    held += linesOf(page.value, columns);
    if (held.length > HELD_CHARS) return streamOf(held, pages, columns);
  }
  return held;
}

function streamOf<Item>(held: string, pages: AsyncGenerator<Item[]>, columns: readonly string[]): ReadableStream {
  const encoder = new TextEncoder();
  let next: string | undefined = held;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (next === undefined) {
        const page = await pages.next();
        if (page.done) return controller.close();
        next = linesOf(page.value, columns);
      }
      controller.enqueue(encoder.encode(next));
      next = undefined;
    },
  });
}

function linesOf(items: readonly unknown[], columns: readonly string[]): string {
  return items.map((item) => `\r\n${lineOf(columns.map((column) => valueAt(item, column)))}`).join("");
}

/** One line of a table, without its end. */
function lineOf(cells: readonly unknown[]): string {
  return cells.map(cellOf).join(",");
}

function valueAt(item: unknown, column: string): unknown {
  return column.split(".").reduce<unknown>((inner, name) => {
    return typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[name] : undefined;
  }, item);
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const guarded = guardFormulae(text);
  const quoted = guarded !== text || QUOTED.test(guarded);
  return quoted ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** What a cell must be put in quotes for: separators, quotes, and anything at its ends that a program may trim. */
const QUOTED = /[",;\p{Cc}\p{Zl}\p{Zp}]|^[\s\p{Cf}]|[\s\p{Cf}]$/u;

/** What programs pass over before they look at a text: controls, format characters, spaces, marks and blanks of any kind, quotes. */
const PASSED_OVER = String.raw`\p{Zs}\p{Mn}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u0000-\u0009\u000E-\u001F\u007F-\u0084\u0086-\u009F\u115F\u1160\u2800\u3164\uFFA0'"`;
const LINE_BREAKS = String.raw`\n\r\v\f\u0085\u2028\u2029`;
/** What begins a formula: `=`, `+`, `-`, `@`, also in full width, small, or as the sign for minus. */
const FORMULA = String.raw`[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B\u2212]`;

/** Where a cell begins like a formula; a tab or CR is one by itself. */
const AT_BEGINNING = new RegExp(`^(?=[${PASSED_OVER}${LINE_BREAKS}]*${FORMULA}|[\\t\\r])`, "u");
/** Where the text behind a line break does, for a program that splits lines before it looks at quotes. */
const BEHIND_A_BREAK = new RegExp(`(\\r\\n|[${LINE_BREAKS}])(?=[${PASSED_OVER}]*${FORMULA})`, "gu");

/** Text that no spreadsheet takes for a formula: an apostrophe stands before what would begin one. NUL is shown as an error. */
export function guardFormulae(text: string): string {
  return text.replaceAll("\0", "\uFFFD").replace(AT_BEGINNING, "'").replaceAll(BEHIND_A_BREAK, "$1'");
}
