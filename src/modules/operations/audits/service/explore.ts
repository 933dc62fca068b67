/** Reading the audit: who sees which rows, and how much of a long history one request looks through (rule U1). */

import type { Context } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { encodeCursor, type Page, pageOf } from "../../../../shared/page.ts";
import { everyStoreFor, storesNamed } from "../../../access/tenants/index.ts";
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

/** How many rows one page looks at, however few it finds. */
export const SCANNED_ROWS = 20_000;
/** How many rows one request reads, however many pages a CSV is made of. */
const EXPORT_ROWS = 200_000;

export type AuditQuery = AuditFilter & Partial<Subject> & { store_id?: string; cursor?: string; limit: number };

/**
 * Rows of the audit, latest first. A page looks at 20,000 rows at most, and ends early where rows are large: it may hold few
 * or none and still say `has_more`.
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

/** Rows come in the order of their commits, which is nearly that of their moments: a whole stretch before `from` ends the list. */
async function isBefore(ctx: Context, stretch: { from: number; before: number }, from?: number): Promise<boolean> {
  return from !== undefined && (await latestOf(ctx.db, stretch)) < from;
}

/** Rows of the stores where the caller may look; those of no store only for who may look in every one. */
export async function scopeOf(ctx: Context, store_id?: string): Promise<Scope> {
  const store_ids = await storesNamed(ctx, "audit_view", store_id);
  return { store_ids, storeless: store_id === undefined && (await seesEverything(ctx)) };
}

async function seesEverything(ctx: Context): Promise<boolean> {
  try {
    await everyStoreFor(ctx, "audit_view");
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
