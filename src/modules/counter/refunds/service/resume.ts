/** Resumes refunds whose request is over or was lost, until each has ended (rule A4). */

import { asTenant, type PublicContext } from "../../../../platform/http/context.ts";
import { logTrouble } from "../../../../platform/log/log.ts";
import { eachTenant } from "../../../../platform/queue/cron.ts";
import { clockOffsetMs, tenantAtWork } from "../../../access/tenants/index.ts";
import { listPending, listRefundingTenants } from "../store.ts";
import { carryOut } from "./carry-out.ts";

/** After this time the request of a refund is over or lost. */
const LEFT_ALONE_MS = 60_000;
const RESUMED_AT_ONCE = 100;

/** Continues refunds that have been pending for a minute, one after another; a failed one stays pending. */
export async function resumeRefunds(base: PublicContext): Promise<void> {
  const due = await listRefundingTenants(base.env, base.arrived_at - LEFT_ALONE_MS, clockOffsetMs);
  await eachTenant(due, "refunds not resumed", async (tenant_id) => {
    const ctx = await tenantAtWork(base, tenant_id);
    for (const { refund_id, store_id } of await listPending(ctx.db, ctx.now - LEFT_ALONE_MS, RESUMED_AT_ONCE))
      await carryOut(asTenant(ctx, tenant_id, { ...ctx, store_id }), refund_id).catch((error) =>
        logTrouble("error", "refund stays pending", error, { tenant_id, refund_id }),
      );
  });
}
