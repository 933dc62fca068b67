/** Steps of an import around its run: map and check, start, cancel (rules M2 to M5). */

import { type CommitPart, commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { AppError } from "../../../../shared/errors.ts";
import { MINUTE_MS } from "../../../../shared/time.ts";
import { findLasting, resolveAlert } from "../../../access/alerts/index.ts";
import { addCounts, type Counts, countOf, NO_COUNTS } from "../domain/counts.ts";
import { importErrors } from "../domain/errors.ts";
import { DRAFT_MS, ENDED_MS } from "../domain/keeping.ts";
import { problemsOfMapping, type ReadRow, type RowError, readRow, requiredOf, withoutRepeats } from "../domain/rows.ts";
import { type CellType, FIELDS, type ImportKind, type Mapping } from "../domain/words.ts";
import { IMPORT_AUDITS, IMPORT_PROGRESSED, IMPORT_STOPPED } from "../events.ts";
import { deleteFolders, getPage, putPage } from "../store/files.ts";
import { type Import, updateImport } from "../store/imports.ts";
import { requireImport, requireScope } from "./access.ts";
import { planRows } from "./kinds.ts";
import type { Planned } from "./plans.ts";
import { putRefused } from "./refused.ts";

/** The rows of a file and the effects of a dry run that a reply shows. */
export const SHOWN = 20;

export const MOVED = [["imports.status", importErrors.moved]] as const;

export type ImportView = Import & { fields: FieldView[]; sample: string[][]; effects: Planned[] };

interface FieldView {
  field: string;
  type: CellType;
  required: boolean;
}

/** The fields of a kind, in the order of our own files. */
export function fieldsOf(kind: ImportKind): FieldView[] {
  const required = requiredOf(kind);
  return Object.entries(FIELDS[kind]).map(([field, { type }]) => ({ field, type, required: required.includes(field) }));
}

/** An import with its first rows. Errors: E_NOT_FOUND, E_PERMISSION. */
export async function getImport(ctx: Context, import_id: string): Promise<ImportView> {
  const job = await requireImport(ctx, import_id);
  const [sample, effects = []] = await Promise.all([
    sampleOf(ctx, job),
    job.status === "checked" ? getPage(ctx.env.BUCKET, job, ["effects", 0]) : [],
  ]);
  return { ...job, fields: fieldsOf(job.kind), sample, effects };
}

async function sampleOf(ctx: Context, job: Import): Promise<string[][]> {
  const first = (await getPage(ctx.env.BUCKET, job, ["rows", 0])) ?? [];
  return first.slice(0, SHOWN).map(({ cells }) => cells);
}

/**
 * Sets the columns, and says what the import would do. Nothing is made.
 * Errors: E_NOT_FOUND, E_IMPORT_MAPPING, E_IMPORT_STATUS, E_IMPORT_GONE.
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
  const check_id = ctx.newId();
  const checked = await check(ctx, { ...before, mapping, check_id });
  const job: Import = {
    ...before,
    mapping,
    check_id,
    status: "checked",
    kept_until: ctx.arrived_at + DRAFT_MS,
    ...checked.counts,
    unreadable: checked.unreadable,
  };
  const [sample] = await Promise.all([
    sampleOf(ctx, job),
    putPage(ctx.env.BUCKET, job, ["effects", 0], checked.effects),
  ]);
  const reply = { ...job, fields: fieldsOf(job.kind), sample, effects: checked.effects };
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
    if (!raw) throw new AppError(importErrors.gone);
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
      putRefused(BUCKET, job, { page, raw, refused: [...unread, ...plan.errors] }),
    ]);
    unreadable += raw.length - unique.rows.length;
    const outcomes = plan.planned.map(({ outcome }) => outcome);
    counts = addCounts(counts, countOf(outcomes, raw.length - outcomes.length));
    if (effects.length < SHOWN) effects.push(...plan.planned.filter(({ outcome }) => outcome !== "unchanged"));
  }
  return { counts, unreadable, effects: effects.slice(0, SHOWN) };
}

/**
 * Starts an import after its dry run, or continues one that stopped, at the page at which it stopped; the queue does its
 * pages. Errors: E_NOT_FOUND, E_IMPORT_STATUS; E_IMPORT_GONE when the files of a stopped one have left.
 */
export async function startImport(ctx: Context, import_id: string): Promise<Import> {
  const before = await requireImport(ctx, import_id);
  await requireScope(ctx, before.kind, before.store_id);
  const { status } = before;
  if (status !== "checked" && status !== "failed") throw moved(before);
  if (before.kept_until === null) throw new AppError(importErrors.gone);
  const fresh = status === "checked" ? { ...NO_COUNTS, failed: before.unreadable } : {};
  const job: Import = {
    ...before,
    ...fresh,
    status: "running",
    started_at: before.started_at ?? ctx.now,
    ended_at: null,
    tries: 0,
    failure: null,
    kept_until: null,
  };
  await commit(ctx, {
    writes: [updateImport(before, job)],
    parts: await endAlert(ctx, before),
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
    parts: await endAlert(ctx, before),
    audit: [{ ...about(job), event: IMPORT_AUDITS.cancelled, changes: { created, changed, unchanged, failed } }],
    events: [progressOf(job)],
    reply: job,
    refusals: MOVED,
  });
  ctx.waitUntil(deleteFolders(ctx.env.BUCKET, job, ["file"]));
  return job;
}

/**
 * An import that ends here. The counts of a dry run were of nothing that happened, and its files leave at once: at the
 * latest by the sweep, whatever is still being written.
 */
export function cancelled(ctx: Context, before: Import): Import {
  const began = before.started_at !== null;
  const kept_until = ctx.arrived_at + (began ? ENDED_MS : SETTLE_MS);
  return { ...before, ...(began ? {} : NO_COUNTS), status: "cancelled", ended_at: ctx.now, failure: null, kept_until };
}

/** The time for which a file may still be written after its import was cancelled. */
const SETTLE_MS = 10 * MINUTE_MS;

/** The end of the alert of an import that goes on, or is given up. */
async function endAlert(ctx: Context, { import_id, status }: Import): Promise<CommitPart[]> {
  if (status !== "failed") return [];
  const subject = ["import", import_id] as const;
  const alert = await findLasting(ctx.db, IMPORT_STOPPED, subject);
  if (!alert) return [];
  const { alert_id, type, severity, store_id } = alert;
  return [resolveAlert(ctx, { alert_id, type, severity, store_id, subject, at: ctx.now })];
}

export function about({ import_id, store_id }: Import) {
  return { subject: ["import", import_id] as const, store_id };
}

export function progressOf(job: Import) {
  const { import_id, kind, pages, next_page: pages_done, store_id } = job;
  const status = job.status === "draft" || job.status === "checked" ? "running" : job.status;
  return IMPORT_PROGRESSED.of(["import", import_id], { import_id, kind, status, pages, pages_done }, { store_id });
}

function moved({ status }: Import): AppError {
  return new AppError(importErrors.moved, { status });
}
