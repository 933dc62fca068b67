/** Use-cases of timecards. */

import { commit } from "../../platform/db/commit.ts";
import { decideAgain } from "../../platform/db/race.ts";
import type { Context } from "../../platform/http/context.ts";
import { readCursor } from "../../platform/http/request.ts";
import { AppError, errors } from "../../shared/errors.ts";
import { type Page, pageOf } from "../../shared/page.ts";
import { findPerson } from "../employees/index.ts";
import { storesNamed } from "../tenants/index.ts";
import { type Action, punch, timecardErrors, timeOf } from "./domain.ts";
import { PUNCHED } from "./events.ts";
import { findLatestCard, insertCard, listCardRows, type Timecard, type TimecardFilter, updateCard } from "./store.ts";

export type TimecardView = Timecard & { worked_ms: number; break_ms: number };

/** The caller clocks in or out, or starts or ends a break, now. Errors as `recordTimecard`, E_PERMISSION for nobody. */
export async function punchCard(ctx: Context, action: Action): Promise<TimecardView> {
  return recordTimecard(ctx, { employee_id: callerOf(ctx), action, happened_at: ctx.now });
}

/**
 * Writes what a person did at a device of the store, now or during an outage (`happened_at`, epoch ms). The same at the
 * same moment again changes nothing. Errors: E_DEVICE_REQUIRED; E_TIMECARD_STATE; E_CONFLICT; E_NOT_FOUND for a person
 * who is nobody here.
 */
export async function recordTimecard(
  ctx: Context,
  input: { timecard_event_id?: string; employee_id: string; action: Action; happened_at: number },
): Promise<TimecardView> {
  const { employee_id, action, happened_at, timecard_event_id } = input;
  const { device } = ctx;
  if (!device) throw new AppError(timecardErrors.device_required);
  if (!(await findPerson(ctx, { employee_id }))) throw new AppError(errors.not_found);
  return decideAgain([timecardErrors.busy], async () => {
    const latest = await findLatestCard(ctx.db, employee_id);
    const punched = punch(latest, action, happened_at);
    if (!punched.ok) throw new AppError(timecardErrors.state, { reason: punched.refusal });
    if (latest && punched.value === latest) return viewOf(ctx, latest);

    const card = cardOf(
      ctx,
      { employee_id, store_id: device.store_id, device_id: device.device_id },
      latest,
      punched.value,
    );
    const reply = viewOf(ctx, card);
    const { timecard_id, store_id } = card;
    const subject = ["timecard", timecard_id] as const;
    const facts = { employee_id, happened_at, ...(timecard_event_id && { timecard_event_id }) };
    await commit(ctx, {
      writes: [card.version === 1 ? insertCard(card) : updateCard(card)],
      audit: [{ event: PUNCHED[action], subject, changes: facts }],
      events: [{ type: PUNCHED[action], subject, data: { timecard_id, store_id, ...facts } }],
      reply,
      refusals: [
        ["timecards.employee_id", timecardErrors.busy],
        ["E_STALE_VERSION", timecardErrors.busy],
      ],
    });
    return reply;
  });
}

function cardOf(
  ctx: Context,
  where: Pick<Timecard, "employee_id" | "store_id" | "device_id">,
  latest: Timecard | undefined,
  punched: Pick<Timecard, "clock_in_at" | "clock_out_at" | "breaks">,
): Timecard {
  if (latest?.clock_out_at === null) return { ...latest, ...punched, version: latest.version + 1 };
  return { tenant_id: ctx.tenant_id, timecard_id: ctx.newId(), ...where, ...punched, version: 1 };
}

function viewOf(ctx: Context, card: Timecard): TimecardView {
  return { ...card, ...timeOf(card, ctx.now) };
}

/** The caller's open card. Error: E_NOT_FOUND when there is none. */
export async function getCurrentCard(ctx: Context): Promise<TimecardView> {
  const latest = await findLatestCard(ctx.db, callerOf(ctx));
  if (latest?.clock_out_at !== null) throw new AppError(errors.not_found);
  return viewOf(ctx, latest);
}

export type TimecardQuery = Omit<TimecardFilter, "store_ids" | "before"> & { store_id?: string; cursor?: string };

/** The caller's own cards; who names a store or another person sees those of the stores whose people they manage. */
export async function listTimecards(ctx: Context, query: TimecardQuery): Promise<Page<TimecardView>> {
  const { store_id, cursor, ...filter } = query;
  const own = ctx.employee?.employee_id;
  const of_own = store_id === undefined && (filter.employee_id ?? own) === own;
  const scope = of_own
    ? { employee_id: callerOf(ctx) }
    : { store_ids: await storesNamed(ctx, "employee_manage", store_id) };
  const before = readCursor(cursor, 1)?.[0]?.toString();
  const rows = await listCardRows(ctx.db, { ...filter, ...scope, before });
  const page = pageOf(rows, query.limit, ({ timecard_id }) => [timecard_id]);
  return { ...page, items: page.items.map((card) => viewOf(ctx, card)) };
}

function callerOf(ctx: Context): string {
  if (!ctx.employee) throw new AppError(errors.permission);
  return ctx.employee.employee_id;
}
