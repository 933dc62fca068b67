/** Sums of worked time: of one person, and of each person of a store. */

import type { Context } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import type { Page } from "../../../../shared/page.ts";
import { businessDate, DAY_MS } from "../../../../shared/time.ts";
import { findPerson, listEmployees } from "../../../access/employees/index.ts";
import { getStore, requireStores } from "../../../access/tenants/index.ts";
import { type Summary, summarize, type Totals } from "../domain.ts";
import { listCardsBetween, type Timecard } from "../store.ts";

/** The most by which zone and cut-off hour move a business date from the same date in UTC. */
const ASIDE_MS = 2 * DAY_MS;

/**
 * Sums a person's work on the business dates from `from` to `to` (YYYY-MM-DD, inclusive). The caller's own cards count at
 * all stores; another person's only at stores whose people the caller manages. Errors: E_NOT_FOUND, E_PERMISSION.
 */
export async function summarizeCards(
  ctx: Context,
  employee_id: string,
  dates: { from: string; to: string },
): Promise<Summary & { employee_id: string }> {
  const own = employee_id === ctx.employee?.employee_id;
  if (!own && !(await findPerson(ctx, { employee_id }))) throw new AppError(errors.not_found);
  const store_ids = own ? undefined : await requireStores(ctx, "employee_manage");
  if (store_ids?.length === 0) throw new AppError(errors.permission);
  const cards = await datedCards(ctx, { employee_ids: [employee_id], store_ids }, dates);
  return { employee_id, ...summarize(cards, dates, ctx.now) };
}

/** The most people of one page of sums, because each has cards of up to 92 days. */
const PEOPLE_A_PAGE = 50;

/**
 * Sums the work of each person of the stores whose people the caller manages, at these stores and on the business dates from
 * `from` to `to`, inclusive. Errors: those of the store, E_PERMISSION.
 */
export async function listSummaries(
  ctx: Context,
  { from, to, ...query }: { from: string; to: string; store_id?: string; limit: number; cursor?: string },
): Promise<Page<Totals & { employee_id: string; name: string }>> {
  const store_ids = await requireStores(ctx, "employee_manage", query.store_id);
  const people = await listEmployees(ctx, { ...query, limit: Math.min(query.limit, PEOPLE_A_PAGE) });
  const employee_ids = people.items.map(({ employee_id }) => employee_id);
  const cards = await datedCards(ctx, { employee_ids, store_ids }, { from, to });
  const by_person = Map.groupBy(cards, ({ employee_id }) => employee_id);
  const items = people.items.map(({ employee_id, name }) => {
    const { total } = summarize(by_person.get(employee_id) ?? [], { from, to }, ctx.now);
    return { employee_id, name, ...total };
  });
  return { ...people, items };
}

/** The cards of people with their business dates, at some stores; more than those of the dates. */
async function datedCards(
  ctx: Context,
  of: { employee_ids: readonly string[]; store_ids: readonly string[] | undefined },
  dates: { from: string; to: string },
): Promise<(Timecard & { business_date: string })[]> {
  const [from, to] = [Date.parse(dates.from) - ASIDE_MS, Date.parse(dates.to) + ASIDE_MS];
  const { employee_ids, store_ids } = of;
  const cards = await listCardsBetween(ctx.db, { employee_ids, from, to, ...(store_ids && { store_ids }) });
  const at = [...new Set(cards.map(({ store_id }) => store_id))];
  const stores = new Map(
    await Promise.all(at.map(async (store_id) => [store_id, await getStore(ctx, store_id)] as const)),
  );
  return cards.flatMap((card) => {
    const store = stores.get(card.store_id);
    return store
      ? [{ ...card, business_date: businessDate(card.clock_in_at, store.time_zone, store.cutoff_hour) }]
      : [];
  });
}
