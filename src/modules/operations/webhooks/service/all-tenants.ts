/** The provider's dead letters: those of every tenant, and a restart that both sides audit (rules E4, U1). */

import { commit } from "../../../../platform/db/commit.ts";
import { EVERY_TENANT, openDatabase } from "../../../../platform/db/session.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { pageOf } from "../../../../shared/page.ts";
import { tenantErrors } from "../../../access/tenants/index.ts";
import { contextOf, providerOnly, requireParkTenant } from "../../provider/index.ts";
import { deliveryIdOf } from "../domain/delivery-ids.ts";
import { webhookErrors } from "../domain/errors.ts";
import { WEBHOOK_ACTS } from "../events.ts";
import { listDeadOf, listTenantsWithDead, restartDeliveries } from "../store/deliveries.ts";
import { type Endpoint, listEndpoints } from "../store/endpoints.ts";
import { RESTARTED_AT_ONCE } from "./deliveries.ts";
import { wakeEndpoints } from "./wake.ts";

/**
 * The tenants that have dead letters, with their number and the latest ones. Errors: E_PERMISSION on a device,
 * E_VALIDATION for a cursor of another list.
 */
export async function listDeadOfAll(
  ctx: Context,
  { tenant_id, limit, cursor }: { tenant_id?: string; limit: number; cursor?: string },
) {
  providerOnly(ctx);
  const [after = ""] = readCursor(cursor, 1) ?? [];
  const rows = await listTenantsWithDead(openDatabase(ctx.env, EVERY_TENANT), {
    tenant_id,
    after: String(after),
    limit: limit + 1,
  });
  const items = rows.map(({ latest, ...row }) => ({
    ...row,
    latest: latest.map(({ sequence, ...letter }) => ({
      delivery_id: deliveryIdOf({ ...letter, sequence }),
      ...letter,
    })),
  }));
  return pageOf(items, limit, (row) => [row.tenant_id]);
}

/**
 * Starts the dead letters of a tenant's enabled endpoints again, or those of one endpoint; at most 1,000 a request, and
 * `more` asks for a repeat. Errors: E_PERMISSION on a device, E_NOT_FOUND, E_TENANT_STATUS for a tenant that is not
 * active, E_WEBHOOK_DISABLED.
 */
export async function replayDeadOf(
  ctx: Context,
  { tenant_id, webhook_id }: { tenant_id: string; webhook_id?: string },
): Promise<{ tenant_id: string; restarted: number; more: boolean }> {
  const tenant = await requireParkTenant(ctx, tenant_id);
  if (tenant.status !== "active") throw new AppError(tenantErrors.tenant_status, { status: tenant.status });
  const own = contextOf(ctx, tenant);
  const ids = chooseEndpoints(await listEndpoints(own.db), webhook_id);
  const dead = await listDeadOf(own.db, ids, RESTARTED_AT_ONCE + 1);
  const restarted = dead.slice(0, RESTARTED_AT_ONCE);
  const by_endpoint = [...Map.groupBy(restarted, (delivery) => delivery.webhook_id)];
  const reply = { tenant_id, restarted: restarted.length, more: dead.length > RESTARTED_AT_ONCE };
  const entry = {
    event: WEBHOOK_ACTS.replayed,
    subject: webhook_id === undefined ? (["tenant", tenant_id] as const) : (["webhook", webhook_id] as const),
    changes: { tenant_id, dead_letters: restarted.length },
    store_id: null,
  };
  const writes = by_endpoint.flatMap(([id, some]) => restartDeliveries(own.db, id, some, ctx.arrived_at));
  await commit(ctx, { writes: [], audit: [entry], beside: { ctx: own, work: { writes, audit: [entry] } }, reply });
  await wakeEndpoints(
    ctx.env,
    by_endpoint.map(([id]) => ({ tenant_id, webhook_id: id })),
  );
  return reply;
}

/** The ids of the enabled endpoints, or the named one's. Errors: E_NOT_FOUND, E_WEBHOOK_DISABLED. */
function chooseEndpoints(endpoints: readonly Endpoint[], webhook_id: string | undefined): string[] {
  const enabled = endpoints.filter(({ status }) => status === "enabled").map((endpoint) => endpoint.webhook_id);
  if (webhook_id === undefined) return enabled;
  if (!endpoints.some((endpoint) => endpoint.webhook_id === webhook_id)) throw new AppError(errors.not_found);
  if (!enabled.includes(webhook_id)) throw new AppError(webhookErrors.disabled);
  return [webhook_id];
}
