/** Pages of lists: a list is read page by page with an opaque cursor that names the last row (rule I8). */

export interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
  has_more: boolean;
}

/**
 * Makes a page from rows that were read with one more than `limit`. `key` names the place of the last row. `cut`: smaller
 * rows would have made a longer page.
 */
export function pageOf<Row>(
  rows: Row[],
  limit: number,
  key: (row: Row) => readonly (string | number)[],
  cut = false,
): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const has_more = cut || rows.length > limit;
  return { items, has_more, next_cursor: has_more && last ? encodeCursor(key(last)) : null };
}

/** Encodes a place as opaque text. */
export function encodeCursor(key: readonly (string | number)[]): string {
  return btoa(JSON.stringify(key)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The key in a cursor; undefined when the text is not a cursor of ours, or has not `parts` parts if given. */
export function decodeCursor(cursor: string, parts?: number): (string | number)[] | undefined {
  try {
    const key: unknown = JSON.parse(atob(cursor.replaceAll("-", "+").replaceAll("_", "/")));
    const sound =
      Array.isArray(key) &&
      (parts === undefined || key.length === parts) &&
      key.every((part) => /string|number/.test(typeof part));
    return sound ? key : undefined;
  } catch {
    return undefined;
  }
}
