/** Use-cases of gates: the data for an outage, the store's policy, heartbeats, and notifications of changes. */

import { base64url } from "../../../../platform/crypto/secrets.ts";
import { commit } from "../../../../platform/db/commit.ts";
import type { DataOf } from "../../../../platform/events/define.ts";
import type { Context } from "../../../../platform/http/context.ts";
import type { OutboxEvent } from "../../../../platform/queue/outbox.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { MINUTE_MS } from "../../../../shared/time.ts";
import {
  DEFAULT_POLICY,
  findGatePolicy,
  GATE_POLICY_CHANGED,
  type GatePolicy,
  type HeartbeatInput,
  isBelowVersion,
  listExpiresAt,
  policyInForce,
  pushToGates,
  recordGatePolicy,
  recordHeartbeat,
  reloadDevices,
} from "../../../access/devices/index.ts";
import { getStore, requireStore } from "../../../access/tenants/index.ts";
import { listZones } from "../../../offer/catalog/index.ts";
import { hasReserved } from "../../lots/index.ts";
import { listPeopleInside } from "../../scans/index.ts";
import { foreignKeyOf, hasForeignCodes, hashPrintedCodes } from "../../ticket-codes/index.ts";
import type { TICKET_CHANGES } from "../../tickets/index.ts";
import { foreignHashes, newestSequence, readList } from "./list.ts";

/**
 * The data that a gate keeps for an outage: config, zones and a page of its store's list (rule O1).
 * Errors: E_VALIDATION for a cursor that is not of this store's list; E_SCOPE_MISMATCH.
 */
export async function bootstrap(ctx: Context, query: { window: number; cursor?: string; store_id?: string }) {
  const store_id = await requireStore(ctx, "redeem", query.store_id);
  const [store, kept, has_reserved, foreign] = await Promise.all([
    getStore(ctx, store_id),
    getPolicy(ctx, store_id),
    hasReserved(ctx, store_id),
    hasForeignCodes(ctx.db),
  ]);
  const policy = policyInForce(kept, has_reserved);
  const [zones, inside, list] = await Promise.all([
    listZones(ctx, { store_id }),
    listPeopleInside(ctx, store_id),
    readList(ctx, store_id, {
      window_ms: query.window * MINUTE_MS,
      cursor: query.cursor,
      blanks: policy.unbound_lots === "admit_and_flag",
      foreign,
    }),
  ]);
  const { time_zone, cutoff_hour } = store;
  const revoked_key_versions = [...(ctx.device?.revoked_key_versions ?? [])];
  // Only a device gets the key: with it and the list, short codes of another system could be tried.
  const foreign_code_key = foreign && ctx.device ? base64url(await foreignKeyOf(ctx)) : null;
  const here = { store_id, time_zone, cutoff_hour, zone: ctx.device?.zone ?? null };
  return {
    config: { ...here, ...policy, revoked_key_versions, foreign_code_key },
    zones: zones.map((zone) => ({
      ...zone,
      people: inside.find(({ zone_id }) => zone_id === zone.zone_id)?.inside ?? 0,
    })),
    ...list,
    expires_at: listExpiresAt(policy, ctx.now),
    server_time: ctx.now,
  };
}

export async function getPolicy(ctx: Context, store_id: string): Promise<GatePolicy> {
  return (await findGatePolicy(ctx.db, store_id)) ?? DEFAULT_POLICY;
}

/** The policy of the named store, or of the caller's store. */
export async function readPolicy(ctx: Context, query: { store_id?: string }) {
  const store_id = await requireStore(ctx, null, query.store_id);
  return { store_id, ...(await getPolicy(ctx, store_id)) };
}

/** Sets a store's policy; connected gates are notified and read their list again. */
export async function setPolicy(ctx: Context, input: GatePolicy & { store_id?: string }) {
  const store_id = await requireStore(ctx, "settings_write", input.store_id);
  const before = await getPolicy(ctx, store_id);
  const { admit_offline, list_max_age_s, unbound_lots, min_app_version } = input;
  const policy = { admit_offline, list_max_age_s, unbound_lots, min_app_version };
  const reply = { store_id, ...policy };
  await commit(ctx, {
    writes: [],
    parts: [recordGatePolicy(ctx, reply)],
    audit: [
      { event: GATE_POLICY_CHANGED.type, subject: ["store", store_id], changes: { before, after: policy }, store_id },
    ],
    events: [GATE_POLICY_CHANGED.of(["store", store_id], reply, { store_id })],
    reply,
  });
  return reply;
}

/**
 * Records a device's heartbeat and returns commands for it (rule D4). An old app's heartbeat is recorded, too.
 * Errors: E_DEVICE_REQUIRED, E_MIN_VERSION.
 */
export async function heartbeat(ctx: Context, input: HeartbeatInput) {
  const store_id = ctx.device?.store_id ?? null;
  const [policy, newest_cursor] = await Promise.all([
    store_id === null ? DEFAULT_POLICY : getPolicy(ctx, store_id),
    newestSequence(ctx),
  ]);
  const { min_app_version } = policy;
  const { app_version } = input;
  const pulse = await recordHeartbeat(ctx, input, { min_app_version, newest_cursor });
  if (app_version !== undefined && min_app_version !== null && isBelowVersion(app_version, min_app_version))
    throw new AppError(errors.min_version, { min_app_version });
  return pulse;
}

/** Makes a store's devices reload the required app version after a policy change. Safe to repeat. */
export async function notifyMinVersion(ctx: Context, { store_id }: OutboxEvent): Promise<void> {
  await reloadDevices(ctx, store_id);
}

/** Notifies of a changed zone: devices' objects reload its limit, and gates read their lists again. Safe to repeat. */
export async function notifyZone(ctx: Context, { sequence, store_id }: OutboxEvent): Promise<void> {
  await reloadDevices(ctx);
  await pushToGates(ctx, store_id, { type: "list.changed", sequence, data: {} });
}

/** Pushes an event's effect to the gates of its store, or of every store. Safe to repeat. */
export async function notifyGates(ctx: Context, event: OutboxEvent<object>): Promise<void> {
  const { sequence, store_id } = event;
  const { ticket_id, key_version, status } = event.data as Partial<DataOf<(typeof TICKET_CHANGES)[number]>>;
  if (store_id === null || ticket_id === undefined || key_version === undefined)
    return void (await pushToGates(ctx, store_id, { type: "list.changed", sequence, data: {} }));
  const [[h], foreign] = await Promise.all([
    hashPrintedCodes(ctx, [{ ticket_id, key_version }]),
    foreignHashes(ctx, [{ ticket_id }]),
  ]);
  const foreign_h = foreign.get(ticket_id);
  const type = status === "active" ? "list.changed" : "ticket.revoked";
  await pushToGates(ctx, store_id, { type, sequence, data: { h, ...(foreign_h && { foreign_h }), reason: status } });
}
