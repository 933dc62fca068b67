/** Plans rows by their kind. A dry run and the import itself plan by the same functions. */

import type { Context } from "../../../../platform/http/context.ts";
import type { ReadRow } from "../domain/rows.ts";
import type { ImportKind } from "../domain/words.ts";
import type { Import } from "../store/imports.ts";
import { planCustomers } from "./customers.ts";
import { planItems } from "./items.ts";
import type { Plan } from "./plans.ts";
import { planPrices } from "./prices.ts";
import { planTickets } from "./tickets.ts";

const PLANNERS: Readonly<Record<ImportKind, (ctx: Context, job: Import, rows: readonly ReadRow[]) => Promise<Plan>>> = {
  items: planItems,
  customers: planCustomers,
  prices: planPrices,
  tickets: planTickets,
};

export async function planRows(ctx: Context, job: Import, rows: readonly ReadRow[]): Promise<Plan> {
  if (rows.length === 0) return { planned: [], errors: [], parts: [] };
  return PLANNERS[job.kind](ctx, job, rows);
}
