/** Deletes the files of imports that nobody started, that ended, or that were cancelled, when they are due (rule M5). */

import { bookkeep, commit } from "../../../../platform/db/commit.ts";
import { asTenant, type PublicContext } from "../../../../platform/http/context.ts";
import { eachTenant, turnsOf } from "../../../../platform/queue/cron.ts";
import { IMPORT_AUDITS } from "../events.ts";
import { deleteFolders } from "../store/files.ts";
import { forgetFiles, type Import, listDueFiles, tenantsWithDueFiles, updateImport } from "../store/imports.ts";
import { about, cancelled, MOVED } from "./steps.ts";

/** The most tenants of one tick, and the most imports of each; the next tick continues. */
const TENANTS_AT_ONCE = 20;
export const IMPORTS_AT_ONCE = 5;

/** One query while nothing is due. */
export async function sweepFiles(base: PublicContext): Promise<void> {
  const due = await tenantsWithDueFiles(base.env, base.arrived_at);
  await eachTenant(turnsOf(due, TENANTS_AT_ONCE, base.arrived_at), "files of imports not swept", async (tenant_id) => {
    const ctx = asTenant(base, tenant_id);
    for (const job of await listDueFiles(ctx.db, base.arrived_at, IMPORTS_AT_ONCE)) {
      const ended = isOpen(job) ? await abandon(ctx, job) : job;
      await deleteFolders(ctx.env.BUCKET, ended, ["file", "refused"]);
      await bookkeep(ctx.db, [forgetFiles(ended)]);
    }
  });
}

function isOpen({ status }: Import): boolean {
  return status === "draft" || status === "checked";
}

/** Ends an import that nobody started. */
async function abandon(ctx: ReturnType<typeof asTenant>, before: Import): Promise<Import> {
  const job = { ...cancelled(ctx, before), kept_until: before.kept_until };
  await commit(ctx, {
    writes: [updateImport(before, job)],
    audit: [{ ...about(job), event: IMPORT_AUDITS.cancelled }],
    refusals: MOVED,
  });
  return job;
}
