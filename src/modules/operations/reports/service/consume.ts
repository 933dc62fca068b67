/** The consumer of events: a page of events is one commit, which moves the place, so that a page counts once (rule R3). */

import { bookkeep } from "../../../../platform/db/commit.ts";
import { listFactsSince } from "../../../../platform/db/outbox.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import type { Context } from "../../../../platform/http/context.ts";
import type { OutboxEvent } from "../../../../platform/queue/outbox.ts";
import { AppError, defineRace, errors, LostRace } from "../../../../shared/errors.ts";
import { attemptNames } from "../../../admission/tickets/index.ts";
import { listKeyedSales } from "../../../counter/sales/index.ts";
import { isRestoring } from "../../backups/index.ts";
import { accumulate } from "../domain/accumulate.ts";
import { FactSet, pairOf } from "../domain/counted.ts";
import type { Addition } from "../domain/facts.ts";
import { SOURCES } from "../domain/sources.ts";
import type { SumRow } from "../domain/sums.ts";
import { findPlace, findRebuild, lostPlace, movePlace, upsertRebuild } from "../store/places.ts";
import { addSums } from "../store/write.ts";
import { beginRebuild } from "./begin.ts";
import { clocksOf } from "./clocks.ts";
import { type Counting, READ } from "./rows.ts";
import { COUNTED_TYPES, factsTold } from "./told.ts";

/** Another drain, or a rebuild, moved the place since it was read. */
export const PLACE_MOVED = defineRace("the place of the roll-ups moves", errors.busy);

/** Counts a page of events: those after the place, each once, whoever else counts at the same time. */
export function countEvents(ctx: Context, events: readonly OutboxEvent[]): Promise<void> {
  return decideAgain([PLACE_MOVED], async () => {
    const place = await findPlace(ctx.db);
    // A tenant that is being restored has not all of its rows yet; the drain tries again later.
    if (!place && (await isRestoring(ctx.db))) throw new AppError(errors.unavailable);
    const news = events.filter(({ sequence, unreadable }) => !unreadable && sequence > (place?.sequence ?? 0));
    const sequence = news.at(-1)?.sequence;
    if (sequence === undefined) return;
    const facts = factsOf(news);
    const rows = await sumsOf(ctx, news, facts);
    const { tenant_id } = ctx;
    const generation = place?.generation ?? 0;
    const reached = (news[0]?.sequence ?? 1) - 1;
    const begun = place || !(await hasHistory(ctx, reached)) ? undefined : beginRebuild(ctx, { sequence: reached });
    const rebuild = begun ?? (place && (await findRebuild(ctx.db)));
    // A rebuild reads no row of these events, so its generation gets them here.
    const filled = rebuild && rebuild.finished_at === null ? [rebuild.generation] : [];
    await write(ctx, [
      movePlace(place, { tenant_id, sequence, generation }),
      ...(begun ? [upsertRebuild(begun)] : []),
      ...[...new Set([generation, ...filled])].flatMap((each) => addSums(tenant_id, each, rows)),
    ]);
  });
}

/** The first rows of each source that are looked at; a till with a wrong clock writes a row before all others. */
const FIRST_ROWS = 50;

/** Whether a tenant without a place has rows of events up to this one, as after a restore or an earlier release. */
export async function hasHistory(ctx: Context, sequence: number): Promise<boolean> {
  for (const source of SOURCES) {
    const { additions } = await READ[source](ctx, { after: [], limit: FIRST_ROWS }, countingUpTo(ctx, sequence));
    if (additions.length > 0) return true;
  }
  return false;
}

/**
 * Counts the facts of rows whose events are not later than one. The later events are read after the rows, so a row that
 * came with one of them is left to the consumer.
 */
export function countingUpTo({ db }: Context, sequence: number): Counting {
  return async (ids) => {
    const told = ids.length > 0 ? await listFactsSince(db, { after: sequence, types: COUNTED_TYPES, ids }) : [];
    const later = new FactSet(factsTold(told));
    return (fact, name) => !later.has(fact, name);
  };
}

/** Writes to the roll-ups. Throws the race when the place was moved since it was read. */
export async function write(ctx: Context, statements: Parameters<typeof bookkeep>[1]): Promise<number[]> {
  try {
    return await bookkeep(ctx.db, statements);
  } catch (error) {
    throw lostPlace(error) ? new LostRace(PLACE_MOVED) : error;
  }
}

/** The rows that a page of events adds to. */
async function sumsOf(ctx: Context, events: readonly OutboxEvent[], facts: FactSet): Promise<SumRow[]> {
  const entries = await entryKeys(ctx, events, facts);
  const counting = async () => facts.has.bind(facts);
  const oneKey = (ids: readonly string[]) => ({ keys: [...new Set(ids)].map((id) => [id]) });
  const scans = [...facts.list("scan"), ...facts.list("annulment")].flatMap((pair) => {
    const [ticket_id = "", scan_id = ""] = pair.split(":");
    return attemptNames(ticket_id === scan_id ? null : ticket_id, scan_id);
  });
  const asked = {
    sales: oneKey([...facts.list("sale"), ...facts.list("void")]),
    refunds: oneKey(facts.list("refund")),
    entries: { keys: entries },
    late: { keys: entries },
    shifts: oneKey(facts.list("shift")),
    scans: oneKey(scans),
    reprints: oneKey(facts.list("reprint")),
    conflicts: { keys: facts.list("conflict").map((pair) => pair.split(":")) },
  };
  const additions: Addition[] = [];
  for (const [source, rows] of Object.entries(asked))
    if (rows.keys.length > 0)
      additions.push(...(await READ[source as keyof typeof asked](ctx, rows, counting)).additions);
  return accumulate(additions, await clocksOf(ctx));
}

function factsOf(events: readonly OutboxEvent[]): FactSet {
  const told = events.map(({ type, subject_id, data }) => ({ type, subject_id, inner_id: innerOf(data as Data) }));
  return new FactSet(factsTold(told));
}

interface Data {
  void_id?: string;
  movement_id?: string;
  entry?: { entry_id: string; shift_id: string };
  conflict_id?: string;
  reprint_id?: string;
  scan_id?: string | null;
  shift_id?: string | null;
  sale_id?: string;
}

/** The same as `inner_id` of the outbox's reads. */
function innerOf(data: Data): string | null {
  const { void_id, movement_id, entry, conflict_id, reprint_id, scan_id } = data;
  return void_id ?? movement_id ?? entry?.entry_id ?? conflict_id ?? reprint_id ?? scan_id ?? null;
}

/** The keys of the entries: of each the shift and itself. A void joins the shift of its sale. */
async function entryKeys(ctx: Context, events: readonly OutboxEvent[], facts: FactSet): Promise<string[][]> {
  const voids = facts.list("void");
  const sales = voids.length > 0 ? await listKeyedSales(ctx.db, { keys: voids.map((id) => [id]) }) : [];
  const shift_of = new Map(sales.map(({ sale_id, shift_id }) => [sale_id, shift_id]));
  const pairs = events.flatMap(({ type, subject_id, data: sent }) => {
    const data = sent as Data;
    const shift_id = data.entry?.shift_id ?? data.shift_id ?? shift_of.get(subject_id);
    const [entry_id] = new FactSet(factsTold([{ type, subject_id, inner_id: innerOf(data) }])).list("entry");
    return shift_id && entry_id ? [pairOf(shift_id, entry_id)] : [];
  });
  return [...new Set(pairs)].map((pair) => pair.split(":"));
}
