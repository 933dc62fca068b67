/** Use-cases that watch drawers: an alert for a shift that was left open, and for a count with a difference. */

import { type CommitPart, commit } from "../../../../platform/db/commit.ts";
import type { Context, PublicContext } from "../../../../platform/http/context.ts";
import { eachTenant } from "../../../../platform/queue/cron.ts";
import { iso } from "../../../../shared/time.ts";
import { findLasting, recordAlert, resolveAlert } from "../../../access/alerts/index.ts";
import { readSettings } from "../../../access/settings/index.ts";
import { tenantAtWork } from "../../../access/tenants/index.ts";
import { CASH_EXCEPTION, isCashException, LEFT_OPEN } from "../domain/watch.ts";
import { listOverdueShifts, type Shift } from "../store.ts";

/** The most shifts that one run reminds of. */
const REMINDED_PER_RUN = 100;

/** Opens an alert for each shift that has been open for too long, once a shift. */
export async function remindOfShifts(base: PublicContext): Promise<void> {
  const overdue = await listOverdueShifts(base.env, LEFT_OPEN, base.arrived_at, REMINDED_PER_RUN);
  await eachTenant(overdue, "shift not reminded of yet", async (shift) => {
    const { tenant_id, shift_id, store_id, device_id, opened_by, opened_at } = shift;
    const ctx = await tenantAtWork(base, tenant_id);
    const subject = ["shift", shift_id] as const;
    const details = { opened_by, opened_at: iso(opened_at) };
    const alert = { type: LEFT_OPEN, severity: "warning", store_id, device_id, subject, details } as const;
    await commit(ctx, recordAlert(ctx, alert));
  });
}

/** The parts of a closing: it ends the reminder of its shift, and opens an alert if the difference is too large. */
export async function alertsOfClosing(
  ctx: Context,
  closed: Shift & { cash_diff: number; cash_expected: number; cash_counted: number },
): Promise<CommitPart[]> {
  const { shift_id, store_id, device_id, closed_by, cash_diff, cash_expected, cash_counted } = closed;
  const subject = ["shift", shift_id] as const;
  const [reminder, settings] = await Promise.all([
    findLasting(ctx.db, LEFT_OPEN, subject),
    readSettings(ctx, store_id),
  ]);
  const alert = { severity: "warning", store_id, device_id, subject } as const;
  const { alert_id } = reminder ?? {};
  const ended = alert_id && resolveAlert(ctx, { ...alert, type: LEFT_OPEN, alert_id, at: ctx.now });
  const too_much = isCashException(cash_diff, settings["shifts.cash_exception_above"]);
  const details = { cash_diff, cash_expected, cash_counted, closed_by };
  const exception = too_much && recordAlert(ctx, { ...alert, type: CASH_EXCEPTION, details });
  return [ended, exception].filter((part) => typeof part === "object");
}
