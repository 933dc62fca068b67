/** The beginning of a rebuild: the generation that it fills, and the last event whose rows it reads (rule R3). */

import type { Context } from "../../../../platform/http/context.ts";
import { SOURCES } from "../domain/sources.ts";
import type { Rebuild } from "../store/places.ts";

/** A rebuild into the generation after all earlier ones. `sequence`: the consumer counts the events after this one. */
export function beginRebuild(
  ctx: Context,
  { sequence, generations = [0] }: { sequence: number; generations?: readonly number[] },
): Rebuild {
  return {
    tenant_id: ctx.tenant_id,
    generation: Math.max(...generations) + 1,
    sequence,
    source: SOURCES[0],
    after: [],
    rows_done: 0,
    started_by: ctx.actor.id,
    started_at: ctx.arrived_at,
    finished_at: null,
  };
}
