/**
 * CSV of lists: the whole filtered set, with numbers as numbers and times in UTC and on the store's clock. No spreadsheet
 * takes its text for a formula, a number or a date (rule I8).
 */

import { plainDigits } from "../../shared/alike.ts";
import { AppError, errors } from "../../shared/errors.ts";
import type { Page } from "../../shared/page.ts";
import { localSecond } from "../../shared/time.ts";

const MAX_ROWS = 10_000;
/** The rows of a part, where a list is exported in parts: a request of a second or two. */
const PART_ROWS = 5_000;
const PAGE_SIZE = 200;
/** Bounds the queries of one request. Large rows come on small pages. */
const MAX_PAGES = 900;
/** The characters that are held back until the set is known to be small enough. The rest of a larger file is streamed. */
const HELD_CHARS = 4_000_000;
/** Tells spreadsheets that the text is UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";

type ReadPage<Item> = (place: { limit: number; cursor: string | undefined }) => Promise<Page<Item>>;

/** All pages of a list. Error: E_VALIDATION for more than 10,000 rows, because part of a set would give wrong sums. */
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
  const message = `is more than ${MAX_ROWS} rows; narrow the filters, or export in parts with format=csv_part`;
  return new AppError(errors.validation, { fields: [{ path: "format", message }] });
}

/** A column: a dotted path into an item, `payments.0.method`, and its kind. A number is a number in every kind. */
export interface Column {
  path: string;
  kind: "time" | "date" | "text";
}

/** The time zone of a store, or the tenant's for no store or an unknown store. */
export type ZoneOf = (store_id: unknown) => string;

/**
 * A whole list as CSV. After each time comes a column with the same time on the store's clock, `sold_at_local`. Memory
 * holds one page and what is held back. If a set proves too large after part of it was sent, the response breaks off, so
 * that nobody takes it for the whole. Error: E_VALIDATION, before anything is sent.
 */
export async function csvBody<Item>(
  readPage: ReadPage<Item>,
  columns: readonly Column[],
  zoneOf: ZoneOf,
): Promise<BodyInit> {
  const pages = pagesOf(readPage);
  const textOf = (items: readonly unknown[]) => linesOf(items, columns, zoneOf);
  let held = BYTE_ORDER_MARK + headOf(columns);
  for (let page = await pages.next(); !page.done; page = await pages.next()) {
    held += textOf(page.value);
    if (held.length > HELD_CHARS) return streamOf(held, pages, textOf);
  }
  return held;
}

/**
 * A part of a list as CSV, from a place on, and the place of the next part; null at the end. Only the first part has the
 * line of names, so that all parts in a row are the whole list.
 */
export async function csvPart<Item>(
  readPage: ReadPage<Item>,
  columns: readonly Column[],
  zoneOf: ZoneOf,
  from: string | undefined,
): Promise<{ text: string; next: string | null }> {
  let text = from === undefined ? BYTE_ORDER_MARK + headOf(columns) : "";
  let cursor = from;
  let rows = 0;
  do {
    const page = await readPage({ limit: PAGE_SIZE, cursor });
    text += linesOf(page.items, columns, zoneOf);
    rows += page.items.length;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && rows < PART_ROWS && text.length < HELD_CHARS);
  return { text, next: cursor ?? null };
}

function headOf(columns: readonly Column[]): string {
  const names = columns.flatMap(({ path, kind }) => (kind === "time" ? [path, `${path}_local`] : [path]));
  return names.map((name) => cellOf(name, "date")).join(",");
}

function linesOf(items: readonly unknown[], columns: readonly Column[], zoneOf: ZoneOf): string {
  return items.map((item) => `\r\n${cellsOf(item, columns, zoneOf)}`).join("");
}

function streamOf<Item>(
  held: string,
  pages: AsyncGenerator<Item[]>,
  textOf: (items: readonly Item[]) => string,
): ReadableStream {
  const encoder = new TextEncoder();
  let next: string | undefined = held;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (next === undefined) {
        const page = await pages.next();
        if (page.done) return controller.close();
        next = textOf(page.value);
      }
      controller.enqueue(encoder.encode(next));
      next = undefined;
    },
  });
}

/** The cells of one item, without the end of its line. */
function cellsOf(item: unknown, columns: readonly Column[], zoneOf: ZoneOf): string {
  return columns
    .flatMap(({ path, kind }) => {
      const value = valueAt(item, path);
      const cell = cellOf(value, kind);
      if (kind !== "time") return [cell];
      return [cell, typeof value === "string" ? localSecond(Date.parse(value), zoneOf(valueAt(item, "store_id"))) : ""];
    })
    .join(",");
}

function valueAt(item: unknown, column: string): unknown {
  return column.split(".").reduce<unknown>((inner, name) => {
    return typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[name] : undefined;
  }, item);
}

function cellOf(value: unknown, kind: Column["kind"]): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const guarded = kind === "text" ? guardText(text) : guardFormulae(text);
  const quoted = guarded !== text || QUOTED.test(guarded);
  return quoted ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** Text that no spreadsheet takes for a formula, a number or a date: an apostrophe precedes text that it would. */
export function guardText(text: string): string {
  const guarded = guardFormulae(text);
  return guarded === text && looksLikeValue(text) ? `'${text}` : guarded;
}

/** Text as it was before `guardText`. */
export function unguardText(text: string): string {
  const rest = text.slice(1);
  return text.startsWith("'") && guardText(rest) === text ? rest : text;
}

const MONTHS = [
  ...["jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?", "aug(?:ust)?"],
  ...["sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?"],
  ...["ม\\.?ค\\.?", "ก\\.?พ\\.?", "มี\\.?ค\\.?", "เม\\.?ย\\.?", "พ\\.?ค\\.?", "มิ\\.?ย\\.?", "ก\\.?ค\\.?", "ส\\.?ค\\.?"],
  ...["ก\\.?ย\\.?", "ต\\.?ค\\.?", "พ\\.?ย\\.?", "ธ\\.?ค\\.?"],
  ...["(?:มกรา|มีนา|พฤษภา|กรกฎา|สิงหา|ตุลา|ธันวา)คม", "กุมภาพันธ์", "(?:เมษา|มิถุนา|กันยา|พฤศจิกา)ยน"],
];
/** Words that may be part of a value: months, halves of a day, currencies, the letters of exponents and of ISO 8601. */
const WORDS_OF_VALUES = new RegExp(
  `${MONTHS.join("|")}|(?<=[\\d\\s])[ap]\\.?m\\.?$|\\p{Sc}|(?<=\\d\\.?)e(?=[+-]?\\d)|(?<=\\d)t(?=\\d)|(?<=\\d)z$`,
  "gu",
);
const VALUE = /^[\d\s.,'/:+()%-]*$/;
/** An IPv4 address; some of them are also numbers in groups of three digits. */
const ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const GROUPED = /^\d{1,3}(?:\.\d{3})+$/;
/** The longest value that a spreadsheet recognizes, in characters. */
const MOST_OF_VALUE = 255;

/** Whether a spreadsheet may read text as a number, date, time or boolean: 007, 3-4, MAR1, 1E5, 12:30, true. */
function looksLikeValue(text: string): boolean {
  if (text.length > MOST_OF_VALUE) return false;
  const plain = plainDigits(text.normalize("NFKC")).toLowerCase().trim();
  if (plain === "true" || plain === "false") return true;
  if (ADDRESS.test(plain) && !GROUPED.test(plain)) return false;
  return /\d/.test(plain) && VALUE.test(plain.replaceAll(WORDS_OF_VALUES, ""));
}

/** Text that needs quotes: separators, quotes, and characters at the ends of a cell that a program may trim. */
const QUOTED = /[",;\p{Cc}\p{Zl}\p{Zp}]|^[\s\p{Cf}]|[\s\p{Cf}]$/u;

/** Characters that programs skip before text: controls, format characters, spaces, marks and blanks of any kind, quotes. */
const PASSED_OVER = String.raw`\p{Zs}\p{Mn}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u0000-\u0009\u000E-\u001F\u007F-\u0084\u0086-\u009F\u115F\u1160\u2800\u3164\uFFA0'"`;
const LINE_BREAKS = String.raw`\n\r\v\f\u0085\u2028\u2029`;
/** The first character of a formula: `=`, `+`, `-`, `@`, also in full width, small form, or as the minus sign. */
const FORMULA = String.raw`[=+\-@\uFF1D\uFF0B\uFF0D\uFF20\uFE66\uFE62\uFE63\uFE6B\u2212]`;

/** The beginning of a cell that starts like a formula; a tab or CR alone is enough. */
const AT_BEGINNING = new RegExp(`^(?=[${PASSED_OVER}${LINE_BREAKS}]*${FORMULA}|[\\t\\r])`, "u");
/** The same after a line break, for a program that splits lines before it reads quotes. */
const BEHIND_A_BREAK = new RegExp(`(\\r\\n|[${LINE_BREAKS}])(?=[${PASSED_OVER}]*${FORMULA})`, "gu");

/**
 * Text that no spreadsheet takes for a formula: an apostrophe precedes each possible beginning. Spreadsheets show NUL as
 * an error.
 */
function guardFormulae(text: string): string {
  return text.replaceAll("\0", "\uFFFD").replace(AT_BEGINNING, "'").replaceAll(BEHIND_A_BREAK, "$1'");
}
