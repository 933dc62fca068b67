/** Use-cases that block, release, cancel or replace tickets: the object first, D1 before the answer (rules G11, O2). */

import { type Context, storeFor } from "../../../../platform/http/context.ts";
import { ticketErrors } from "../../../../shared/errors/admission.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { getTenant } from "../../../access/tenants/index.ts";
import type { StatusChange } from "../domain/changes.ts";
import type { ChangeLine, Replacement } from "../domain/log.ts";
import type { ChangeOutcome } from "../domain/requests.ts";
import type { TicketFacts } from "../domain/words.ts";
import { findTicket, type Ticket } from "../store/tickets.ts";
import { freeShortCodes } from "./free-codes.ts";
import { ticketObject } from "./object.ts";
import { type TicketView, viewOf } from "./read.ts";

/**
 * Blocks, releases or cancels a ticket; a repeat changes nothing. After the answer, no online gate admits a blocked or
 * cancelled ticket.
 * Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_PERMISSION, E_TICKET_STATE; E_UNAVAILABLE while D1 does not have the change.
 */
export async function changeTicket(
  ctx: Context,
  ticket_id: string,
  kind: Exclude<StatusChange, "reissue">,
  reason: string | undefined,
): Promise<TicketView> {
  const ticket = await getTicketToChange(ctx, ticket_id);
  const { line } = await change(ctx, ticket_id, kind, reason, null);
  const { status, used, first_pass, last_pass_at } = line.usage;
  return viewOf(ctx, { ...ticket, status, used, first_pass, last_pass_at });
}

/**
 * Ends a ticket's code and issues a ticket in its place, with the remainder. The reprint's Idempotency-Key names the
 * change, so a repeat after a crash finds the same ticket. Errors as for other changes, and E_TICKET_STATE for a ticket
 * that another request replaced.
 */
export async function replaceTicket(ctx: Context, ticket_id: string, reason: string | undefined): Promise<Ticket> {
  const { ticket_key_version: key_version } = await getTenant(ctx);
  const new_id = ctx.newId();
  const code = (await freeShortCodes(ctx, [new_id])).get(new_id);
  if (!code) throw new AppError(errors.unavailable, undefined, 1);
  const replacement = { ticket_id: new_id, ...code, key_version };
  const { line } = await change(ctx, ticket_id, "reissue", reason, replacement);
  const issued = line.replacement && (await findTicket(ctx.db, line.replacement.ticket_id));
  if (!issued) throw new AppError(errors.unavailable, undefined, 1);
  if (line.reply_key !== replyKeyOf(ctx))
    throw new AppError(ticketErrors.ticket_state, { status: line.usage.status, replaced_by: issued.ticket_id });
  return issued;
}

async function getTicketToChange(ctx: Context, ticket_id: string): Promise<Ticket> {
  const ticket = await findTicket(ctx.db, ticket_id);
  if (!ticket) throw new AppError(errors.not_found);
  storeFor(ctx, "void", ticket.store_id);
  return ticket;
}

export async function change(
  ctx: Context,
  ticket_id: string,
  kind: StatusChange,
  reason: string | undefined,
  replacement: Replacement | null,
) {
  const { tenant_id, now: at, actor, ip, request_id, store_id, device } = ctx;
  const by = { actor, ip, request_id, store_id, device_id: device?.device_id ?? null };
  const outcome = await ticketObject(ctx, ticket_id).change(
    { tenant_id, ticket_id },
    { ...by, kind, at, reason: reason ?? null, replacement, reply_key: replyKeyOf(ctx) },
  );
  return requireMade(outcome, (_, status) => new AppError(ticketErrors.ticket_state, { status }));
}

/** The key by which the ticket's object finds a repeat of this request. */
export function replyKeyOf({ reply_key }: Context): string | null {
  return reply_key && `${reply_key.caller_id}:${reply_key.idempotency_key}`;
}

/** The change's line. Errors: the refusal; E_NOT_FOUND; E_UNAVAILABLE while D1 does not have the line. */
export function requireMade<Refusal>(
  outcome: ChangeOutcome<Refusal>,
  refuse: (refusal: Refusal, status: string) => AppError,
): { line: ChangeLine; facts: TicketFacts } {
  if (outcome.outcome === "unknown") throw new AppError(errors.not_found);
  if (outcome.outcome === "refused") throw refuse(outcome.refusal, outcome.status);
  if (outcome.outcome === "unavailable" || !outcome.projected) throw new AppError(errors.unavailable, undefined, 1);
  return outcome;
}
