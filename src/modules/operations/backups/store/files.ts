/** Files of backups: compressed lines of JSON, named by their content, so that no two steps overwrite each other. */

import { fileHash, packRows } from "../../../../platform/db/ndjson.ts";
import type { BackupFile, Row } from "../domain/manifest.ts";

export const MANIFEST = "manifest.json";

/** The prefix of a tenant's backup in the bucket. */
export function prefixOf(tenant_id: string, backup_id: string): string {
  return `backups/${tenant_id}/${backup_id}/`;
}

/** Writes rows of a table as its n-th file. */
export async function putRowsFile(
  bucket: R2Bucket,
  prefix: string,
  table: string,
  n: number,
  rows: readonly Row[],
): Promise<BackupFile> {
  const packed = await packRows(rows);
  const sha256 = await fileHash(packed);
  const name = `${table}-${n}-${sha256.slice(0, 12)}.ndjson.gz`;
  await bucket.put(prefix + name, packed, { httpMetadata: { contentType: "application/gzip" } });
  return { name, table, rows: rows.length, bytes: packed.byteLength, sha256 };
}

/** A file's bytes if they match the manifest, else undefined. */
export async function getSound(
  bucket: R2Bucket,
  prefix: string,
  { name, sha256 }: BackupFile,
): Promise<ArrayBuffer | undefined> {
  const packed = await (await bucket.get(prefix + name))?.arrayBuffer();
  return packed && (await fileHash(packed)) === sha256 ? packed : undefined;
}

export async function putManifest(bucket: R2Bucket, prefix: string, text: string): Promise<void> {
  await bucket.put(prefix + MANIFEST, text, { httpMetadata: { contentType: "application/json" } });
}

export async function getManifest(bucket: R2Bucket, prefix: string): Promise<string | undefined> {
  return (await bucket.get(prefix + MANIFEST))?.text();
}

/** Deletes files below a prefix, except the named ones. */
export async function deleteFiles(bucket: R2Bucket, prefix: string, kept: ReadonlySet<string>): Promise<void> {
  for (let cursor: string | undefined; ; ) {
    const found = await bucket.list({ prefix, cursor });
    const keys = found.objects.map(({ key }) => key).filter((key) => !kept.has(key.slice(prefix.length)));
    if (keys.length > 0) await bucket.delete(keys);
    if (!found.truncated) return;
    cursor = found.cursor;
  }
}
