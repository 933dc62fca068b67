/** Steps of an import before it runs: upload and recognise, map and check, start, cancel (rules M1 to M5). */

import { commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { unguardText } from "../../../../platform/http/csv.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { addCounts, type Counts, countOf, NO_COUNTS } from "../domain/counts.ts";
import { recognise } from "../domain/dialects.ts";
import { decodeFile } from "../domain/encodings.ts";
import { FILE_ERRORS, importErrors } from "../domain/errors.ts";
import { problemsOfMapping, type ReadRow, type RowError, readRow, withoutRepeats } from "../domain/rows.ts";
import type { ImportKind, Mapping } from "../domain/words.ts";
import { IMPORT_AUDITS, IMPORT_PROGRESSED } from "../events.ts";
import { deleteContent, getPage, putPage } from "../store/files.ts";
import { findImport, type Import, insertImport, listOpenImports, updateImport } from "../store/imports.ts";
import { requireKind, requireScope } from "./access.ts";
import { planRows } from "./kinds.ts";
import type { Planned } from "./plans.ts";
import { readSheet } from "./sheets.ts";

/** The rows of one page: one commit of an import, and one file. */
export const ROWS_A_PAGE = 250;
/** The rows of a file and the effects of a dry run that a reply shows. */
const SHOWN = 20;
/** The longest name of a file that is kept. */
const NAME_CHARS = 200;

const MOVED = [["imports.status", importErrors.moved]] as const;

export type ImportView = Import & { sample: string[][]; effects: Planned[] };

/**
 * Keeps a file and recognises its system and columns. The person's earlier imports that were not started are cancelled, so
 * that the data of guests does not stay.
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
  const sheet = readSheet(text, unguardText);
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
  };
  await Promise.all(pagesOf(rows).map((page, index) => putPage(ctx.env.BUCKET, job, ["rows", index], page)));
  const reply = { ...job, sample: rows.slice(0, SHOWN).map(({ cells }) => cells), effects: [] };
  await commit(ctx, {
    writes: [insertImport(job), ...open.map((other) => updateImport(other, cancelled(ctx, other)))],
    audit: [
      { ...about(job), event: IMPORT_AUDITS.created, changes: { kind, source: job.source, rows: job.rows } },
      ...open.map((other) => ({ ...about(other), event: IMPORT_AUDITS.cancelled })),
    ],
    reply,
    refusals: MOVED,
  });
  for (const other of open) ctx.waitUntil(deleteContent(ctx.env.BUCKET, other, other.pages));
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

/** An import with its first rows. Errors: E_NOT_FOUND, E_PERMISSION. */
export async function getImport(ctx: Context, import_id: string): Promise<ImportView> {
  const job = await requireImport(ctx, import_id);
  const first = await getPage(ctx.env.BUCKET, job, ["rows", 0]);
  return { ...job, sample: first.slice(0, SHOWN).map(({ cells }) => cells), effects: [] };
}

export async function requireImport(ctx: Context, import_id: string): Promise<Import> {
  const job = await findImport(ctx.db, import_id);
  if (!job) throw new AppError(errors.not_found);
  requireKind(ctx, job.kind);
  return job;
}

/**
 * Sets the columns, and says what the import would do. Nothing is made.
 * Errors: E_NOT_FOUND, E_IMPORT_MAPPING, E_IMPORT_STATUS.
 */
export async function mapImport(
  ctx: Context,
  import_id: string,
  sent: Readonly<Record<string, number | undefined>>,
): Promise<ImportView> {
  const chosen = Object.entries(sent).filter((entry): entry is [string, number] => entry[1] !== undefined);
  const mapping: Mapping = Object.fromEntries(chosen);
  const before = await requireImport(ctx, import_id);
  await requireScope(ctx, before.kind, before.store_id);
  if (before.status !== "draft" && before.status !== "checked") throw moved(before);
  const problems = problemsOfMapping(before.kind, before.header, mapping);
  if (problems.length > 0) {
    const fields = problems.map(({ field, problem }) => ({
      path: `mapping.${field}`,
      message: MAPPING_MESSAGES[problem],
    }));
    throw new AppError(importErrors.mapping, { fields });
  }
  const checked = await check(ctx, { ...before, mapping });
  const job: Import = {
    ...before,
    mapping,
    status: "checked",
    ...checked.counts,
    unreadable: checked.unreadable,
  };
  const first = await getPage(ctx.env.BUCKET, job, ["rows", 0]);
  const reply = {
    ...job,
    sample: first.slice(0, SHOWN).map(({ cells }) => cells),
    effects: checked.effects,
  };
  await commit(ctx, {
    writes: [updateImport(before, job)],
    audit: [{ ...about(job), event: IMPORT_AUDITS.mapped, changes: { mapping, ...checked.counts } }],
    reply,
    refusals: MOVED,
  });
  return reply;
}

const MAPPING_MESSAGES = {
  field_unknown: "is not a field of this kind",
  column_unknown: "is not a column of the file",
  missing: "needs a column",
} as const;

/** Reads all rows by the mapping and plans them as the import will, page by page. */
async function check(ctx: Context, job: Import) {
  const { BUCKET } = ctx.env;
  const seen = new Set<string>();
  const effects: Planned[] = [];
  let counts: Counts = NO_COUNTS;
  let unreadable = 0;
  for (let page = 0; page < job.pages; page++) {
    const raw = await getPage(BUCKET, job, ["rows", page]);
    const read = raw.map((row) => readRow(job.kind, row, job));
    const unique = withoutRepeats(
      read.filter((row): row is ReadRow => "key" in row),
      seen,
    );
    const unread: RowError[] = [...read.flatMap((row) => ("errors" in row ? row.errors : [])), ...unique.errors];
    const plan = await planRows(ctx, job, unique.rows);
    await Promise.all([
      putPage(BUCKET, job, ["ready", page], unique.rows),
      putPage(BUCKET, job, ["unread", page], unread),
      putPage(BUCKET, job, ["failed", page], plan.errors),
    ]);
    unreadable += raw.length - unique.rows.length;
    const outcomes = plan.planned.map(({ outcome }) => outcome);
    counts = addCounts(counts, countOf(outcomes, raw.length - outcomes.length));
    if (effects.length < SHOWN) effects.push(...plan.planned.filter(({ outcome }) => outcome !== "unchanged"));
  }
  return { counts, unreadable, effects: effects.slice(0, SHOWN) };
}

/** Starts an import; the queue does its pages. Errors: E_NOT_FOUND, E_IMPORT_STATUS. */
export async function startImport(ctx: Context, import_id: string): Promise<Import> {
  const before = await requireImport(ctx, import_id);
  await requireScope(ctx, before.kind, before.store_id);
  if (before.status !== "checked") throw moved(before);
  const job: Import = {
    ...before,
    ...NO_COUNTS,
    failed: before.unreadable,
    status: "running",
    started_at: ctx.now,
  };
  await commit(ctx, {
    writes: [updateImport(before, job)],
    audit: [{ ...about(job), event: IMPORT_AUDITS.started, changes: { kind: job.kind, rows: job.rows } }],
    events: [progressOf(job)],
    reply: job,
    refusals: MOVED,
  });
  return job;
}

/** Ends an import; what it made stays. A repeat changes nothing. Errors: E_NOT_FOUND, E_IMPORT_STATUS once finished. */
export async function cancelImport(ctx: Context, import_id: string): Promise<Import> {
  const before = await requireImport(ctx, import_id);
  if (before.status === "cancelled") return before;
  if (before.status === "finished") throw moved(before);
  const job = cancelled(ctx, before);
  const { created, changed, unchanged, failed } = job;
  await commit(ctx, {
    writes: [updateImport(before, job)],
    audit: [{ ...about(job), event: IMPORT_AUDITS.cancelled, changes: { created, changed, unchanged, failed } }],
    events: [progressOf(job)],
    reply: job,
    refusals: MOVED,
  });
  ctx.waitUntil(deleteContent(ctx.env.BUCKET, job, job.pages));
  return job;
}

/** An import that ends here; the counts of a dry run were of nothing that happened. */
function cancelled(ctx: Context, before: Import): Import {
  const counts = before.status === "running" ? {} : NO_COUNTS;
  return { ...before, ...counts, status: "cancelled", ended_at: ctx.now };
}

export function about({ import_id, store_id }: Import) {
  return { subject: ["import", import_id] as const, store_id };
}

export function progressOf(job: Import) {
  const { import_id, kind, pages, next_page: pages_done, store_id } = job;
  const status = job.status === "finished" || job.status === "cancelled" ? job.status : "running";
  return IMPORT_PROGRESSED.of(["import", import_id], { import_id, kind, status, pages, pages_done }, { store_id });
}

function moved({ status }: Import): AppError {
  return new AppError(importErrors.moved, { status });
}
