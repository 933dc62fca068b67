/** Alerts of endpoints: a placeholder with the signature of the module of alerts, which takes its place. */

import type { CommitPart } from "../../../../platform/db/commit.ts";
import type { Context } from "../../../../platform/http/context.ts";

interface Alert {
  type: string;
  severity: "info" | "warning" | "critical";
  store_id: string | null;
  device_id?: string;
  subject: readonly [kind: string, id: string];
  details: Record<string, unknown>;
}

/** Until the module of alerts exists, the alert is a row of the audit and the event of its cause. */
export function recordAlert(_ctx: Context, { type, severity, store_id, subject, details }: Alert): CommitPart {
  return { writes: [], audit: [{ event: "alert.opened", subject, store_id, changes: { type, severity, ...details } }] };
}
