/** A list as a spreadsheet reads it: the whole filtered set, text that no spreadsheet takes for a formula, numbers as numbers (rule I8). */

import { unparse } from "papaparse";
import { AppError, errors } from "../../shared/errors.ts";
import type { Page } from "../../shared/page.ts";

const MAX_ROWS = 10_000;
const PAGE_SIZE = 200;
/** Tells spreadsheets that the text is UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";

/**
 * Reads a list page by page to its end. Error: E_VALIDATION for more than 10,000 rows, as part of a set would show wrong
 * sums.
 */
export async function readWhole<Item>(
  readPage: (place: { limit: number; cursor: string | undefined }) => Promise<Page<Item>>,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await readPage({ limit: PAGE_SIZE, cursor });
    items.push(...page.items);
    cursor = page.next_cursor ?? undefined;
    if (items.length > MAX_ROWS || (items.length === MAX_ROWS && cursor !== undefined)) throw tooMany();
  } while (cursor !== undefined);
  return items;
}

function tooMany(): AppError {
  const message = `is more than ${MAX_ROWS} rows; narrow the filters and export part by part`;
  return new AppError(errors.validation, { fields: [{ path: "format", message }] });
}

/** Items as CSV, with a column for each dotted path into them: `payments.0.method`. */
export function csvText(items: readonly unknown[], columns: readonly string[]): string {
  const data = items.map((item) => columns.map((column) => cellOf(item, column)));
  return BYTE_ORDER_MARK + unparse({ fields: [...columns], data }, { escapeFormulae: true, newline: "\r\n" });
}

function cellOf(item: unknown, column: string): unknown {
  const value = column.split(".").reduce<unknown>((inner, name) => {
    return typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[name] : undefined;
  }, item);
  return typeof value === "object" && value !== null ? JSON.stringify(value) : (value ?? "");
}
