/** Searches the audit: which rows a caller sees, and how many rows one request reads (rule U1). */

import type { Context } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { encodeCursor, type Page, pageOf } from "../../../../shared/page.ts";
import { requireEveryStore, requireStores } from "../../../access/tenants/index.ts";
import {
  type AuditFilter,
  type AuditRow,
  findBounds,
  latestOf,
  listOfSubject,
  listStretch,
  type Scope,
  type Subject,
} from "../store/rows.ts";

/** The most rows that one page reads, however few it finds. */
export const SCANNED_ROWS = 20_000;
/** The most rows that one request reads, however many pages its CSV has. */
const EXPORT_ROWS = 200_000;

export type AuditQuery = AuditFilter & Partial<Subject> & { store_id?: string; cursor?: string; limit: number };

/**
 * Rows of the audit, latest first. A page reads at most 20,000 rows, and ends early where rows are large: it may hold
 * few or no rows and still say `has_more`.
 * Errors: those of a store; E_VALIDATION for an export that would read too much.
 */
export async function listAudits(ctx: Context, query: AuditQuery): Promise<Page<AuditRow>> {
  const { store_id, cursor, limit, subject_kind, subject_id, ...filter } = query;
  if (ctx.db.rows.read > EXPORT_ROWS) throw tooSparse();
  const scope = await scopeOf(ctx, store_id);
  const bounds = await findBounds(ctx.db);
  if (!bounds) return { items: [], next_cursor: null, has_more: false };
  const before = Number(readCursor(cursor, 1)?.[0] ?? bounds.newest + 1);
  if (subject_kind !== undefined && subject_id !== undefined) {
    const subject = { subject_kind, subject_id };
    const found = await listOfSubject(ctx.db, subject, { before, limit: limit + 1 }, scope, filter);
    return pageOf(found.rows, limit, ({ sequence }) => [sequence], found.cut);
  }
  const stretch = { from: before - SCANNED_ROWS, before };
  const { rows, cut } = await listStretch(ctx.db, { ...stretch, limit: limit + 1 }, scope, filter);
  if (cut || rows.length > limit) return pageOf(rows, limit, ({ sequence }) => [sequence], cut);
  const ended = stretch.from <= bounds.first || (await isBefore(ctx, stretch, filter.from));
  return { items: rows, has_more: !ended, next_cursor: ended ? null : encodeCursor([stretch.from]) };
}

/**
 * Whether a whole stretch is older than `from`, which ends the list. Rows are in commit order, which is nearly the
 * order of time.
 */
async function isBefore(ctx: Context, stretch: { from: number; before: number }, from?: number): Promise<boolean> {
  return from !== undefined && (await latestOf(ctx.db, stretch)) < from;
}

/** The stores where the caller may read. Rows of no store are only for callers who may read in every store. */
export async function scopeOf(ctx: Context, store_id?: string): Promise<Scope> {
  const store_ids = await requireStores(ctx, "audit_view", store_id);
  return { store_ids, storeless: store_id === undefined && (await seesEverything(ctx)) };
}

async function seesEverything(ctx: Context): Promise<boolean> {
  try {
    await requireEveryStore(ctx, "audit_view");
    return true;
  } catch (error) {
    if (error instanceof AppError && error.spec === errors.permission) return false;
    throw error;
  }
}

function tooSparse(): AppError {
  const message = `would read more than ${EXPORT_ROWS} rows; name a subject, or a later from`;
  return new AppError(errors.validation, { fields: [{ path: "format", message }] });
}
