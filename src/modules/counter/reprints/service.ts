/** Use-cases of reprints: a ticket is reprinted once per approval, counted, and marked as a copy (rules A1, A5, A6). */

import { commit } from "../../../platform/db/commit.ts";
import { decideAgain } from "../../../platform/db/race.ts";
import { type Context, may, storeFor } from "../../../platform/http/context.ts";
import { readCursor } from "../../../platform/http/request.ts";
import { AppError, defineRace, errors } from "../../../shared/errors.ts";
import { type Page, pageOf } from "../../../shared/page.ts";
import { businessDate } from "../../../shared/time.ts";
import { readSettings } from "../../access/settings/index.ts";
import { getStore, requireStores } from "../../access/tenants/index.ts";
import {
  admitsUntil,
  countPrint,
  findNamedTicket,
  presentTickets,
  replaceTicket,
  ticketErrors,
  ticketsById,
} from "../../admission/tickets/index.ts";
import {
  approvalErrors,
  GRANT_USED,
  isCapped,
  reasonFor,
  requireApproval,
  takeDaily,
} from "../../offer/approvals/index.ts";
import { ENTRY_RACES, openShiftOf, recordEntry, reprintEntryOf, unattendedShift } from "../shifts/index.ts";
import { refuseReprint } from "./domain.ts";
import { REPRINT_CREATED } from "./events.ts";
import { findReprint, insertReprint, listReprintRows, type Reprint, type ReprintFilter } from "./store.ts";

/** A ticket by one of its names. */
export interface TicketName {
  ticket_id?: string;
  short_code?: string;
  qr_token?: string;
}

export interface ReprintRequest {
  reason_code?: string;
  reason_text?: string;
  approval_token?: string;
  /** Ends the old code, whatever the store's setting says. */
  new_code?: true;
}

/** Another request ended the ticket at the same moment; the next look finds it ended. */
const ENDED = defineRace("a ticket is ended", ticketErrors.ticket_state);

/** The placeholder for the number of prints, known only inside the batch; no other number in a reply has this value. */
const COUNT_TOKEN = "9007199254740881";

type PresentedTicket = Awaited<ReturnType<typeof presentTickets>>[number];

/** The paper shows COPY `copy_no`. */
export type ReprintView = Reprint & { copy_no: number };

/**
 * Reprints a ticket and returns its codes. Where the store ends lost codes, or the request asks for a new code, it returns
 * the codes of the replacement ticket. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH, E_APPROVAL_REQUIRED, E_REASON_REQUIRED,
 * E_REASON_UNKNOWN, E_DAILY_CAP; E_TICKET_STATE, with the reason, for a ticket that admits nobody any more.
 */
export async function reprintTicket(
  ctx: Context,
  { ticket_id, short_code, qr_token, ...request }: TicketName & ReprintRequest,
): Promise<ReprintView & { ticket: PresentedTicket }> {
  const named = ticket_id ?? (await findNamedTicket(ctx, short_code ?? qr_token ?? ""))?.ticket_id;
  if (!named) throw new AppError(errors.not_found);
  return decideAgain([ENDED, GRANT_USED, ...ENTRY_RACES], () => reprintOnce(ctx, named, request));
}

async function reprintOnce(ctx: Context, ticket_id: string, request: ReprintRequest) {
  const facts = await readFacts(ctx, ticket_id, request);
  return commitReprint(ctx, facts, await ticketToPrint(ctx, facts), request);
}

type ReprintFacts = Awaited<ReturnType<typeof readFacts>>;

/** Reads the ticket, the approval, and the daily caps of person and device. */
async function readFacts(ctx: Context, ticket_id: string, { approval_token, reason_code, new_code }: ReprintRequest) {
  const ticket = await getPresentedTicket(ctx, ticket_id);
  const { store_id } = ticket;
  storeFor(ctx, null, store_id);
  const act = { action: "reprint", store_id, subject_id: ticket_id, amount: 0 } as const;
  const approval = await requireApproval(ctx, approval_token, act, may(ctx, "reprint", store_id));
  await reasonFor(ctx, "reprint", store_id, reason_code);
  const [store, settings] = await Promise.all([getStore(ctx, store_id), readSettings(ctx, store_id)]);
  const allowed = [
    { holder_id: ctx.employee?.employee_id, cap: settings["reprints.daily_cap_per_employee"] },
    { holder_id: ctx.device?.device_id, cap: settings["reprints.daily_cap_per_device"] },
  ].flatMap(({ holder_id, cap }) => (holder_id ? [{ holder_id, cap }] : []));
  const business_date = businessDate(ctx.now, store.time_zone, store.cutoff_hour);
  return { ticket, approval, reason_code, business_date, allowed, reissues: new_code ?? settings["reprints.reissue"] };
}

/** The ticket itself, or its replacement. Errors: E_TICKET_STATE, E_DAILY_CAP. */
async function ticketToPrint(
  ctx: Context,
  { ticket, reason_code, business_date, allowed, reissues }: ReprintFacts,
): Promise<PresentedTicket> {
  const { ticket_id, status, replaced_by } = ticket;
  const reason = refuseReprint({ ...ticket, valid_to: await admitsUntil(ctx, ticket) }, ctx.now);
  // This same request may have replaced the ticket before a crash.
  const in_place = reissues && (reason === null || replaced_by !== null);
  if (reason && !in_place) throw new AppError(ticketErrors.ticket_state, { status, reason, replaced_by });
  if (!in_place) return ticket;
  // The commit cannot undo a call to the ticket's object, so the cap is checked first.
  if (await isCapped(ctx.db, { business_date, action: "reprint" }, allowed))
    throw new AppError(approvalErrors.daily_cap);
  const issued = await replaceTicket(ctx, ticket_id, reason_code);
  return getPresentedTicket(ctx, issued.ticket_id);
}

/** Writes all records of a reprint in one commit. */
async function commitReprint(
  ctx: Context,
  { ticket: { ticket_id, store_id }, approval, business_date, allowed }: ReprintFacts,
  printed: PresentedTicket,
  request: ReprintRequest,
) {
  const { reason_code = null, reason_text = null } = request;
  const daily = allowed.map(({ holder_id, cap }) =>
    takeDaily(ctx, { action: "reprint", business_date, holder_ids: [holder_id], cap }),
  );
  const print = countPrint(ctx, printed.ticket_id);
  const { printed_count } = print;
  const copy_no = Number(COUNT_TOKEN);
  const reprint = {
    tenant_id: ctx.tenant_id,
    reprint_id: ctx.newId(),
    ticket_id,
    store_id,
    device_id: ctx.device?.device_id ?? null,
    requested_by: ctx.actor.id,
    approved_by: approval?.approver_id ?? null,
    approval_id: approval?.approval_id ?? null,
    reason_code,
    reason_text,
    printed_count: copy_no,
    reissued_as: printed.ticket_id === ticket_id ? null : printed.ticket_id,
    created_at: ctx.now,
  };
  const reply = { ...reprint, copy_no, ticket: { ...printed, printed_count: copy_no } };
  const who = { reason: reason_code, actor_id: reprint.requested_by, approver_id: reprint.approved_by };
  const entry = recordEntry(ctx, await shiftHere(ctx, store_id), reprintEntryOf({ ...reprint, ...who }), ctx.now);
  const { reprint_id, requested_by, approved_by, reissued_as } = reprint;
  const subject = ["ticket", ticket_id] as const;
  const facts = { reprint_id, copy_no, reason_code, reissued_as };
  await commit(ctx, {
    writes: [],
    parts: [...daily, print, { writes: [insertReprint({ ...reprint, printed_count })] }, entry, approval],
    audit: [{ event: REPRINT_CREATED.type, subject, changes: facts, approver_id: approved_by, store_id }],
    events: [REPRINT_CREATED.of(subject, { ticket_id, ...facts, requested_by, approved_by }, { store_id })],
    assigned: { token: COUNT_TOKEN, value: printed_count },
    reply,
    refusals: [["reprints.printed_count", ENDED]],
  });
  return reply;
}

/** The open shift of the caller's drawer, else the next shift of that date or an unattended one (rule S4). */
async function shiftHere(ctx: Context, store_id: string) {
  const device_id = ctx.device?.device_id ?? store_id;
  const open = await openShiftOf(ctx, device_id);
  return open ?? unattendedShift(ctx, { device_id, store_id, at: ctx.now, by: ctx.actor.id });
}

async function getPresentedTicket(ctx: Context, ticket_id: string): Promise<PresentedTicket> {
  const [ticket] = await presentTickets(ctx, await ticketsById(ctx, [ticket_id]));
  if (!ticket) throw new AppError(errors.not_found);
  return ticket;
}

/** A reprint, without the ticket's codes. Errors: E_NOT_FOUND, E_SCOPE_MISMATCH. */
export async function getReprint(ctx: Context, reprint_id: string): Promise<ReprintView> {
  const reprint = await findReprint(ctx.db, reprint_id);
  if (!reprint) throw new AppError(errors.not_found);
  storeFor(ctx, "reprint", reprint.store_id);
  return viewOf(reprint);
}

export type ReprintQuery = Omit<ReprintFilter, "store_ids" | "before"> & { store_id?: string; cursor?: string };

/** Lists reprints of the caller's stores, latest first. Errors: those of the named store. */
export async function listReprints(ctx: Context, query: ReprintQuery): Promise<Page<ReprintView>> {
  const { store_id, cursor, ...filter } = query;
  const store_ids = await requireStores(ctx, "reprint", store_id);
  const before = readCursor(cursor, 1)?.[0]?.toString();
  const rows = await listReprintRows(ctx.db, { ...filter, store_ids, before });
  return pageOf(rows.map(viewOf), query.limit, ({ reprint_id }) => [reprint_id]);
}

function viewOf(reprint: Reprint): ReprintView {
  return { ...reprint, copy_no: reprint.printed_count };
}
