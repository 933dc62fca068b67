/** A store's policy for its gates is written in the commit of whoever sets it. */

import type { CommitPart } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import type { GatePolicy } from "../domain/gate-policy.ts";
import { upsertGatePolicy } from "../store.ts";

/** Sets a store's policy for its gates, in place of the one before. */
export function recordGatePolicy(ctx: Context, policy: GatePolicy & { store_id: string }): CommitPart {
  return { writes: [upsertGatePolicy({ tenant_id: ctx.tenant_id, updated_at: ctx.now, ...policy })] };
}
