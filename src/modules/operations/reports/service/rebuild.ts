/** Rebuilds of a tenant's roll-ups: from all rows, into the next generation, while readers use the present one (rule R3). */

import { commit } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { defineRace, errors } from "../../../../shared/errors.ts";
import { SOURCES } from "../domain/sources.ts";
import { REBUILD_STARTED } from "../events.ts";
import { findPlace, findRebuild, movePlace, type Rebuild, upsertRebuild } from "../store/places.ts";

/** The consumer, or another rebuild, moved the place since it was read. */
const PLACE_MOVED = defineRace("the place of the roll-ups moves", errors.busy);

/** A rebuild as people see it. */
export interface RebuildView extends Pick<Rebuild, "rows_done"> {
  status: "none" | "running" | "completed";
  source: Rebuild["source"] | null;
  started_at: number | null;
  finished_at: number | null;
}

export function viewRebuild(rebuild: Rebuild | undefined): RebuildView {
  if (!rebuild) return { status: "none", source: null, rows_done: 0, started_at: null, finished_at: null };
  const { source, rows_done, started_at, finished_at } = rebuild;
  const status = finished_at === null ? "running" : "completed";
  return { status, source: finished_at === null ? source : null, rows_done, started_at, finished_at };
}

/** The tenant's latest rebuild. */
export async function readRebuild(ctx: Context): Promise<RebuildView> {
  return viewRebuild(await findRebuild(ctx.db));
}

/** Starts a rebuild, which the cron carries out; while one runs, it answers that one. Error: E_BUSY. */
export function startRebuild(ctx: Context): Promise<RebuildView> {
  return decideAgain([PLACE_MOVED], async () => {
    const [place, running] = await Promise.all([findPlace(ctx.db), findRebuild(ctx.db)]);
    if (running?.finished_at === null) return viewRebuild(running);
    const { sequence = 0, generation = 0 } = place ?? {};
    const rebuild: Rebuild = {
      tenant_id: ctx.tenant_id,
      generation: Math.max(generation, running?.generation ?? 0) + 1,
      sequence,
      source: SOURCES[0],
      after: [],
      rows_done: 0,
      started_by: ctx.actor.id,
      started_at: ctx.arrived_at,
      finished_at: null,
    };
    const { tenant_id } = ctx;
    await commit(ctx, {
      writes: [movePlace(place, { tenant_id, sequence, generation }), upsertRebuild(rebuild)],
      audit: [{ event: REBUILD_STARTED, subject: ["tenant", tenant_id], changes: { generation: rebuild.generation } }],
      refusals: [
        ["E_REPORT_PLACE", PLACE_MOVED],
        ["report_places.tenant_id", PLACE_MOVED],
      ],
    });
    return viewRebuild(rebuild);
  });
}
