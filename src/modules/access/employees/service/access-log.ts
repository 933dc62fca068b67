/** The access log: who logged in where, and what failed, as the audit tells it. */

import { type Context, storesFor } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import { type AccessFilter, type AccessRow, listAccessRows } from "../store/access.ts";

/** What happened to people of the stores where the caller manages, newest first. */
export async function listAccess(
  ctx: Context,
  query: Omit<AccessFilter, "store_ids"> & { limit: number; cursor?: string },
): Promise<Page<AccessRow & { employee_id: string }>> {
  const { cursor, ...filter } = query;
  const store_ids = storesFor(ctx, "employee_manage");
  const place = readCursor(cursor, 1);
  const rows = await listAccessRows(ctx.db, { ...filter, store_ids, before: place && Number(place[0]) });
  const page = pageOf(rows, query.limit, ({ sequence }) => [sequence]);
  return { ...page, items: page.items.map((row) => ({ ...row, employee_id: row.subject_id })) };
}
