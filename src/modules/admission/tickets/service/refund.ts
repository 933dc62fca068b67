/** A refunded ticket admits nobody from before its money goes back, and again when it does not (rules A4, G3). */

import type { Context } from "../../../../platform/http/context.ts";
import { ticketErrors } from "../../../../shared/errors/admission.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import type { RefundChange } from "../domain/changes.ts";
import type { TicketStatus } from "../domain/words.ts";
import { settle } from "./change.ts";
import { ticketObject } from "./object.ts";
import { latestOf } from "./read.ts";
import { admits, atOnce } from "./withdraw.ts";

interface OfRefund {
  refund_id: string;
  reason: string | null;
  /** Whether tickets that somebody used end too; else they are left as they are. */
  used_too: boolean;
}

/**
 * Ends tickets for a refund, and answers which were used and are left. One that was reissued ends as the one in its place;
 * one that admits nobody any more is ended already. Done twice it is done once.
 * Error: E_UNAVAILABLE when D1 could not be told, or told us, yet.
 */
export async function endRefunded(
  ctx: Context,
  ticket_ids: readonly string[],
  { used_too, ...refund }: OfRefund,
): Promise<{ used: string[] }> {
  const tickets = new Set((await latestOf(ctx, ticket_ids)).values());
  const outcomes = await atOnce([...tickets], async ({ ticket_id }) => {
    const outcome = await tell(ctx, ticket_id, { ...refund, kind: "refund", only_unused: !used_too });
    if (outcome.outcome === "refused") return outcome.refusal === "used" ? [ticket_id] : ended(outcome.status);
    settle(outcome, () => new AppError(errors.unavailable, undefined, 1));
    return [];
  });
  return { used: outcomes.flat() };
}

/** So many places of a party ticket. */
interface PartyPlaces {
  ticket_id: string;
  places: number;
}

/**
 * Takes places off parties for a refund, and answers the tickets that have fewer unused ones left. The tickets go on with the
 * rest. Done twice it is done once. Error: E_UNAVAILABLE when D1 could not be told, or told us, yet.
 */
export async function takeRefundedPlaces(
  ctx: Context,
  parties: readonly PartyPlaces[],
  { used_too, ...refund }: OfRefund,
): Promise<{ used: string[] }> {
  const outcomes = await toldParties(ctx, parties, async ({ ticket_id, places }) => {
    const outcome = await tell(ctx, ticket_id, { ...refund, kind: "refund_places", places, only_unused: !used_too });
    if (outcome.outcome === "refused") {
      if (outcome.refusal === "done") return [];
      return outcome.refusal === "used" ? [ticket_id] : ended(outcome.status);
    }
    settle(outcome, () => new AppError(errors.unavailable, undefined, 1));
    return [];
  });
  return { used: outcomes.flat() };
}

/** Gives places again that a refund took which was given up; it never takes them any more. Error: E_UNAVAILABLE. */
export async function releaseRefundedPlaces(
  ctx: Context,
  parties: readonly PartyPlaces[],
  refund: Omit<OfRefund, "used_too">,
): Promise<void> {
  await toldParties(ctx, parties, async ({ ticket_id, places }) => {
    const outcome = await tell(ctx, ticket_id, { ...refund, kind: "unrefund_places", places, only_unused: false });
    // It is refused by a ticket that was reissued just now; D1 tells in a moment which is in its place.
    return settle(outcome, () => new AppError(errors.unavailable, undefined, 1));
  });
}

/** A party that was reissued is told as the ticket in its place, which knows what refunds did to the one before. */
async function toldParties<Told>(
  ctx: Context,
  parties: readonly PartyPlaces[],
  tellOne: (party: PartyPlaces) => Promise<Told>,
): Promise<Told[]> {
  const latest = await latestOf(
    ctx,
    parties.map(({ ticket_id }) => ticket_id),
  );
  const by_now = parties.map((party) => ({
    ...party,
    ticket_id: latest.get(party.ticket_id)?.ticket_id ?? party.ticket_id,
  }));
  return atOnce(by_now, tellOne);
}

/** Nothing to do; unless it was reissued just now, or released because the refund was given up: D1 tells that in a moment. */
function ended(status: TicketStatus): [] {
  if (admits(status) || status === "revoked") throw new AppError(errors.unavailable, undefined, 1);
  return [];
}

/** Makes tickets again what they were before a refund ended them; it never ends them any more. Error: E_UNAVAILABLE. */
export async function releaseRefunded(
  ctx: Context,
  ticket_ids: readonly string[],
  refund: Omit<OfRefund, "used_too">,
): Promise<void> {
  const tickets = new Set((await latestOf(ctx, ticket_ids)).values());
  await atOnce([...tickets], async ({ ticket_id }) => {
    const outcome = await tell(ctx, ticket_id, { ...refund, kind: "unrefund", only_unused: false });
    return settle(outcome, (_, status) => new AppError(ticketErrors.ticket_state, { status }));
  });
}

function tell(
  ctx: Context,
  ticket_id: string,
  refund: { kind: RefundChange; refund_id: string; only_unused: boolean; reason: string | null; places?: number },
) {
  const { tenant_id, now: at, actor, ip, request_id, store_id, device } = ctx;
  const by = { at, actor, ip, request_id, store_id, device_id: device?.device_id ?? null };
  return ticketObject(ctx, ticket_id).refund({ tenant_id, ticket_id }, { ...by, ...refund });
}
