/** Use-case of a live scan, the hot path: two calls to objects and no other I/O for a known ticket (rule G1). */

import type { Context } from "../../../../platform/http/context.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { decideTime } from "../../../../shared/outage.ts";
import { spendApproval } from "../../../offer/approvals/index.ts";
import { shortCodeOf } from "../../ticket-codes/index.ts";
import {
  type Answer,
  type Direction,
  type FailReason,
  type ScanOutcome,
  type ScanRequest,
  type TicketFacts,
  ticketObject,
} from "../../tickets/index.ts";
import { roomIn } from "./crowd.ts";
import { answerUnread, type ReadScan, readScan, repeatFirst, unreadOf, type Verdict, verdictOf } from "./scans.ts";

export interface RedeemRequest {
  qr_token?: string;
  short_code?: string;
  scan_id?: string;
  ts?: number;
  zone_id?: string;
  device_id?: string;
  direction?: Direction;
  party?: number;
  answers?: readonly Answer[];
  approval_token?: string;
}

/**
 * Decides a scan and records it. A fail is an answer, not an error.
 * Errors: E_SCAN_ID_REUSED; E_APPROVAL_REQUIRED for a grant that does not fit; E_RATE_LIMIT for typed codes;
 * E_UNAVAILABLE when an unknown ticket cannot be looked up.
 */
export async function redeemTicket(ctx: Context, body: RedeemRequest): Promise<PresentedVerdict> {
  return presentVerdict(ctx, await scanTicket(ctx, body));
}

/** A verdict in the form for a gate, with the short code that is printed beside the QR symbol. */
export type PresentedVerdict = Verdict & { ticket: (NonNullable<Verdict["ticket"]> & { short_code: string }) | null };

export async function presentVerdict(ctx: Context, verdict: Verdict): Promise<PresentedVerdict> {
  const { ticket } = verdict;
  return { ...verdict, ticket: ticket && { ...ticket, short_code: await shortCodeOf(ctx, ticket) } };
}

async function scanTicket(ctx: Context, body: RedeemRequest): Promise<Verdict> {
  const { device } = ctx;
  if (!device) throw new AppError(errors.device_required);
  if (body.device_id && body.device_id !== device.device_id)
    throw new AppError(errors.scope_mismatch, { device_id: body.device_id });
  const { scan_id = ctx.newId(), ts: device_at, approval_token, ...scan } = body;
  const { now } = ctx;
  const { corrected } = decideTime({ device_at: device_at ?? now }, { ...device, now, offset_ms: 0 });
  // It happens now, whatever the device's clock says.
  const read = await readScan(ctx, device, { ...scan, scan_id, device_at, time: { happened_at: now, corrected } });
  if (read.ticket_id === null) return answerOf(ctx, read, { outcome: "unknown" });
  const { tenant_id } = ctx;
  const { ticket_id, request } = read;
  const named = { tenant_id, ticket_id };
  const kept = device.kept_tickets.includes(ticket_id);
  const room = request.direction === "entry" ? await roomIn(ctx, device, request.zone?.zone_id) : undefined;
  const request_in_zone = { ...request, ...(room !== undefined && { room }) };
  const outcome = await askTicket(ctx, named, { ...request_in_zone, hold_fail: approval_token !== undefined }, kept);
  if (outcome.outcome !== "held") return answerOf(ctx, read, outcome);
  const approver_id = await spendOverride(ctx, approval_token ?? "", read, outcome.reason);
  return answerOf(ctx, read, await askTicket(ctx, named, { ...request_in_zone, overridden: true, approver_id }, kept));
}

/** Lets a ticket's object decide. Its lines go to D1 with the device's other scans, or by the ticket's alarm. */
async function askTicket(
  ctx: Context,
  named: Pick<TicketFacts, "tenant_id" | "ticket_id">,
  scan: ScanRequest,
  kept: boolean,
): Promise<ScanOutcome> {
  const ticket = ticketObject(ctx, named.ticket_id);
  const outcome = await (kept ? ticket.redeemWithoutAlarm(named, scan) : ticket.redeem(named, scan));
  if (outcome.outcome !== "decided" || !outcome.to_copy) return outcome;
  const { facts, to_copy } = outcome;
  const told = to_copy.lines.map((line) => ({ facts, line }));
  const device = { tenant_id: ctx.tenant_id, device_id: scan.device_id };
  const handed = ctx.env.COPIER.getByName(`${device.tenant_id}:${device.device_id}`).copyLines(device, {
    ticket_id: named.ticket_id,
    told,
    sure: to_copy.sure,
  });
  // The device keeps the scan id, so even a scan whose lines were not handed over is found.
  ctx.waitUntil(handed.catch(() => ticket.copyAlone().catch(() => undefined)));
  return outcome;
}

/** Uses up the grant before the admission: a crash in between costs a grant, and never admits for free (rule G12). */
function spendOverride(
  ctx: Context,
  approval_token: string,
  { ticket_id, request }: ReadScan & { ticket_id: string },
  reason: FailReason,
): Promise<string> {
  const { scan_id, store_id } = request;
  const use = { action: "gate_override", store_id, subject_id: ticket_id, amount: 0 } as const;
  const changes = { scan_id, reason };
  return spendApproval(ctx, approval_token, use, {
    id: scan_id,
    audit: { event: "ticket.overridden", subject: ["ticket", ticket_id], changes },
  });
}

/** The verdict for an outcome. Errors: E_SCAN_ID_REUSED, E_UNAVAILABLE. */
export async function answerOf(ctx: Context, read: ReadScan, outcome: ScanOutcome): Promise<Verdict> {
  if (outcome.outcome === "decided") return verdictOf(outcome.line, outcome.facts, outcome);
  if (outcome.outcome === "incomplete") return verdictOf(outcome.line, outcome.facts, { ...outcome, replayed: false });
  if (outcome.outcome === "unknown")
    return answerUnread(ctx, read.request, read.ticket_id === null ? read.unread : unreadOf("unknown", ""));
  if (outcome.outcome === "scan_id_taken") return repeatFirst(ctx, read.request);
  throw new AppError(errors.unavailable, undefined, 1);
}
