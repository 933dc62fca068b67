/** Stops an import whose page keeps failing: a person sees an alert, and may start it again from there (rule M4). */

import { commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { recordAlert } from "../../../access/alerts/index.ts";
import { ENDED_MS } from "../domain/keeping.ts";
import { IMPORT_AUDITS, IMPORT_STOPPED } from "../events.ts";
import { type Import, updateImport } from "../store/imports.ts";
import { about, progressOf } from "./steps.ts";

/** Does nothing for an import that moved on since it was read. `failure` is the code of the last error. */
export async function stopImport(ctx: Context, before: Import, failure: string): Promise<void> {
  const { import_id, kind, store_id, next_page: page } = before;
  const job: Import = {
    ...before,
    status: "failed",
    ended_at: ctx.now,
    failure,
    kept_until: ctx.arrived_at + ENDED_MS,
  };
  try {
    await commit(ctx, {
      writes: [updateImport(before, job)],
      audit: [{ ...about(job), event: IMPORT_AUDITS.stopped, changes: { page, failure } }],
      events: [progressOf(job)],
      parts: [
        recordAlert(ctx, {
          type: IMPORT_STOPPED,
          severity: "warning",
          store_id,
          subject: ["import", import_id],
          details: { import_id, kind, page, failure },
        }),
      ],
      refusals: [["imports.status", errors.conflict]],
    });
  } catch (error) {
    if (error instanceof AppError && error.spec === errors.conflict) return;
    throw error;
  }
}
