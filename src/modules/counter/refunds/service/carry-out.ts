/** Carries a refund out: it ends the tickets, then pays; or it releases tickets and money. Any caller can resume any step (rule A4). */

import { type CommitPart, commit, type Refusal } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import type { Context } from "../../../../platform/http/context.ts";
import { AppError, defineRace, errors, LostRace } from "../../../../shared/errors.ts";
import { readSettings } from "../../../access/settings/index.ts";
import {
  endRefunded,
  latestOf,
  releaseRefunded,
  releaseRefundedPlaces,
  takeRefundedPlaces,
} from "../../../admission/tickets/index.ts";
import { recordRefund } from "../../../guests/customers/index.ts";
import { giveBackPlaces, packagesById } from "../../../offer/catalog/index.ts";
import { CASH, returnToPayments } from "../../payments/index.ts";
import { requireSale, returnToSale } from "../../sales/index.ts";
import { recordEntry, unattendedShift } from "../../shifts/index.ts";
import { entryOf } from "../domain/entry.ts";
import { partiesOf } from "../domain/parties.ts";
import { mayRefundUsed } from "../domain/policy.ts";
import type { CancelledReason } from "../domain/words.ts";
import { REFUND_CREATED, REFUND_STEPS } from "../events.ts";
import { findRefund, type Refund, slipSeqOf, subtractRefund, updateRefund } from "../store.ts";
import { present } from "./read.ts";
import { stepOf } from "./reserve.ts";

/** Another request, or the cron, took the next step, so the refund is read again. */
const STALE = defineRace("a refund takes its next step", errors.busy);

/** The till closed its shift, so the refund is cancelled and its tickets are released. */
const DRAWER_CLOSED = defineRace("the shift of a refund closes", errors.shift_closed);

/**
 * Continues a refund from its current step to its end: completed, or cancelled with tickets and money released. Each step
 * may run twice. Error: E_UNAVAILABLE when D1 or a ticket cannot be reached now; the refund then stays pending.
 */
export function carryOut(ctx: Context, refund_id: string): Promise<Refund> {
  return decideAgain([STALE], async () => {
    const refund = await findRefund(ctx.db, refund_id);
    if (!refund) throw new AppError(errors.not_found);
    if (refund.status !== "pending") return refund;
    return refund.cancelled_reason === null ? proceed(ctx, refund) : release(ctx, refund);
  });
}

/** Ends the tickets, then completes the refund; cancels it if a ticket was used or the shift was closed. */
async function proceed(ctx: Context, refund: Refund): Promise<Refund> {
  const { refund_id, store_id, ticket_ids, lines, approval_id, reason_code: reason } = refund;
  const settings = await readSettings(ctx, store_id);
  const used_too = mayRefundUsed(settings["refunds.used_tickets"], approval_id !== null);
  const told = { refund_id, reason, used_too };
  const ended = await endRefunded(ctx, ticket_ids, told);
  const taken = ended.used.length > 0 ? ended : await takeRefundedPlaces(ctx, partiesOf(lines), told);
  if (taken.used.length > 0) return markCancelled(ctx, refund, "ticket_used");
  try {
    return await complete(ctx, refund);
  } catch (error) {
    if (!(error instanceof LostRace) || error.race !== DRAWER_CLOSED) throw error;
    return markCancelled(ctx, refund, "shift_closed");
  }
}

async function complete(ctx: Context, refund: Refund): Promise<Refund> {
  const { refund_id, store_id } = refund;
  const shift = await shiftOfRefund(ctx, refund);
  const done: Refund = {
    ...refund,
    ...{ shift_id: shift.shift_id, status: "completed", completed_at: ctx.now, version: refund.version + 1 },
  };
  const entry = recordEntry(ctx, shift, entryOf(refund, CASH), ctx.now);
  const slip_token = `<slip_seq:${ctx.newId()}>`;
  const told = present(done, slip_token);
  await commit(ctx, {
    writes: [updateRefund(done)],
    parts: [entry, await placesOf(ctx, refund), purchaseOf(ctx, refund)],
    audit: [stepOf(done, REFUND_CREATED.type, told.slip_no)],
    events: [REFUND_CREATED.of(["refund", refund_id], told, { store_id })],
    assigned: { token: slip_token, value: slipSeqOf(ctx.db, refund_id) },
    reply: told,
    refusals: [...STEP_RACES, ["E_SHIFT_CLOSED", DRAWER_CLOSED], ["shifts.business_date", STALE]],
  });
  return done;
}

/** The shift of a refund: its own for cash; other money without one joins the next shift of that date or an unattended one (rule S4). */
async function shiftOfRefund(ctx: Context, { shift_id, store_id, device_id, requested_by: by }: Refund) {
  if (shift_id !== null) return { shift_id, closed_at: null };
  return unattendedShift(ctx, { device_id: device_id ?? store_id, store_id, at: ctx.now, by });
}

const STEP_RACES: readonly Refusal[] = [
  ["E_STALE_VERSION", STALE],
  ["E_REFUND_FINAL", STALE],
];

/** Gives back the places of the tickets in slots of the day. */
async function placesOf(ctx: Context, { sale_id, store_id, ticket_ids }: Refund): Promise<CommitPart | null> {
  const { lines } = await requireSale(ctx, sale_id);
  if (ticket_ids.length === 0 || !lines.some(({ places }) => places)) return null;
  const tickets = await latestOf(ctx, ticket_ids);
  const places = [...new Set(tickets.values())].flatMap(({ line_no, package_id }) => {
    const line = lines.find((each) => each.line_no === line_no);
    return line?.places?.find((place) => place.package_id === package_id) ?? [];
  });
  const offers = await packagesById(ctx, [...new Set(places.map(({ package_id }) => package_id))]);
  const asks = places.flatMap(({ package_id, slot_start }) => {
    const offer = offers.get(package_id);
    return offer ? [{ offer, slot_start, qty: 1 }] : [];
  });
  return giveBackPlaces(ctx, store_id, asks);
}

/** The part for the customer's ledger: the spend that is undone, and the points that are returned. */
function purchaseOf(ctx: Context, { customer_id, sale_id, refund_id, payments }: Refund): CommitPart | null {
  if (customer_id === null) return null;
  const spend = payments.reduce((sum, { amount, points }) => (points === undefined ? sum + amount : sum), 0);
  const points_back = payments.reduce((sum, { points = 0 }) => sum + points, 0);
  return recordRefund(ctx, { customer_id, sale_id, refund_id, spend, points_back });
}

/** Records that the refund is cancelled: from here on nobody can complete it, and its tickets may be released. */
async function markCancelled(ctx: Context, refund: Refund, cancelled_reason: CancelledReason): Promise<Refund> {
  const given_up: Refund = { ...refund, cancelled_reason, version: refund.version + 1 };
  await commit(ctx, {
    writes: [updateRefund(given_up)],
    audit: [stepOf(given_up, REFUND_STEPS.giving_up)],
    refusals: STEP_RACES,
  });
  return release(ctx, given_up);
}

/** Releases the tickets, then the money that was set aside. */
async function release(ctx: Context, refund: Refund): Promise<Refund> {
  const { refund_id, sale_id, ticket_ids, lines, amount, payments, cancelled_reason: reason } = refund;
  await releaseRefunded(ctx, ticket_ids, { refund_id, reason });
  await releaseRefundedPlaces(ctx, partiesOf(lines), { refund_id, reason });
  const cancelled: Refund = { ...refund, status: "cancelled", completed_at: ctx.now, version: refund.version + 1 };
  const qty = lines.reduce((sum, line) => sum + line.qty, 0);
  await commit(ctx, {
    writes: [updateRefund(cancelled), subtractRefund(ctx.db, sale_id, [{ line_no: 0, qty, amount }, ...lines])],
    parts: [returnToSale(ctx, sale_id, amount), returnToPayments(ctx, sale_id, payments)],
    audit: [stepOf(cancelled, REFUND_STEPS.cancelled)],
    refusals: STEP_RACES,
  });
  return cancelled;
}
