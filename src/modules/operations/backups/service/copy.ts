/**
 * Copies a tenant's records page by page; each page is one file and a note of progress, so that the next run continues
 * there.
 */

import { bookkeep, commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { logTrouble, redact } from "../../../../platform/log/log.ts";
import { iso } from "../../../../shared/time.ts";
import { findAuditEnds } from "../../audits/index.ts";
import {
  FORMAT_VERSION,
  type Manifest,
  MOST_FAILURES,
  MOST_PASSES,
  NOTHING_COPIED,
  type Progress,
  pageCopied,
  rowsOfTables,
  rowsToKeep,
  type TableShape,
  tablesToCopy,
} from "../domain/manifest.ts";
import { expiredBackups, OTHERS_KEPT_MS } from "../domain/schedule.ts";
import { type Backup, changeBackup, deleteBackup, findBackup, listExpiring } from "../store/backups.ts";
import { deleteFiles, MANIFEST, putManifest, putRowsFile } from "../store/files.ts";
import { listShapes, readPage } from "../store/rows.ts";
import { mastersOf, signManifest } from "./seals.ts";

/** Rows of one file, fewer where they are large; they are held in memory together. */
const PAGE = 2_000;
/** The most files that one run writes; the cron job continues with the rest. */
const FILES_AT_ONCE = 100;
/** The most expired backups of each kind that one run deletes; the next run continues. */
const EXPIRED_AT_ONCE = 200;

/**
 * Continues a backup for one run. Two runs at once cannot harm each other: files are named by their content, and a note
 * of progress is accepted only for the version it was made from. The next run retries after a failure; after five in a
 * row the backup has failed.
 */
export async function copyOn(ctx: Context, backup_id: string): Promise<void> {
  let backup: Backup | undefined;
  try {
    backup = await findBackup(ctx.db, backup_id);
    const shapes = tablesToCopy(await listShapes(ctx.db));
    for (let steps = 0; steps < FILES_AT_ONCE && backup?.status === "running"; steps++) {
      if (backup.progress.stage === "closing") return await close(ctx, backup, shapes);
      backup = await note(ctx, backup, await copyPage(ctx, backup, shapes));
    }
  } catch (error) {
    logTrouble("warn", "backup interrupted", error, { tenant_id: ctx.tenant_id, backup_id });
    if (backup && !isStale(error)) await noteFailure(ctx, backup, error);
  }
}

/** Writes the next page as a file; after the last page, begins another pass or ends the backup. */
async function copyPage(ctx: Context, backup: Backup, shapes: readonly TableShape[]): Promise<Progress> {
  const { progress, object_prefix } = backup;
  const schema = shapes.map(({ name, columns }) => `${name}(${columns})`).join();
  if (progress.schema !== schema) return beginPass(ctx, shapes, schema, 1);
  const { head } = progress;
  let after = progress.after;
  for (let at = shapes.findIndex(({ name }) => name === progress.table); at >= 0 && at < shapes.length; at++) {
    const shape = shapes[at] as TableShape;
    const page = await readPage(ctx.db, shape, after, PAGE);
    const rows = rowsToKeep(shape.name, page.rows, head);
    after = null;
    if (rows.length === 0) continue;
    const n = progress.files.filter(({ table }) => table === shape.name).length + 1;
    const file = await putRowsFile(ctx.env.BUCKET, object_prefix, shape.name, n, rows);
    const next = shapes[at + 1]?.name ?? null;
    return pageCopied(progress, { shape, rows, file, whole: page.whole, next });
  }
  const { sequence } = await findAuditEnds(ctx.db);
  const rested = sequence === progress.from_sequence;
  if (!rested && progress.pass < MOST_PASSES) return beginPass(ctx, shapes, schema, progress.pass + 1);
  return { ...progress, stage: "closing", table: null, after: null, through_sequence: sequence };
}

async function beginPass(ctx: Context, shapes: readonly TableShape[], schema: string, pass: number): Promise<Progress> {
  const { sequence, head } = await findAuditEnds(ctx.db);
  const begun = { schema, pass, head, from_sequence: sequence, through_sequence: sequence };
  return { ...NOTHING_COPIED, ...begun, table: shapes[0]?.name ?? null };
}

async function note(ctx: Context, backup: Backup, progress: Progress): Promise<Backup> {
  const { files } = progress;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const after = { ...backup, progress, rows: rowsOfTables(files), bytes };
  await bookkeep(ctx.db, [changeBackup(backup, after)]);
  return { ...after, version: backup.version + 1 };
}

/** Writes the manifest last: without it nothing can be restored. Then files that no manifest names are deleted. */
async function close(ctx: Context, backup: Backup, shapes: readonly TableShape[]): Promise<void> {
  const { env } = ctx;
  const { backup_id, object_prefix, progress, rows, bytes } = backup;
  const manifest = await manifestOf(ctx, backup, shapes);
  await putManifest(env.BUCKET, object_prefix, await signManifest(env, manifest));
  await deleteFiles(env.BUCKET, object_prefix, new Set([MANIFEST, ...manifest.files.map(({ name }) => name)]));
  const { exact } = manifest;
  const completed = { ...backup, status: "completed" as const, exact, finished_at: ctx.arrived_at, error: null };
  await commit(ctx, {
    writes: [changeBackup(backup, { ...completed, progress: { ...progress, files: [] } })],
    audit: [
      { event: "backup.completed", subject: ["backup", backup_id], changes: { rows, bytes, exact }, store_id: null },
    ],
  });
  await deleteExpired(ctx);
}

async function manifestOf(ctx: Context, backup: Backup, shapes: readonly TableShape[]): Promise<Manifest> {
  const { tenant_id, backup_id, progress, rows } = backup;
  const { from_sequence, through_sequence, head, files, sums } = progress;
  return {
    format_version: FORMAT_VERSION,
    tenant_id,
    backup_id,
    made_at: iso(ctx.arrived_at),
    exact: from_sequence === through_sequence,
    audit: { from_sequence, through_sequence },
    audit_head: head,
    masters: await mastersOf(ctx.env),
    tables: shapes.map(({ name, columns }) => ({ name, columns, rows: rows[name] ?? 0 })),
    files,
    sums,
  };
}

/** Deletes expired backups, files first: while a file is left, its row stays for another attempt. */
async function deleteExpired(ctx: Context): Promise<void> {
  const kept = await listExpiring(ctx.db, ctx.arrived_at - OTHERS_KEPT_MS, EXPIRED_AT_ONCE);
  for (const { tenant_id, backup_id, object_prefix } of expiredBackups(kept, ctx.arrived_at)) {
    await deleteFiles(ctx.env.BUCKET, object_prefix, new Set());
    await commit(ctx, {
      writes: [deleteBackup({ tenant_id, backup_id })],
      audit: [{ event: "backup.expired", subject: ["backup", backup_id], store_id: null }],
    });
  }
}

async function noteFailure(ctx: Context, backup: Backup, error: unknown): Promise<void> {
  const { tenant_id, backup_id, progress } = backup;
  const failures = progress.failures + 1;
  const retried = { ...backup, progress: { ...progress, failures }, error: redact(String(error)).slice(0, 300) };
  const lost = { ...retried, status: "failed" as const, finished_at: ctx.arrived_at };
  const noted =
    failures < MOST_FAILURES
      ? bookkeep(ctx.db, [changeBackup(backup, retried)])
      : commit(ctx, {
          writes: [changeBackup(backup, lost)],
          audit: [
            {
              event: "backup.failed",
              subject: ["backup", backup_id],
              changes: { error: retried.error },
              store_id: null,
            },
          ],
        });
  await noted.catch((cause) => logTrouble("warn", "backup's failure not noted", cause, { tenant_id, backup_id }));
}

function isStale(error: unknown): boolean {
  return String(error).includes("E_STALE_VERSION");
}
