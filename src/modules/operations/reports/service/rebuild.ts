/** Rebuilds of a tenant's roll-ups: from all rows, into the next generation, while readers use the present one (rule R3). */

import { commit } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import { asTenant, type Context, type PublicContext } from "../../../../platform/http/context.ts";
import { eachTenant, turnsOf } from "../../../../platform/queue/cron.ts";
import { listOutboxes } from "../../../../platform/queue/outbox.ts";
import { HOUR_MS } from "../../../../shared/time.ts";
import { requireEveryStore } from "../../../access/tenants/index.ts";
import { isRestoring } from "../../backups/index.ts";
import { contextOf, requireParkTenant } from "../../provider/index.ts";
import { accumulate } from "../domain/accumulate.ts";
import { SOURCES } from "../domain/sources.ts";
import { REBUILD_STARTED } from "../events.ts";
import {
  findPlace,
  findRebuild,
  listPlaced,
  movePlace,
  type Place,
  type Rebuild,
  upsertRebuild,
} from "../store/places.ts";
import { addSums, deleteOthers } from "../store/write.ts";
import { beginRebuild } from "./begin.ts";
import { clocksOf } from "./clocks.ts";
import { countingUpTo, hasHistory, PLACE_MOVED, write } from "./consume.ts";
import { READ } from "./rows.ts";

/** The rows of one step, and the steps of one tenant and tick; a step sends some ten queries. */
const PORTION = 500;
const STEPS_A_TICK = 30;
const TENANTS_A_TICK = 3;
/** The tenants that one tick gives a place; each costs some ten queries. */
const PLACED_A_TICK = 20;
/** The rows of the old generation that one step deletes. */
const DELETED_AT_ONCE = 5_000;
/** How long a person waits for the next rebuild, because each reads every row. */
const PAUSE_MS = HOUR_MS;

/** A rebuild as people see it. */
export interface RebuildView extends Pick<Rebuild, "rows_done"> {
  status: "none" | "running" | "completed";
  source: Rebuild["source"] | null;
  started_at: number | null;
  finished_at: number | null;
}

function view(rebuild: Rebuild | undefined): RebuildView {
  if (!rebuild) return { status: "none", source: null, rows_done: 0, started_at: null, finished_at: null };
  const { source, rows_done, started_at, finished_at } = rebuild;
  const status = finished_at === null ? "running" : "completed";
  return { status, source: finished_at === null ? source : null, rows_done, started_at, finished_at };
}

/** The tenant's latest rebuild. */
export async function readRebuild(ctx: Context): Promise<RebuildView> {
  return view(await findRebuild(ctx.db));
}

/**
 * Starts a rebuild, which the cron carries out. While one runs, and for an hour after its start, it answers that one.
 * Errors: E_PERMISSION, E_BUSY.
 */
export async function startRebuild(ctx: Context): Promise<RebuildView> {
  await requireEveryStore(ctx, "settings_write");
  return startOnce(ctx, ctx);
}

/** The same for a tenant of the provider. Errors: those of a named tenant, E_BUSY. */
export async function startParkRebuild(ctx: Context, tenant_id: string): Promise<RebuildView> {
  const tenant = await requireParkTenant(ctx, tenant_id);
  return startOnce(ctx, contextOf(ctx, tenant));
}

/** Starts the rebuild of `own`, with a row in its audit, and in the caller's where that is another. */
function startOnce(ctx: Context, own: Context): Promise<RebuildView> {
  return decideAgain([PLACE_MOVED], async () => {
    const { place, rebuild } = await readState(own);
    const recent = rebuild && rebuild.started_at > ctx.arrived_at - PAUSE_MS;
    if (rebuild && (recent || rebuild.finished_at === null)) return view(rebuild);
    const begun = begin(own, place, rebuild);
    const { tenant_id } = own;
    const changes = { generation: begun.rebuild.generation };
    const audit = [{ event: REBUILD_STARTED, subject: ["tenant", tenant_id] as const, changes }] as const;
    const refusals = [
      ["E_REPORT_PLACE", PLACE_MOVED],
      ["report_places.tenant_id", PLACE_MOVED],
    ] as const;
    const work = { writes: begun.writes, audit: [...audit] as [(typeof audit)[0]], refusals };
    if (own === ctx) await commit(ctx, work);
    else await commit(ctx, { writes: [], audit: work.audit, beside: { ctx: own, work } });
    return view(begun.rebuild);
  });
}

async function readState({ db }: Context) {
  const [place, rebuild] = await Promise.all([findPlace(db), findRebuild(db)]);
  return { place, rebuild };
}

/** A rebuild with its writes. A tenant without a place gets one at 0, so that the consumer counts all events. */
function begin(ctx: Context, place: Place | undefined, earlier: Rebuild | undefined) {
  const { tenant_id } = ctx;
  const { sequence = 0, generation = 0 } = place ?? {};
  const rebuild = beginRebuild(ctx, { sequence, generations: [generation, earlier?.generation ?? 0] });
  return { rebuild, writes: [movePlace(place, { tenant_id, sequence, generation }), upsertRebuild(rebuild)] };
}

/** Rebuilds a tenant's roll-ups whole, for a tool that has just written rows without events. */
export async function rebuildWhole(ctx: Context): Promise<void> {
  await decideAgain([PLACE_MOVED], async () => {
    const { place, rebuild } = await readState(ctx);
    await write(ctx, begin(ctx, place, rebuild).writes);
  });
  while (await takeStep(ctx));
}

/** Carries on the rebuilds that run, and gives a place to tenants with events that no roll-ups count. */
export async function rebuildReports(base: PublicContext): Promise<void> {
  const [outboxes, placed] = await Promise.all([listOutboxes(base), listPlaced(base.env)]);
  const running = [...placed].flatMap(([tenant_id, runs]) => (runs ? [tenant_id] : []));
  const unplaced = outboxes.filter(({ tenant_id, swept }) => swept > 0 && !placed.has(tenant_id));
  await eachTenant(
    turnsOf(unplaced, PLACED_A_TICK, base.arrived_at),
    "rebuild of reports not begun",
    async ({ tenant_id, swept }) => {
      const ctx = asTenant(base, tenant_id);
      if (!(await isRestoring(ctx.db))) await placeAt(ctx, swept);
    },
  );
  await eachTenant(
    turnsOf(running, TENANTS_A_TICK, base.arrived_at),
    "rebuild of reports stopped",
    async (tenant_id) => {
      const ctx = asTenant(base, tenant_id);
      for (let steps = 0; steps < STEPS_A_TICK && (await takeStep(ctx)); steps++);
    },
  );
}

/** Gives a tenant its first place; a tenant without rows of events needs no rebuild. */
async function placeAt(ctx: Context, sequence: number): Promise<void> {
  const place = movePlace(undefined, { tenant_id: ctx.tenant_id, sequence, generation: 0 });
  const begun = (await hasHistory(ctx, sequence)) ? [upsertRebuild(beginRebuild(ctx, { sequence }))] : [];
  await write(ctx, [place, ...begun]);
}

/** Takes one step of a rebuild; false when there is nothing left to do. A step that dies is taken again from its beginning. */
function takeStep(ctx: Context): Promise<boolean> {
  return decideAgain([PLACE_MOVED], async () => {
    const { place, rebuild } = await readState(ctx);
    if (!place || !rebuild || rebuild.finished_at !== null) return false;
    if (place.generation === rebuild.generation) return clean(ctx, place, rebuild);
    await readPortion(ctx, place, rebuild);
    return true;
  });
}

/** Adds a portion of rows to the new generation. After the last row, readers use it from then on. */
async function readPortion(ctx: Context, place: Place, rebuild: Rebuild): Promise<void> {
  const { source, after, generation, sequence } = rebuild;
  const { additions, keys } = await READ[source](ctx, { after, limit: PORTION }, countingUpTo(ctx, sequence));
  const rows = accumulate(additions, await clocksOf(ctx));
  const next = keys.length === PORTION ? { source, after: keys.at(-1) ?? [] } : nextSource(source);
  await write(ctx, [
    movePlace(place, { ...place, generation: next ? place.generation : generation }),
    ...addSums(ctx.tenant_id, generation, rows),
    upsertRebuild({ ...rebuild, ...next, rows_done: rebuild.rows_done + keys.length }),
  ]);
}

function nextSource(source: Rebuild["source"]): Pick<Rebuild, "source" | "after"> | undefined {
  const next = SOURCES[SOURCES.indexOf(source) + 1];
  return next && { source: next, after: [] };
}

/** Deletes a portion of the old generations; the rebuild ends when there is none. */
async function clean(ctx: Context, place: Place, rebuild: Rebuild): Promise<boolean> {
  const [, deleted = 0] = await write(ctx, [
    movePlace(place, place),
    deleteOthers(ctx.db, [rebuild.generation], DELETED_AT_ONCE),
  ]);
  if (deleted > 0) return true;
  const now = await findPlace(ctx.db);
  await write(ctx, [movePlace(now, now ?? place), upsertRebuild({ ...rebuild, finished_at: ctx.arrived_at })]);
  return false;
}
