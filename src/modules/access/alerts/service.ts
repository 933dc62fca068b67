/** Use-cases of alerts: list, acknowledge and resolve them, and delete those that ended long ago (rule D5). */

import { bookkeep, commit } from "../../../platform/db/commit.ts";
import { decideAgain } from "../../../platform/db/race.ts";
import { EVERY_TENANT, openDatabase } from "../../../platform/db/session.ts";
import { type Context, type PublicContext, storeFor } from "../../../platform/http/context.ts";
import { readCursor } from "../../../platform/http/request.ts";
import { AppError, defineRace, errors } from "../../../shared/errors.ts";
import { type Page, pageOf } from "../../../shared/page.ts";
import { DAY_MS } from "../../../shared/time.ts";
import { requireEveryStore, requireStores } from "../tenants/index.ts";
import { ALERT_LIFE_DAYS, type AlertAct, decideAlert } from "./domain.ts";
import { ALERT_EVENTS } from "./events.ts";
import {
  type Alert,
  type AlertFilter,
  type AlertScope,
  deleteEnded,
  findAlert,
  listAlertRows,
  tenantsWithEnded,
  updateAlert,
} from "./store/rows.ts";

const ALERT_CHANGED = defineRace("an alert is changed", errors.conflict);

/** Alerts of the stores where the caller manages devices, latest first. Errors: those of a store (rule T2). */
export async function listAlerts(
  ctx: Context,
  query: AlertFilter & { store_id?: string; limit: number; cursor?: string },
): Promise<Page<Alert>> {
  const { store_id, cursor, ...filter } = query;
  const before = readCursor(cursor, 1)?.[0]?.toString();
  const rows = await listAlertRows(ctx.db, await scopeOf(ctx, store_id), { ...filter, before });
  return pageOf(rows, query.limit, ({ alert_id }) => [alert_id]);
}

/** Alerts of no store are only for callers who manage devices in every store. */
async function scopeOf(ctx: Context, store_id: string | undefined): Promise<AlertScope> {
  const store_ids = await requireStores(ctx, "device_manage", store_id);
  return { store_ids, storeless: store_id === undefined && ctx.store_id === null && (await seesEverything(ctx)) };
}

async function seesEverything(ctx: Context): Promise<boolean> {
  try {
    await requireEveryStore(ctx, "device_manage");
    return true;
  } catch (error) {
    if (error instanceof AppError && error.spec === errors.permission) return false;
    throw error;
  }
}

/**
 * Acknowledges or resolves an alert. An act that was done before changes nothing, and returns the alert as it is.
 * Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION, E_CONFLICT.
 */
export function changeAlert(ctx: Context, alert_id: string, act: AlertAct): Promise<Alert> {
  return decideAgain([ALERT_CHANGED], async () => {
    const alert = await getWatched(ctx, alert_id);
    const status = decideAlert(alert.status, act);
    if (!status) return alert;
    const { now, actor } = ctx;
    const done =
      act === "resolve"
        ? { resolved_at: now, resolved_by: actor.id }
        : { acknowledged_at: now, acknowledged_by: actor.id };
    const next = { ...alert, status, ...done };
    const { type, severity, store_id, device_id, subject_kind, subject_id } = alert;
    const facts = { alert_id, type, severity, store_id, device_id, subject_kind, subject_id };
    const entry = { subject: ["alert", alert_id] as const, store_id };
    const event =
      act === "resolve"
        ? ALERT_EVENTS.resolve.of(entry.subject, { ...facts, resolved_by: actor.id }, { store_id })
        : ALERT_EVENTS.acknowledge.of(entry.subject, { ...facts, acknowledged_by: actor.id }, { store_id });
    await commit(ctx, {
      writes: [updateAlert(next, ctx.request_id)],
      audit: [{ ...entry, event: event.type, changes: { before: { status: alert.status }, after: { status } } }],
      events: [event],
      reply: next,
      refusals: [["E_STALE_VERSION", ALERT_CHANGED]],
    });
    return next;
  });
}

/** An alert of a store where the caller manages devices; one of no store needs that in every store. */
async function getWatched(ctx: Context, alert_id: string): Promise<Alert> {
  const alert = await findAlert(ctx.db, alert_id);
  if (!alert) throw new AppError(errors.not_found);
  if (alert.store_id === null) await requireEveryStore(ctx, "device_manage");
  else storeFor(ctx, "device_manage", alert.store_id);
  return alert;
}

/** The most alerts that one tick deletes, and the most tenants of them; the next tick continues. */
const FORGOTTEN_AT_ONCE = 2_000;
const TENANTS_AT_ONCE = 50;

/**
 * Deletes the alerts of all tenants that were resolved long ago; of the types `kept_while_lasting` only when their cause
 * ended. One query while there are none.
 */
export async function forgetAlerts({ env, arrived_at }: PublicContext, kept_while_lasting: readonly string[]) {
  const before = arrived_at - ALERT_LIFE_DAYS * DAY_MS;
  const due = (await tenantsWithEnded(env, before, kept_while_lasting)).slice(0, TENANTS_AT_ONCE);
  if (due.length === 0) return;
  await bookkeep(openDatabase(env, EVERY_TENANT), [
    deleteEnded(due, { before, kept_while_lasting, limit: FORGOTTEN_AT_ONCE }),
  ]);
}
