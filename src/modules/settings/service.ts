/** Use-cases of settings. */

import { commit } from "../../platform/db/commit.ts";
import type { Context } from "../../platform/http/context.ts";
import { type FeatureFlag, insertFlags, listFlagRows } from "./store.ts";

export function listFlags(ctx: Context): Promise<FeatureFlag[]> {
  return listFlagRows(ctx.db);
}

/** Gives a new tenant its feature flags. */
export async function createFlags(ctx: Context, flags: Omit<FeatureFlag, "tenant_id">[]): Promise<void> {
  await commit(ctx, {
    writes: [insertFlags(flags.map((flag) => ({ ...flag, tenant_id: ctx.tenant_id })))],
    audit: [
      { event: "flags.created", subject: ["tenant", ctx.tenant_id], changes: { flags: flags.map(({ flag }) => flag) } },
    ],
  });
}
