/** Lists of attempts to use tickets. */

import type { Context } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import { requireStores } from "../../../access/tenants/index.ts";
import { listRedemptionRows, type Redemption, type RedemptionFilter } from "../../tickets/index.ts";

export type RedemptionQuery = Omit<RedemptionFilter, "store_id" | "before"> & { store_id?: string; cursor?: string };

/** Attempts at the caller's stores, latest first. */
export async function listRedemptions(ctx: Context, query: RedemptionQuery): Promise<Page<Redemption>> {
  const { store_id, cursor, ...filter } = query;
  const store_ids = await requireStores(ctx, "redeem", store_id);
  const place = readCursor(cursor, 2);
  const before = place && ([Number(place[0]), String(place[1])] as const);
  const lists = await Promise.all(
    store_ids.map((at) => listRedemptionRows(ctx.db, { ...filter, store_id: at, before })),
  );
  const rows = lists
    .flat()
    .sort((a, b) => b.happened_at - a.happened_at || (a.redemption_id < b.redemption_id ? 1 : -1));
  return pageOf(rows, query.limit, (row) => [row.happened_at, row.redemption_id]);
}
