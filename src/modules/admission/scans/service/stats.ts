/** Statistics of a store's gates: sums of attempts, people inside, overused tickets, conflicts (rules G9, O5). */

import { type Context, storeFor } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import { businessDate } from "../../../../shared/time.ts";
import { getStore, requireStore, requireStores } from "../../../access/tenants/index.ts";
import { listZones } from "../../../offer/catalog/index.ts";
import {
  type AttemptSpan,
  allowedPasses,
  type Conflict,
  type ConflictFilter,
  getOwnTicket,
  listAttempts,
  listConflictRows,
  listConflictsOf,
  listZoneDays,
  overuseOf,
  type Span,
  spanOf,
  sumAttempts,
  sumHours,
  summarize,
} from "../../tickets/index.ts";

type Store = Awaited<ReturnType<typeof getStore>>;

type SummaryQuery = Omit<AttemptSpan, "store_id" | keyof Span> & Partial<Span> & { store_id?: string };

/** Sums of a store's attempts; by default of the business date of now. Error: E_VALIDATION for the span. */
export async function summarizeAttempts(ctx: Context, query: SummaryQuery) {
  const store_id = await requireStore(ctx, "redeem", query.store_id);
  const store = await getStore(ctx, store_id);
  const span = spanOf(query, ctx.now, store);
  if (!span.ok) throw new AppError(errors.validation, { fields: [span.refusal] });
  const filter = { ...query, ...span.value, store_id };
  const [groups, by_hour, zones] = await Promise.all([
    sumAttempts(ctx.db, filter),
    sumHours(ctx.db, filter),
    peopleInside(ctx, store),
  ]);
  const { by_zone, ...sums } = summarize(groups);
  const known = new Map(zones.map((zone) => [zone.zone_id, zone]));
  return {
    store_id,
    ...span.value,
    ...sums,
    by_zone: by_zone.map((sum) => {
      const { zone = null, inside = 0 } = known.get(sum.zone_id ?? "") ?? {};
      return { ...sum, zone, inside };
    }),
    by_hour,
  };
}

/** Each zone of a store with the people inside on the business date of now (rule G9). */
export async function listPeopleInside(ctx: Context, store_id?: string) {
  return peopleInside(ctx, await getStore(ctx, await requireStore(ctx, "redeem", store_id)));
}

async function peopleInside(ctx: Context, { store_id, time_zone, cutoff_hour }: Store) {
  const business_date = businessDate(ctx.now, time_zone, cutoff_hour);
  const [zones, days] = await Promise.all([
    listZones(ctx, { store_id }),
    listZoneDays(ctx.db, [store_id], business_date),
  ]);
  return zones.map(({ zone_id, name: zone }) => {
    const day = days.find((row) => row.zone_id === zone_id);
    const { inside = 0, entries = 0, exits = 0, fails = 0 } = day ?? {};
    return { zone_id, zone, business_date, inside, entries, exits, fails };
  });
}

/** The most attempts of a ticket that are read. */
const ATTEMPTS_READ = 1000;

/** Compares a ticket's attempts with its paid uses. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION. */
export async function checkDuplicates(ctx: Context, ticket_id: string) {
  const { type, quota_or_minutes, store_id } = await getOwnTicket(ctx, ticket_id);
  storeFor(ctx, "redeem", store_id);
  const [attempts, conflicts] = await Promise.all([
    listAttempts(ctx.db, [ticket_id], ATTEMPTS_READ),
    listConflictsOf(ctx.db, [ticket_id]),
  ]);
  const { passes, duplicates } = overuseOf(attempts);
  const suspicious = duplicates.length > 0 || conflicts.length > 0;
  const allowed = allowedPasses(type, quota_or_minutes);
  return { ticket_id, passes, allowed, duplicates, conflicts, suspicious };
}

type ConflictQuery = Omit<ConflictFilter, "store_ids" | "before"> & { store_id?: string; cursor?: string };

/** Offline admissions that lost, at the caller's stores, latest first (rule O5). */
export async function listConflicts(ctx: Context, query: ConflictQuery): Promise<Page<Conflict>> {
  const { store_id, cursor, ...filter } = query;
  const store_ids = await requireStores(ctx, "redeem", store_id);
  const [conflict_id, ticket_id] = readCursor(cursor, 2) ?? [];
  const before = conflict_id === undefined ? undefined : { conflict_id: `${conflict_id}`, ticket_id: `${ticket_id}` };
  const rows = await listConflictRows(ctx.db, { ...filter, store_ids, before });
  return pageOf(rows, query.limit, (row) => [row.conflict_id, row.ticket_id]);
}
