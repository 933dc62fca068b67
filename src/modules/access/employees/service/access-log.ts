/** The access log: logins and failed attempts, read from the audit. */

import { type Context, storesFor } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import { type AccessFilter, type AccessRow, listAccessRows } from "../store/access.ts";

/** Lists the logins and failed attempts of people at the stores that the caller manages, latest first. */
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
