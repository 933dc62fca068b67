/** Uploads: a file is kept in pages, with its system and columns recognised (rules M1, M2). */

import { commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { unguardText } from "../../../../platform/http/csv.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { NO_COUNTS } from "../domain/counts.ts";
import { recognise } from "../domain/dialects.ts";
import { decodeFile } from "../domain/encodings.ts";
import { FILE_ERRORS, importErrors } from "../domain/errors.ts";
import { DRAFT_MS } from "../domain/keeping.ts";
import type { ImportKind } from "../domain/words.ts";
import { IMPORT_AUDITS } from "../events.ts";
import { deleteFolders, putPage } from "../store/files.ts";
import { type Import, insertImport, listOpenImports, updateImport } from "../store/imports.ts";
import { requireKind, requireScope } from "./access.ts";
import { readSheet } from "./sheets.ts";
import { about, cancelled, fieldsOf, type ImportView, MOVED, SHOWN } from "./steps.ts";

/** The rows of one page: one commit of an import, and one file. */
export const ROWS_A_PAGE = 250;
/** The longest name of a file that is kept. */
const NAME_CHARS = 200;
/** The files that are written at the same time. */
const FILES_AT_ONCE = 20;

/**
 * Keeps a file and recognises its system and columns. The person's earlier imports that were not started are cancelled, so
 * that the data of guests does not stay. The import's row precedes its files, so that no file is without a row that says
 * when it leaves.
 * Errors: E_IMPORT_UNREADABLE, E_IMPORT_EMPTY, E_IMPORT_TOO_LARGE; E_PERMISSION, E_SCOPE_MISMATCH.
 */
export async function createImport(
  ctx: Context,
  input: { kind: ImportKind; store_id?: string | null; file_name: string; content: string },
): Promise<ImportView> {
  const { kind, file_name } = input;
  requireKind(ctx, kind);
  const store_id = await requireScope(ctx, kind, input.store_id);
  const text = decodeFile(bytesOf(input.content));
  if (text === undefined) throw new AppError(importErrors.unreadable);
  const sheet = await readSheet(text, unguardText);
  if (typeof sheet === "string") throw new AppError(FILE_ERRORS[sheet]);
  const { header, rows } = sheet;
  const open = await listOpenImports(ctx.db, ctx.actor.id);
  const job: Import = {
    tenant_id: ctx.tenant_id,
    import_id: ctx.newId(),
    kind,
    ...recognise(header, kind),
    store_id,
    caller_store_id: ctx.store_id ?? Object.keys(ctx.employee?.stores ?? {})[0] ?? null,
    file_name: file_name.slice(0, NAME_CHARS),
    status: "draft",
    header,
    rows: rows.length,
    pages: Math.ceil(rows.length / ROWS_A_PAGE),
    next_page: 0,
    ...NO_COUNTS,
    unreadable: 0,
    created_at: ctx.now,
    created_by: ctx.actor.id,
    started_at: null,
    ended_at: null,
    check_id: null,
    tries: 0,
    failure: null,
    kept_until: ctx.arrived_at + DRAFT_MS,
  };
  const sample = rows.slice(0, SHOWN).map(({ cells }) => cells);
  const reply = { ...job, fields: fieldsOf(kind), sample, effects: [] };
  await commit(ctx, {
    writes: [insertImport(job), ...open.map((other) => updateImport(other, cancelled(ctx, other)))],
    audit: [
      { ...about(job), event: IMPORT_AUDITS.created, changes: { kind, source: job.source, rows: job.rows } },
      ...open.map((other) => ({ ...about(other), event: IMPORT_AUDITS.cancelled })),
    ],
    reply,
    refusals: MOVED,
  });
  for (const other of open) ctx.waitUntil(deleteFolders(ctx.env.BUCKET, other, ["file", "refused"]));
  const pages = pagesOf(rows);
  for (let from = 0; from < pages.length; from += FILES_AT_ONCE)
    await Promise.all(
      pages
        .slice(from, from + FILES_AT_ONCE)
        .map((page, index) => putPage(ctx.env.BUCKET, job, ["rows", from + index], page)),
    );
  return reply;
}

function bytesOf(content: string): Uint8Array {
  try {
    const text = atob(content);
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
    return bytes;
  } catch {
    throw new AppError(errors.validation, { fields: [{ path: "content", message: "must be base64" }] });
  }
}

function pagesOf<Row>(rows: readonly Row[]): Row[][] {
  const count = Math.ceil(rows.length / ROWS_A_PAGE);
  return Array.from({ length: count }, (_, page) => rows.slice(page * ROWS_A_PAGE, (page + 1) * ROWS_A_PAGE));
}
