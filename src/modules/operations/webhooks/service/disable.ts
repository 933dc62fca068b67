/** Disables an endpoint that answered 410 or failed for five days, with an alert (rules E4, E5). */

import { type CommitPart, commit } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { findLasting, recordAlert, resolveAlert } from "../../../access/alerts/index.ts";
import { WEBHOOK_ACTS, WEBHOOK_DISABLED } from "../events.ts";
import { type Endpoint, updateEndpoint } from "../store/endpoints.ts";
import { recordFresh } from "../store/owed.ts";
import { wantedTypes } from "./bodies.ts";
import { wakeEndpoints } from "./wake.ts";

/** Disables an endpoint for a reason; what it is owed becomes dead letters. After a faster change it does nothing. */
export async function disableEndpoint(ctx: Context, endpoint: Endpoint, reason: "gone" | "failing"): Promise<void> {
  const { tenant_id, webhook_id, url } = endpoint;
  const subject = ["webhook", webhook_id] as const;
  const after = { ...endpoint, status: "disabled" as const, disabled_reason: reason, updated_at: ctx.arrived_at };
  try {
    await commit(ctx, {
      writes: [
        recordFresh(endpoint, { types: wantedTypes(endpoint), now: ctx.arrived_at }),
        updateEndpoint(after, "recorded"),
      ],
      audit: [{ event: WEBHOOK_DISABLED.type, subject, store_id: null, changes: { reason } }],
      events: [WEBHOOK_DISABLED.of(subject, { webhook_id, reason }, { store_id: null })],
      parts: [
        recordAlert(ctx, {
          type: WEBHOOK_DISABLED.type,
          severity: "critical",
          store_id: null,
          subject,
          details: { webhook_id, host: URL.canParse(url) ? new URL(url).host : "", reason },
        }),
      ],
      refusals: [["E_STALE_VERSION", errors.conflict]],
    });
  } catch (error) {
    if (error instanceof AppError && error.spec === errors.conflict) return;
    throw error;
  }
  // The next run ends what is pending.
  await wakeEndpoints(ctx.env, [{ tenant_id, webhook_id }], { delay_s: 1 });
}

/** The end of the alert of an endpoint that is enabled again or deleted, so that the next disabling has its own alert. */
export async function endAlert(ctx: Context, webhook_id: string): Promise<CommitPart[]> {
  const subject = ["webhook", webhook_id] as const;
  const alert = await findLasting(ctx.db, WEBHOOK_DISABLED.type, subject);
  if (!alert) return [];
  const { alert_id, type, severity } = alert;
  return [resolveAlert(ctx, { alert_id, type, severity, store_id: null, subject, at: ctx.now })];
}

/** What only the audit says of an act on an endpoint. */
export function actOn(webhook_id: string, act: keyof typeof WEBHOOK_ACTS, changes: Record<string, unknown> = {}) {
  return { event: WEBHOOK_ACTS[act], subject: ["webhook", webhook_id] as const, store_id: null, changes };
}
