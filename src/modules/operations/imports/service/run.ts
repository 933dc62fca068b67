/**
 * Runs an import: each event of its progress does one page in one commit, with the place and the links of the rows, so that
 * a page that died is done again, and one that comes twice is done once (rule M4).
 */

import { bookkeep, type CommitPart, commit } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import { asTenant, type Context } from "../../../../platform/http/context.ts";
import { AppError, defineRace, errors, LostRace } from "../../../../shared/errors.ts";
import { SHORT_CODE_TAKEN, TICKET_TOUCHED } from "../../../admission/tickets/index.ts";
import { CUSTOMER_CHANGED } from "../../../guests/customers/index.ts";
import { addCounts, type Counts, countOf, NO_COUNTS } from "../domain/counts.ts";
import { importErrors } from "../domain/errors.ts";
import { ENDED_MS, MOST_TRIES } from "../domain/keeping.ts";
import type { ReadRow, RowError } from "../domain/rows.ts";
import { IMPORT_AUDITS } from "../events.ts";
import { deleteFolders, getPage, putPage } from "../store/files.ts";
import { countTry, findImport, type Import, updateImport } from "../store/imports.ts";
import { planRows } from "./kinds.ts";
import { putRefused } from "./refused.ts";
import { about, progressOf } from "./steps.ts";
import { stopImport } from "./stop.ts";

/** The import moved on, or another import made the same thing, between read and commit. */
const IMPORT_MOVED = defineRace("an import moves on", errors.conflict);
const REFUSALS = [
  ["imports.status", IMPORT_MOVED],
  ["import_links.", IMPORT_MOVED],
  ["foreign_codes.", IMPORT_MOVED],
] as const;

/**
 * Does the page of a running import that its event is about; does nothing for one that was done, or was cancelled. Each try
 * is counted before it begins, so that one that kills its process counts as well; after the last one the import stops.
 */
export async function runPage(base: Context, import_id: string, page: number): Promise<void> {
  const job = await findPage(base, import_id, page);
  if (!job) return;
  if (job.tries >= MOST_TRIES) return stopImport(base, job, errors.internal.code);
  await bookkeep(base.db, [countTry(job)]);
  try {
    await tryPage(base, import_id, page);
  } catch (error) {
    if (job.tries + 1 < MOST_TRIES && !isGone(error)) throw error;
    await stopImport(base, job, error instanceof AppError ? error.spec.code : errors.internal.code);
  }
}

/** The running import, if this page is its next one. */
async function findPage(base: Context, import_id: string, page: number): Promise<Import | undefined> {
  const job = await findImport(base.db, import_id);
  return job?.status === "running" && job.next_page === page ? job : undefined;
}

async function tryPage(base: Context, import_id: string, page: number): Promise<void> {
  await decideAgain([IMPORT_MOVED, CUSTOMER_CHANGED, SHORT_CODE_TAKEN, TICKET_TOUCHED], async () => {
    const job = await findPage(base, import_id, page);
    if (!job) return;
    const ctx = asTenant(base, base.tenant_id, {
      actor: { kind: "employee", id: job.created_by },
      store_id: job.caller_store_id,
      db: base.db,
    });
    const rows = await getPage(ctx.env.BUCKET, job, ["ready", page]);
    if (!rows) throw new AppError(importErrors.gone);
    const result = await importRows(ctx, job, rows, (done) => advance(ctx, job, done));
    if (result === "moved") return;
    if (result.status === "finished") await deleteFolders(ctx.env.BUCKET, job, ["file"]);
  });
}

interface Done {
  counts: Counts;
  errors: RowError[];
}

/** The import after a page, with its part of the commit. */
async function advance(ctx: Context, before: Import, { counts, errors: failed }: Done) {
  await putFailed(ctx, before, failed);
  const next_page = before.next_page + 1;
  const is_last = next_page >= before.pages;
  const { created, changed, unchanged, failed: all_failed } = addCounts(before, counts);
  const after: Import = {
    ...before,
    created,
    changed,
    unchanged,
    failed: all_failed,
    next_page,
    status: is_last ? "finished" : "running",
    ended_at: is_last ? ctx.now : null,
    tries: 0,
    kept_until: is_last ? ctx.arrived_at + ENDED_MS : null,
  };
  const part: CommitPart = {
    writes: [updateImport(before, after)],
    events: [progressOf(after)],
    refusals: REFUSALS,
  };
  const totals = { created, changed, unchanged, failed: all_failed };
  const audit = is_last
    ? { ...about(after), event: IMPORT_AUDITS.finished, changes: totals }
    : { ...about(after), event: IMPORT_AUDITS.page, changes: { page: before.next_page, ...counts } };
  return { after, part, audit };
}

/** Keeps the errors of a page, and its refused rows for correction. */
async function putFailed({ env: { BUCKET } }: Context, job: Import, failed: RowError[]): Promise<void> {
  const page = job.next_page;
  await putPage(BUCKET, job, ["failed", page], failed);
  if (failed.length === 0) return;
  const [raw = [], unread = []] = await Promise.all([
    getPage(BUCKET, job, ["rows", page]),
    getPage(BUCKET, job, ["unread", page]),
  ]);
  await putRefused(BUCKET, job, { page, raw, refused: [...unread, ...failed] });
}

/** Imports a page in one commit; if that is refused, by halves, down to the row that is to blame. */
async function importRows(
  ctx: Context,
  job: Import,
  rows: readonly ReadRow[],
  advanceBy: (done: Done) => ReturnType<typeof advance>,
): Promise<Import | "moved"> {
  try {
    const plan = await planRows(ctx, job, rows);
    const { after, part, audit } = await advanceBy(doneBy(plan));
    await commit(ctx, { writes: [], parts: [part, ...plan.parts], audit: [audit], refusals: REFUSALS });
    return after;
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  const done = await importHalves(ctx, job, rows);
  const { after, part, audit } = await advanceBy(done);
  await commit(ctx, { writes: [], parts: [part], audit: [audit], refusals: REFUSALS });
  return after;
}

/** Imports rows without moving the import on. */
async function importHalves(ctx: Context, job: Import, rows: readonly ReadRow[]): Promise<Done> {
  try {
    const plan = await planRows(ctx, job, rows);
    const { counts, errors: failed } = doneBy(plan);
    await commit(ctx, {
      writes: [],
      parts: plan.parts,
      audit: [{ ...about(job), event: IMPORT_AUDITS.page, changes: { page: job.next_page, ...counts } }],
      refusals: REFUSALS,
    });
    return { counts, errors: failed };
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  const [first] = rows;
  if (rows.length <= 1)
    return {
      counts: { ...NO_COUNTS, failed: rows.length },
      errors: first ? [{ row: first.row, column: null, problem: "refused" }] : [],
    };
  const middle = Math.ceil(rows.length / 2);
  const one = await importHalves(ctx, job, rows.slice(0, middle));
  const other = await importHalves(ctx, job, rows.slice(middle));
  return { counts: addCounts(one.counts, other.counts), errors: [...one.errors, ...other.errors] };
}

function doneBy({
  planned,
  errors: failed,
}: {
  planned: { outcome: "created" | "changed" | "unchanged" }[];
  errors: RowError[];
}) {
  const counts = countOf(
    planned.map(({ outcome }) => outcome),
    failed.length,
  );
  return { counts, errors: failed };
}

function isGone(error: unknown): boolean {
  return error instanceof AppError && error.spec === importErrors.gone;
}

/** A refusal of the rows, and no lost race, missing file or outage. */
function isRefusal(error: unknown): boolean {
  return error instanceof AppError && !isGone(error) && !(error instanceof LostRace) && error.spec.status < 500;
}
