/** Reads and statements of imports and their links. */

import type { Env } from "../../../../env.ts";
import { LEAPT, tenantsWith } from "../../../../platform/db/leap.ts";
import type { Database } from "../../../../platform/db/session.ts";
import { insert, insertPages, type Statement, sql } from "../../../../platform/db/sql.ts";
import type { ImportKind } from "../domain/words.ts";
import { import_links, imports } from "../tables.ts";

export type Import = typeof imports.$inferSelect;
export type Link = typeof import_links.$inferSelect;

export function findImport(db: Database, import_id: string): Promise<Import | undefined> {
  return db.rowOf(imports, sql`SELECT * FROM imports WHERE tenant_id = ${db.tenant_id} AND import_id = ${import_id}`);
}

/** Imports of some kinds, latest first, one more than `limit`. */
export function listImportRows(
  db: Database,
  { kinds, before, limit }: { kinds: readonly ImportKind[]; before: string | undefined; limit: number },
): Promise<Import[]> {
  return db.rowsOf(
    imports,
    sql`SELECT * FROM imports WHERE tenant_id = ${db.tenant_id}
          AND (${before ?? null} IS NULL OR import_id < ${before ?? null})
          AND kind IN (SELECT value FROM json_each(${kinds}))
        ORDER BY import_id DESC LIMIT ${limit + 1}`,
  );
}

/** A person's imports that were not started. */
export function listOpenImports(db: Database, created_by: string): Promise<Import[]> {
  return db.rowsOf(
    imports,
    sql`SELECT * FROM imports INDEXED BY imports_open
        WHERE tenant_id = ${db.tenant_id} AND created_by = ${created_by} AND status IN ('draft', 'checked')`,
  );
}

export function insertImport(row: Import): Statement {
  return insert(imports, row);
}

/** Replaces what changes of an import; aborts the batch, naming imports.status, if it moved on since it was read. */
export function updateImport(before: Import, after: Import): Statement {
  const unmoved = sql`status = ${before.status} AND next_page = ${before.next_page} AND started_at IS ${before.started_at}`;
  return sql`UPDATE imports SET status = iif(${unmoved}, ${after.status}, NULL), mapping = ${after.mapping},
               pages = ${after.pages}, next_page = ${after.next_page}, created = ${after.created},
               changed = ${after.changed}, unchanged = ${after.unchanged}, failed = ${after.failed},
               unreadable = ${after.unreadable}, started_at = ${after.started_at}, ended_at = ${after.ended_at},
               check_id = ${after.check_id}, tries = ${after.tries}, failure = ${after.failure},
               kept_until = ${after.kept_until}
             WHERE tenant_id = ${after.tenant_id} AND import_id = ${after.import_id}`;
}

/** Counts a try of a running import's next page; changes nothing once it moved on. */
export function countTry({ tenant_id, import_id, next_page }: Import): Statement {
  return sql`UPDATE imports SET tries = tries + 1
             WHERE tenant_id = ${tenant_id} AND import_id = ${import_id} AND status = 'running' AND next_page = ${next_page}`;
}

/** Every tenant with an import whose files are due to leave. `now` is epoch ms of the world's clock. */
export function tenantsWithDueFiles(env: Env, now: number): Promise<string[]> {
  const earliest = sql`(SELECT MIN(kept_until) FROM imports WHERE tenant_id = ${LEAPT} AND kept_until IS NOT NULL)`;
  return tenantsWith(
    env,
    sql`imports INDEXED BY imports_kept WHERE kept_until IS NOT NULL`,
    sql`${earliest} <= ${now}`,
  );
}

/** Imports whose files are due to leave, the longest overdue first. */
export function listDueFiles(db: Database, now: number, limit: number): Promise<Import[]> {
  return db.rowsOf(
    imports,
    sql`SELECT * FROM imports WHERE tenant_id = ${db.tenant_id} AND kept_until <= ${now} ORDER BY kept_until LIMIT ${limit}`,
  );
}

/** Notes that the files of an import left, unless it was given a later moment since. */
export function forgetFiles({ tenant_id, import_id, kept_until }: Import): Statement {
  return sql`UPDATE imports SET kept_until = NULL
             WHERE tenant_id = ${tenant_id} AND import_id = ${import_id} AND kept_until = ${kept_until}`;
}

/** The links of a kind with these hashes; of one source, or of all for null. */
export function listLinks(
  db: Database,
  kind: ImportKind,
  source: Link["source"] | null,
  hashes: readonly string[],
): Promise<Link[]> {
  const sources = source === null ? import_links.source.enumValues : [source];
  return db.rowsOf(
    import_links,
    sql`SELECT * FROM import_links WHERE tenant_id = ${db.tenant_id} AND kind = ${kind}
          AND source IN (SELECT value FROM json_each(${sources}))
          AND external_hash IN (SELECT value FROM json_each(${hashes}))`,
  );
}

/** Inserts links; aborts the batch, naming import_links, if one exists. */
export function insertLinks(links: Link[]): Statement[] {
  return links.length > 0 ? insertPages(import_links, links) : [];
}

/** Replaces the digests of links. */
export function updateLinks({ tenant_id }: Pick<Database, "tenant_id">, links: readonly Link[]): Statement[] {
  if (links.length === 0) return [];
  return [
    sql`UPDATE import_links SET digest = link.value ->> '$.digest' FROM json_each(${links}) link
        WHERE tenant_id = ${tenant_id} AND kind = link.value ->> '$.kind' AND source = link.value ->> '$.source'
          AND external_hash = link.value ->> '$.external_hash'`,
  ];
}
