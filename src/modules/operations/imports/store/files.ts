/** Files of imports in the bucket: pages of raw rows, of rows to import, of errors, and of refused rows. */

import type { Outcome } from "../domain/counts.ts";
import type { RowError } from "../domain/rows.ts";

/**
 * `rows`: as in the file; `ready`: read; `unread`: errors of reading; `failed`: errors of importing; `refused`: raw rows
 * that have an error; `effects`: the first things that a dry run would make, on page 0.
 */
interface Contents {
  rows: RawRow[];
  ready: { row: number; key: string; fields: Record<string, string | number | boolean | null> }[];
  unread: RowError[];
  failed: RowError[];
  refused: RawRow[];
  effects: Effect[];
}

/** One row's effect, with the values that it sets; `before` is null for a new thing. */
export interface Effect {
  row: number;
  name: string;
  outcome: Outcome;
  before: Record<string, unknown> | null;
  after: Record<string, unknown>;
}

export interface RawRow {
  row: number;
  cells: string[];
}

/** Files that leave when the import ends, those that leave later, and those that stay: they name rows and columns only. */
const FOLDERS = {
  rows: "file",
  ready: "file",
  effects: "file",
  refused: "refused",
  unread: "errors",
  failed: "errors",
} as const;
export type PageName = keyof Contents;
export type Folder = (typeof FOLDERS)[PageName];

interface Place {
  tenant_id: string;
  import_id: string;
  /** The dry run that wrote the file; the raw rows have none. */
  check_id: string | null;
}

export async function putPage<Name extends PageName>(
  bucket: R2Bucket,
  place: Place,
  [name, page]: readonly [Name, number],
  content: Contents[Name],
): Promise<void> {
  await bucket.put(keyOf(place, name, page), JSON.stringify(content));
}

/** A page; undefined if it was never written, or has left. */
export async function getPage<Name extends PageName>(
  bucket: R2Bucket,
  place: Place,
  [name, page]: readonly [Name, number],
): Promise<Contents[Name] | undefined> {
  const object = await bucket.get(keyOf(place, name, page));
  return object ? await object.json<Contents[Name]>() : undefined;
}

/** The most files that one call of the platform lists or deletes. */
const FILES_A_CALL = 1_000;

/** Deletes the files of these folders, whichever dry run wrote them. A repeat deletes nothing. */
export async function deleteFolders(
  bucket: R2Bucket,
  { tenant_id, import_id }: Omit<Place, "check_id">,
  folders: readonly Folder[],
): Promise<void> {
  for (const folder of folders)
    for (let left = true; left; ) {
      const { objects, truncated } = await bucket.list({
        prefix: `imports/${tenant_id}/${import_id}/${folder}/`,
        limit: FILES_A_CALL,
      });
      if (objects.length > 0) await bucket.delete(objects.map(({ key }) => key));
      left = truncated;
    }
}

function keyOf({ tenant_id, import_id, check_id }: Place, name: PageName, page: number): string {
  const folder = name === "rows" ? FOLDERS.rows : `${FOLDERS[name]}/${check_id}`;
  return `imports/${tenant_id}/${import_id}/${folder}/${name}-${page}.json`;
}
