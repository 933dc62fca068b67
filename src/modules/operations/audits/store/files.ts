/** Files of the audit: exported heads, which nothing overwrites, and archived rows. */

import type { Head } from "../../../../shared/chain.ts";
import { headKey, headPrefix } from "../domain/archive.ts";

/** An exported head; `at` is epoch ms. */
export interface ExportedHead extends Head {
  date: string;
  at: number;
}

/** Writes a day's head unless one exists. False when one exists. */
export async function putHead(bucket: R2Bucket, tenant_id: string, exported: ExportedHead): Promise<boolean> {
  const { date, sequence, hash, at } = exported;
  const text = `${JSON.stringify({ tenant_id, date, sequence, hash, at }, null, 2)}\n`;
  const written = await bucket.put(headKey(tenant_id, date), text, {
    onlyIf: { etagDoesNotMatch: "*" },
    httpMetadata: { contentType: "application/json" },
    customMetadata: { date, sequence: String(sequence), hash, at: String(at) },
  });
  return written !== null;
}

export async function hasHead(bucket: R2Bucket, tenant_id: string, date: string): Promise<boolean> {
  return (await bucket.head(headKey(tenant_id, date))) !== null;
}

/** Exported heads after a date, earliest first, and whether there are more. */
export async function listHeads(
  bucket: R2Bucket,
  tenant_id: string,
  place: { after?: string; limit?: number } = {},
): Promise<{ heads: ExportedHead[]; has_more: boolean }> {
  const found = await bucket.list({
    prefix: headPrefix(tenant_id),
    include: ["customMetadata"],
    limit: place.limit,
    startAfter: place.after && headKey(tenant_id, place.after),
  });
  const heads = found.objects.map(({ customMetadata: metadata = {} }) => {
    const { date = "", hash = "" } = metadata;
    return { date, hash, sequence: Number(metadata.sequence), at: Number(metadata.at) };
  });
  return { heads, has_more: found.truncated };
}

/** The SHA-256 (hex) of each file below a prefix, by key. */
export async function listFiles(bucket: R2Bucket, prefix: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (let cursor: string | undefined; ; ) {
    const found = await bucket.list({ prefix, include: ["customMetadata"], cursor });
    for (const { key, customMetadata } of found.objects) files.set(key, customMetadata?.sha256 ?? "");
    if (!found.truncated) return files;
    cursor = found.cursor;
  }
}

/** Writes an archive; a repeated write has the same content. */
export async function putArchive(bucket: R2Bucket, key: string, bytes: ArrayBuffer, sha256: string): Promise<void> {
  await bucket.put(key, bytes, { httpMetadata: { contentType: "application/gzip" }, customMetadata: { sha256 } });
}

export async function getArchive(bucket: R2Bucket, key: string): Promise<ArrayBuffer | undefined> {
  return (await bucket.get(key))?.arrayBuffer();
}
