/** Use-cases of rehearsed outages: start one, end it, and list them (rule D6). */

import { commit } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import type { Context, PublicContext } from "../../../../platform/http/context.ts";
import { readCursor } from "../../../../platform/http/request.ts";
import { AppError, defineRace, errors } from "../../../../shared/errors.ts";
import { type Page, pageOf } from "../../../../shared/page.ts";
import { iso } from "../../../../shared/time.ts";
import { recordKnownAlert, resolveAlert } from "../../alerts/index.ts";
import { requireStores, tenantAtWork } from "../../tenants/index.ts";
import { deviceErrors } from "../domain/errors.ts";
import { decideRehearsal, endOf, isRehearsed, REHEARSED_AT_ONCE, type RehearsalRefusal } from "../domain/rehearsal.ts";
import { DEVICE_EVENTS } from "../events.ts";
import {
  findLastRehearsal,
  findOpenRehearsal,
  insertRehearsal,
  listRehearsalRows,
  type Rehearsal,
  updateRehearsalEnd,
} from "../store/rehearsals.ts";
import { reloadDevice } from "./objects.ts";
import { getManaged } from "./standing.ts";

const REHEARSAL_ENDED = defineRace("a rehearsal is ended", errors.conflict);

const REFUSALS: Record<RehearsalRefusal, (typeof deviceErrors)[keyof typeof deviceErrors]> = {
  state: deviceErrors.device_state,
  own_device: deviceErrors.rehearsal_own_device,
  drawer_open: deviceErrors.rehearsal_drawer_open,
};

/**
 * Begins a rehearsal; the device's object has reloaded before this returns, so the device's next request is refused.
 * Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_DEVICE_STATE, E_REHEARSAL_OWN_DEVICE, E_REHEARSAL_DRAWER_OPEN,
 * E_REHEARSAL_RUNNING, E_REHEARSAL_LIMIT.
 */
export async function startRehearsal(
  ctx: Context,
  device_id: string,
  asked: { minutes: number; drawer_is_open: boolean; with_open_drawer: boolean },
): Promise<Rehearsal> {
  const device = await getManaged(ctx, device_id);
  await endOverdue(ctx, device_id);
  const facts = { device, asked_at: ctx.device?.device_id ?? null, ...asked };
  const ends_at = decideRehearsal(facts, asked.minutes, ctx.arrived_at);
  if (!ends_at.ok) throw new AppError(REFUSALS[ends_at.refusal], detailsOf(ends_at.refusal, device.status));
  const { tenant_id, actor } = ctx;
  const { store_id, name, type } = device;
  const rehearsal: Rehearsal = {
    ...{ tenant_id, rehearsal_id: ctx.newId(), device_id, store_id, started_at: ctx.arrived_at },
    ...{ started_by: actor.id, ends_at: ends_at.value, ended_at: null, ended_by: null },
  };
  const { rehearsal_id, started_at } = rehearsal;
  const { subject } = alertOf(rehearsal);
  const { drawer_is_open } = asked;
  const told = { rehearsal_id, started_at: iso(started_at), ends_at: iso(ends_at.value), drawer_is_open };
  await commit(ctx, {
    writes: [insertRehearsal(rehearsal)],
    audit: [{ event: DEVICE_EVENTS.rehearsal_started.type, subject, store_id, changes: told }],
    events: [
      DEVICE_EVENTS.rehearsal_started.of(
        subject,
        { device_id, rehearsal_id, started_at, ends_at: ends_at.value },
        { store_id },
      ),
    ],
    parts: [
      recordKnownAlert(ctx, {
        ...alertOf(rehearsal),
        at: ctx.now,
        details: { name, device_type: type, rehearsal_id, ends_at: iso(ends_at.value) },
      }),
    ],
    reply: rehearsal,
    refusals: [
      ["device_rehearsals.tenant_id, device_rehearsals.device_id", deviceErrors.rehearsal_running],
      ["E_REHEARSAL_LIMIT", deviceErrors.rehearsal_limit, { limit: REHEARSED_AT_ONCE }],
    ],
  });
  await reloadDevice(ctx, device_id);
  return rehearsal;
}

/** The rehearsal's alert has its id. */
function alertOf({ rehearsal_id, store_id, device_id }: Rehearsal) {
  const subject = ["device", device_id] as const;
  return {
    alert_id: rehearsal_id,
    type: "device.rehearsal",
    severity: "warning",
    store_id,
    device_id,
    subject,
  } as const;
}

function detailsOf(refusal: RehearsalRefusal, status: string): Record<string, unknown> | undefined {
  return refusal === "state" ? { status } : undefined;
}

/** Ends a rehearsal whose time is over, before another one begins. */
async function endOverdue(ctx: Context, device_id: string): Promise<void> {
  const open = await findOpenRehearsal(ctx.db, device_id);
  if (open && !isRehearsed(open.ends_at, ctx.arrived_at)) await end({ ...ctx, reply_key: null }, open, "system");
}

/**
 * Ends the device's rehearsal. One that ended before is returned as it is.
 * Errors: E_SCOPE_MISMATCH; E_NOT_FOUND for a device that has had none.
 */
export async function endRehearsal(ctx: Context, device_id: string): Promise<Rehearsal> {
  await getManaged(ctx, device_id);
  const ended = await decideAgain([REHEARSAL_ENDED], async () => {
    const last = await findLastRehearsal(ctx.db, device_id);
    if (!last) throw new AppError(errors.not_found);
    return last.ended_at === null ? end(ctx, last, ctx.actor.id) : last;
  });
  await reloadDevice(ctx, device_id);
  return ended;
}

/** Writes the end, which is at the latest the planned one, and resolves the alert. Loses a race against another end. */
async function end(ctx: Context, rehearsal: Rehearsal, ended_by: string): Promise<Rehearsal> {
  const ended = { ...rehearsal, ended_at: endOf(rehearsal, ctx.arrived_at), ended_by };
  const { device_id, rehearsal_id, store_id, started_at, ends_at, ended_at } = ended;
  const { rehearsal_ended } = DEVICE_EVENTS;
  const { subject } = alertOf(ended);
  const told = { rehearsal_id, started_at: iso(started_at), ends_at: iso(ends_at), ended_at: iso(ended_at) };
  await commit(ctx, {
    writes: [updateRehearsalEnd(ended)],
    audit: [{ event: rehearsal_ended.type, subject, store_id, changes: told }],
    events: [
      rehearsal_ended.of(subject, { device_id, rehearsal_id, started_at, ends_at, ended_at, ended_by }, { store_id }),
    ],
    parts: [resolveAlert(ctx, { ...alertOf(ended), at: ctx.now })],
    refusals: [["E_REHEARSAL_ENDED", REHEARSAL_ENDED]],
  });
  return ended;
}

/** Writes the end of a rehearsal whose time is over; its device works already. Safe to repeat. */
export async function endByTime(base: PublicContext, tenant_id: string, device_id: string): Promise<void> {
  await endOverdue(await tenantAtWork(base, tenant_id), device_id).catch((error) => {
    if (!(error instanceof AppError)) throw error;
  });
}

/** Rehearsals of stores where the caller manages devices, latest first. Errors: those of a store (rule T2). */
export async function listRehearsals(
  ctx: Context,
  query: { store_id?: string; device_id?: string; running?: boolean; limit: number; cursor?: string },
): Promise<Page<Rehearsal>> {
  const { store_id, device_id, running, limit, cursor } = query;
  const store_ids = await requireStores(ctx, "device_manage", store_id);
  const before = readCursor(cursor, 1)?.[0]?.toString();
  const running_at = running ? ctx.arrived_at : undefined;
  const rows = await listRehearsalRows(ctx.db, { store_ids, device_id, running_at, before, limit });
  return pageOf(rows, limit, ({ rehearsal_id }) => [rehearsal_id]);
}
