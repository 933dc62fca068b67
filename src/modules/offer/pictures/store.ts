/** Reads, statements and files of pictures. */

import type { Env } from "../../../env.ts";
import { tenantsWith } from "../../../platform/db/leap.ts";
import type { Database } from "../../../platform/db/session.ts";
import { insert, type Statement, sql } from "../../../platform/db/sql.ts";
import type { PictureType } from "./domain/words.ts";
import { pictures } from "./tables.ts";

export type Picture = typeof pictures.$inferSelect;
type Key = Pick<Picture, "tenant_id" | "picture_id">;

export function findByHash(db: Database, sha256: string): Promise<Picture | undefined> {
  return db.rowOf(pictures, sql`SELECT * FROM pictures WHERE tenant_id = ${db.tenant_id} AND sha256 = ${sha256}`);
}

export async function isKnown(db: Database, picture_id: string): Promise<boolean> {
  const rows = await db.all(
    sql`SELECT 1 FROM pictures WHERE tenant_id = ${db.tenant_id} AND picture_id = ${picture_id}`,
  );
  return rows.length > 0;
}

/** The trigger pictures_quota bounds the pictures of a tenant. */
export function insertPicture(row: Picture): Statement {
  return insert(pictures, row);
}

/** Counts a picture as new; aborts the batch, naming pictures.tenant_id, when it is gone. */
export function renewPicture({ tenant_id, picture_id }: Key, now: number): Statement[] {
  return [
    sql`UPDATE pictures SET removed_at = NULL, added_at = MAX(added_at, ${now})
        WHERE tenant_id = ${tenant_id} AND picture_id = ${picture_id}`,
    sql`INSERT INTO pictures (tenant_id, picture_id, sha256, content_type, width, height, bytes, added_at, added_by)
        SELECT NULL, '', '', '', 0, 0, 0, 0, '' WHERE NOT EXISTS (
          SELECT 1 FROM pictures WHERE tenant_id = ${tenant_id} AND picture_id = ${picture_id})`,
  ];
}

/** Removes pictures that were added before `before` and that nothing uses: pictures_in_use leaves out the others. */
export function removeUnused(tenant_id: string, before: number, now: number): Statement {
  return sql`UPDATE pictures SET removed_at = ${now}
             WHERE tenant_id = ${tenant_id} AND removed_at IS NULL AND added_at < ${before}`;
}

/** Pictures that were removed before `before`. */
export function listRemoved(db: Database, before: number): Promise<Key[]> {
  return db.all(
    sql`SELECT tenant_id, picture_id FROM pictures WHERE tenant_id = ${db.tenant_id} AND removed_at < ${before}`,
  );
}

/** Deletes rows of pictures that are still removed. */
export function deleteRemoved(tenant_id: string, before: number): Statement {
  return sql`DELETE FROM pictures WHERE tenant_id = ${tenant_id} AND removed_at < ${before}`;
}

export async function knownIds(db: Database): Promise<Set<string>> {
  const rows = await db.all<Key>(sql`SELECT picture_id FROM pictures WHERE tenant_id = ${db.tenant_id}`);
  return new Set(rows.map(({ picture_id }) => picture_id));
}

export function tenantsWithPictures(env: Env): Promise<string[]> {
  return tenantsWith(env, sql`pictures WHERE 1`);
}

const prefixOf = (tenant_id: string) => `pictures/${tenant_id}/`;
const keyOf = ({ tenant_id, picture_id }: Key) => prefixOf(tenant_id) + picture_id;

export async function putFile(bucket: R2Bucket, key: Key, bytes: Uint8Array, contentType: PictureType): Promise<void> {
  await bucket.put(keyOf(key), bytes, { httpMetadata: { contentType } });
}

/** A picture's bytes and type, as they were put. */
export async function getFile(
  bucket: R2Bucket,
  key: Key,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; content_type: string | undefined } | undefined> {
  const object = await bucket.get(keyOf(key));
  if (!object) return undefined;
  return { bytes: new Uint8Array(await object.arrayBuffer()), content_type: object.httpMetadata?.contentType };
}

/** The first thousand files of a tenant, by the ids of their pictures. */
export async function listFiles(
  bucket: R2Bucket,
  tenant_id: string,
): Promise<{ picture_id: string; put_at: number }[]> {
  const prefix = prefixOf(tenant_id);
  const { objects } = await bucket.list({ prefix });
  return objects.map(({ key, uploaded }) => ({ picture_id: key.slice(prefix.length), put_at: uploaded.getTime() }));
}

export async function deleteFiles(bucket: R2Bucket, keys: readonly Key[]): Promise<void> {
  if (keys.length > 0) await bucket.delete(keys.map(keyOf));
}
