/** Files of imports in the bucket: pages of raw rows, of rows to import, and of errors. */

import type { RowError } from "../domain/rows.ts";

/** `rows`: as in the file; `ready`: read; `unread`: errors of reading; `failed`: errors of importing. */
interface Contents {
  rows: { row: number; cells: string[] }[];
  ready: { row: number; key: string; fields: Record<string, string | number | boolean | null> }[];
  unread: RowError[];
  failed: RowError[];
}
export type PageName = keyof Contents;

interface Place {
  tenant_id: string;
  import_id: string;
}

export async function putPage<Name extends PageName>(
  bucket: R2Bucket,
  place: Place,
  [name, page]: readonly [Name, number],
  content: Contents[Name],
): Promise<void> {
  await bucket.put(keyOf(place, name, page), JSON.stringify(content));
}

/** A page; empty if it was never written. */
export async function getPage<Name extends PageName>(
  bucket: R2Bucket,
  place: Place,
  [name, page]: readonly [Name, number],
): Promise<Contents[Name]> {
  const object = await bucket.get(keyOf(place, name, page));
  return object ? await object.json<Contents[Name]>() : [];
}

/** Deletes the pages with what the file said; the errors stay, which name rows and columns only. */
export async function deleteContent(bucket: R2Bucket, place: Place, pages: number): Promise<void> {
  const keys = Array.from({ length: pages }, (_, page) => page).flatMap((page) => [
    keyOf(place, "rows", page),
    keyOf(place, "ready", page),
  ]);
  for (let from = 0; from < keys.length; from += 1_000) await bucket.delete(keys.slice(from, from + 1_000));
}

function keyOf({ tenant_id, import_id }: Place, name: PageName, page: number): string {
  return `imports/${tenant_id}/${import_id}/${name}-${page}.json`;
}
