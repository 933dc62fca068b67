/**
 * Runs an import: each event of its progress does one page in one commit, with the place and the links of the rows, so that
 * a page that died is done again, and one that comes twice is done once (rule M4).
 */

import { type CommitPart, commit } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import { asTenant, type Context } from "../../../../platform/http/context.ts";
import { AppError, defineRace, errors, LostRace } from "../../../../shared/errors.ts";
import { SHORT_CODE_TAKEN, TICKET_TOUCHED } from "../../../admission/tickets/index.ts";
import { CUSTOMER_CHANGED } from "../../../guests/customers/index.ts";
import { addCounts, type Counts, countOf, NO_COUNTS } from "../domain/counts.ts";
import type { ReadRow, RowError } from "../domain/rows.ts";
import { IMPORT_AUDITS } from "../events.ts";
import { deleteContent, getPage, putPage } from "../store/files.ts";
import { findImport, type Import, updateImport } from "../store/imports.ts";
import { planRows } from "./kinds.ts";
import { about, progressOf } from "./steps.ts";

/** The import moved on, or another import made the same thing, between read and commit. */
const IMPORT_MOVED = defineRace("an import moves on", errors.conflict);
const REFUSALS = [
  ["imports.status", IMPORT_MOVED],
  ["import_links.", IMPORT_MOVED],
  ["foreign_codes.", IMPORT_MOVED],
] as const;

/** Does the page of a running import that its event is about; does nothing for one that was done, or was cancelled. */
export async function runPage(base: Context, import_id: string, page: number): Promise<void> {
  await decideAgain([IMPORT_MOVED, CUSTOMER_CHANGED, SHORT_CODE_TAKEN, TICKET_TOUCHED], async () => {
    const job = await findImport(base.db, import_id);
    if (job?.status !== "running" || job.next_page !== page) return;
    const ctx = asTenant(base, base.tenant_id, {
      actor: { kind: "employee", id: job.created_by },
      store_id: job.caller_store_id,
      db: base.db,
    });
    const rows = await getPage(ctx.env.BUCKET, job, ["ready", page]);
    const result = await importRows(ctx, job, rows, (done) => advance(ctx, job, done));
    if (result === "moved") return;
    if (result.status === "finished") await deleteContent(ctx.env.BUCKET, job, job.pages);
  });
}

interface Done {
  counts: Counts;
  errors: RowError[];
}

/** The import after a page, with its part of the commit. */
async function advance(ctx: Context, before: Import, { counts, errors: failed }: Done) {
  await putPage(ctx.env.BUCKET, before, ["failed", before.next_page], failed);
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

/** A refusal of the rows, and no lost race or outage. */
function isRefusal(error: unknown): boolean {
  return error instanceof AppError && !(error instanceof LostRace) && error.spec.status < 500;
}
