/** Plans of rows: what each row makes or changes, in the shapes that its kind shares with the others. */

import { base64url, sha256 } from "../../../../platform/crypto/secrets.ts";
import type { CommitPart } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import type { ReadRow, RowError } from "../domain/rows.ts";
import type { Effect } from "../store/files.ts";
import { type Import, insertLinks, type Link, listLinks, updateLinks } from "../store/imports.ts";

export type Planned = Effect;

/** What some rows make, as a part of a commit. */
export interface Plan {
  planned: Planned[];
  errors: RowError[];
  parts: CommitPart[];
}

/** A row with its link, if it was imported before. */
export interface LinkedRow extends ReadRow {
  hash: string;
  digest: string;
  link: Link | undefined;
}

/** Finds the links of rows. */
export async function linkRows(ctx: Context, job: Import, rows: readonly ReadRow[]): Promise<LinkedRow[]> {
  const hashed = await Promise.all(
    rows.map(async (row) => ({
      ...row,
      hash: await hashOf(ctx, row.key),
      digest: await hashOf(ctx, JSON.stringify(row.fields)),
    })),
  );
  const links = await listLinks(
    ctx.db,
    job.kind,
    job.source,
    hashed.map(({ hash }) => hash),
  );
  const by_hash = new Map(links.map((link) => [link.external_hash, link]));
  return hashed.map((row) => ({ ...row, link: by_hash.get(row.hash) }));
}

/** A hash of a text that says nothing about it to another tenant. */
export async function hashOf({ tenant_id }: Context, text: string): Promise<string> {
  return base64url((await sha256(`${tenant_id}\n${text}`)).slice(0, 16));
}

/** The links to write for rows that became these things. */
export function recordLinks(job: Import, made: readonly { row: LinkedRow; our_id: string }[]): CommitPart {
  const links = made.map(({ row: { hash, digest, link }, our_id }) => ({
    is_new: link === undefined,
    link: { tenant_id: job.tenant_id, kind: job.kind, source: job.source, external_hash: hash, our_id, digest },
  }));
  return {
    writes: [
      ...insertLinks(links.filter(({ is_new }) => is_new).map(({ link }) => link)),
      ...updateLinks(
        job,
        links.filter(({ is_new }) => !is_new).map(({ link }) => link),
      ),
    ],
  };
}

/** Our own id that a row of our own file names. */
export function ownIdOf(job: Import, { key }: ReadRow): string | undefined {
  return job.source === "playpark" && key.startsWith("id:") ? key.slice(3) : undefined;
}
