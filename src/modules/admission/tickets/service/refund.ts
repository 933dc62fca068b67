/** Refunds of tickets: a ticket ends before its money goes back; an abandoned refund restores it (rules A4, G3). */

import type { Context } from "../../../../platform/http/context.ts";
import { ticketErrors } from "../../../../shared/errors/admission.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import type { RefundChange } from "../domain/changes.ts";
import type { TicketStatus } from "../domain/words.ts";
import { requireMade } from "./change.ts";
import { ticketObject } from "./object.ts";
import { latestOf } from "./read.ts";
import { admits, atOnce } from "./withdraw.ts";

interface RefundOptions {
  refund_id: string;
  reason: string | null;
  /** True: used tickets end, too; false: they stay unchanged. */
  used_too: boolean;
}

/**
 * Ends tickets for a refund. Returns the used tickets that stay unchanged. For a reissued ticket, its replacement ends;
 * a ticket that admits nobody is ended already. A repeat changes nothing.
 * Error: E_UNAVAILABLE while D1 does not have a change.
 */
export async function endRefunded(
  ctx: Context,
  ticket_ids: readonly string[],
  { used_too, ...refund }: RefundOptions,
): Promise<{ used: string[] }> {
  const tickets = new Set((await latestOf(ctx, ticket_ids)).values());
  const outcomes = await atOnce([...tickets], async ({ ticket_id }) => {
    const outcome = await sendRefund(ctx, ticket_id, { ...refund, kind: "refund", only_unused: !used_too });
    if (outcome.outcome === "refused") return outcome.refusal === "used" ? [ticket_id] : requireEnded(outcome.status);
    requireMade(outcome, () => new AppError(errors.unavailable, undefined, 1));
    return [];
  });
  return { used: outcomes.flat() };
}

/** A number of places of a party ticket. */
interface PartyPlaces {
  ticket_id: string;
  places: number;
}

/**
 * Takes places off parties for a refund. Returns the tickets with too few unused places. The tickets continue with the
 * rest. A repeat changes nothing. Error: E_UNAVAILABLE while D1 does not have a change.
 */
export async function takeRefundedPlaces(
  ctx: Context,
  parties: readonly PartyPlaces[],
  { used_too, ...refund }: RefundOptions,
): Promise<{ used: string[] }> {
  const outcomes = await toLatestParties(ctx, parties, async ({ ticket_id, places }) => {
    const outcome = await sendRefund(ctx, ticket_id, {
      ...refund,
      kind: "refund_places",
      places,
      only_unused: !used_too,
    });
    if (outcome.outcome === "refused") {
      if (outcome.refusal === "done") return [];
      return outcome.refusal === "used" ? [ticket_id] : requireEnded(outcome.status);
    }
    requireMade(outcome, () => new AppError(errors.unavailable, undefined, 1));
    return [];
  });
  return { used: outcomes.flat() };
}

/** Returns the places that an abandoned refund took; it cannot take them later. Error: E_UNAVAILABLE. */
export async function releaseRefundedPlaces(
  ctx: Context,
  parties: readonly PartyPlaces[],
  refund: Omit<RefundOptions, "used_too">,
): Promise<void> {
  await toLatestParties(ctx, parties, async ({ ticket_id, places }) => {
    const outcome = await sendRefund(ctx, ticket_id, {
      ...refund,
      kind: "unrefund_places",
      places,
      only_unused: false,
    });
    // A ticket that was reissued just now refuses it; D1 has its replacement in a moment.
    return requireMade(outcome, () => new AppError(errors.unavailable, undefined, 1));
  });
}

/** Sends each request to the latest replacement of a party, which has the record of earlier refunds. */
async function toLatestParties<Answer>(
  ctx: Context,
  parties: readonly PartyPlaces[],
  send: (party: PartyPlaces) => Promise<Answer>,
): Promise<Answer[]> {
  const latest = await latestOf(
    ctx,
    parties.map(({ ticket_id }) => ticket_id),
  );
  const by_now = parties.map((party) => ({
    ...party,
    ticket_id: latest.get(party.ticket_id)?.ticket_id ?? party.ticket_id,
  }));
  return atOnce(by_now, send);
}

/**
 * No used tickets, for a ticket that is ended already. Error: E_UNAVAILABLE for a ticket reissued or released just now,
 * which D1 shows in a moment.
 */
function requireEnded(status: TicketStatus): [] {
  if (admits(status) || status === "revoked") throw new AppError(errors.unavailable, undefined, 1);
  return [];
}

/** Restores tickets that an abandoned refund ended; it cannot end them later. Error: E_UNAVAILABLE. */
export async function releaseRefunded(
  ctx: Context,
  ticket_ids: readonly string[],
  refund: Omit<RefundOptions, "used_too">,
): Promise<void> {
  const tickets = new Set((await latestOf(ctx, ticket_ids)).values());
  await atOnce([...tickets], async ({ ticket_id }) => {
    const outcome = await sendRefund(ctx, ticket_id, { ...refund, kind: "unrefund", only_unused: false });
    return requireMade(outcome, (_, status) => new AppError(ticketErrors.ticket_state, { status }));
  });
}

function sendRefund(
  ctx: Context,
  ticket_id: string,
  refund: { kind: RefundChange; refund_id: string; only_unused: boolean; reason: string | null; places?: number },
) {
  const { tenant_id, now: at, actor, ip, request_id, store_id, device } = ctx;
  const by = { at, actor, ip, request_id, store_id, device_id: device?.device_id ?? null };
  return ticketObject(ctx, ticket_id).refund({ tenant_id, ticket_id }, { ...by, ...refund });
}
