/** The hot path: a code becomes a verdict with two calls to objects and no other I/O for a ticket that is known (rule G1). */

import type { ScanEntry } from "../../../../durable-objects/ticket/storage.ts";
import { commit } from "../../../platform/db/commit.ts";
import type { Context, DevicePrincipal } from "../../../platform/http/context.ts";
import { throttle } from "../../../platform/http/rates.ts";
import { AppError, errors } from "../../../shared/errors.ts";
import {
  type FailReason,
  type Pass,
  type TicketFacts,
  type TicketStatus,
  ticketErrors,
  type Unit,
} from "../domain/admission.ts";
import { normalizeShortCode, readAsPrinted } from "../domain/codes.ts";
import { type Message, refusalMessage } from "../domain/messages.ts";
import { REDEEMED } from "../events.ts";
import { findRedemption, findTicketIdByShortCode, insertRedemption } from "../store.ts";
import { hashCode, readTicketCode } from "./signing.ts";

export interface RedeemRequest {
  qr_token?: string;
  short_code?: string;
  scan_id?: string;
  ts?: number;
  zone_id?: string;
  device_id?: string;
}

/** What the gate is told (rule G1). */
export interface Verdict {
  result: "pass" | "fail";
  reason: FailReason | null;
  remaining: number;
  unit: Unit;
  scan_id: string;
  redemption_id: string;
  replayed: boolean;
  forced: boolean;
  ticket: (TicketFacts & { status: TicketStatus }) | null;
  first_pass: Pass | null;
  message: Message;
}

/**
 * Decides a scan and records it. A fail is an answer, not an error.
 * Errors: E_SCAN_ID_REUSED; E_RATE_LIMIT for typed codes; E_UNAVAILABLE when an unknown ticket cannot be looked up.
 */
export async function redeemTicket(ctx: Context, body: RedeemRequest): Promise<Verdict> {
  const { device } = ctx;
  if (!device) throw new AppError(ticketErrors.device_required);
  if (body.device_id && body.device_id !== device.device_id)
    throw new AppError(errors.scope_mismatch, { device_id: body.device_id });
  const zone = zoneOf(device, body.zone_id);
  const scan_id = body.scan_id ?? ctx.newId();
  const code = readAsPrinted(body);
  const code_hash = await hashCode(code);
  const scan = { scan_id, code_hash, zone, happened_at: body.ts ?? ctx.now };

  const found =
    body.qr_token === undefined ? await lookUpShortCode(ctx, body.short_code ?? "") : await readQr(ctx, code);
  if (found.ticket_id === undefined) return recordUnread(ctx, device, scan, found.reason);
  const { ticket_id } = found;
  const { tenant_id, now, actor, ip, request_id } = ctx;
  const { store_id, device_id, name: device_name } = device;
  const request = { ...scan, tenant_id, ticket_id, now, store_id, device_id, device_name, actor, ip, request_id };
  const outcome = await ctx.env.TICKET.getByName(`${tenant_id}:${ticket_id}`).redeem(request);
  if (outcome.known === true) return verdictOf(outcome.entry, outcome.facts, outcome.replayed);
  if (outcome.known === false) return recordUnread(ctx, device, scan, "unknown");
  if (outcome.known === "scan_id_taken") throw new AppError(ticketErrors.scan_id_reused);
  throw new AppError(errors.unavailable, undefined, 1);
}

type Found = { ticket_id: string } | { ticket_id: undefined; reason: "invalid_sig" | "unknown" };

async function readQr(ctx: Context, code: string): Promise<Found> {
  const ticket_id = await readTicketCode(ctx.env, ctx.tenant_id, code);
  return ticket_id ? { ticket_id } : { ticket_id: undefined, reason: "invalid_sig" };
}

/** Typed codes are guessable, so a device may try only so many a minute (rule G15). */
async function lookUpShortCode(ctx: Context, typed: string): Promise<Found> {
  await throttle(ctx.env, `device:${ctx.tenant_id}:${ctx.device?.device_id}`, "short_code", ctx.now);
  const short_code = normalizeShortCode(typed);
  const found = short_code ? await findTicketIdByShortCode(ctx.db, short_code) : undefined;
  return found ?? { ticket_id: undefined, reason: "unknown" };
}

/** A gate that is bound to a zone scans for no other; a handheld names its zone with each scan. */
function zoneOf(device: DevicePrincipal, zone_id: string | undefined) {
  if (zone_id === undefined || zone_id === device.zone?.zone_id) return device.zone;
  if (device.zone) throw new AppError(errors.scope_mismatch, { zone_id });
  return { zone_id, name: null };
}

function verdictOf(entry: ScanEntry, facts: TicketFacts, replayed: boolean): Verdict {
  const { result, reason, remaining, unit, scan_id, message, usage } = entry;
  const ticket = { ...facts, status: usage.status };
  const first_pass = result === "fail" ? usage.first_pass : null;
  return {
    result,
    reason,
    remaining,
    unit,
    scan_id,
    redemption_id: scan_id,
    replayed,
    forced: false,
    ticket,
    first_pass,
    message,
  };
}

interface UnreadScan {
  scan_id: string;
  code_hash: string;
  zone: { zone_id: string; name: string | null } | null;
  happened_at: number;
}

/** Records a code that leads to no ticket (rule G2). The scan id is the row's id, so a repeat is a repeat (rule G4). */
async function recordUnread(
  ctx: Context,
  device: DevicePrincipal,
  scan: UnreadScan,
  reason: "invalid_sig" | "unknown",
): Promise<Verdict> {
  const { scan_id, code_hash, zone, happened_at } = scan;
  const { store_id, device_id, name: device_name } = device;
  try {
    await commit(ctx, {
      writes: [
        insertRedemption({
          tenant_id: ctx.tenant_id,
          redemption_id: scan_id,
          scan_id,
          ticket_id: null,
          store_id,
          device_id,
          device_name,
          employee_id: ctx.employee?.employee_id ?? null,
          zone_id: zone?.zone_id ?? null,
          zone: zone?.name ?? null,
          code_hash,
          result: "fail",
          reason,
          remaining: 0,
          unit: "uses",
          forced: false,
          happened_at,
          received_at: ctx.now,
        }),
      ],
      audit: [{ event: REDEEMED.fail, subject: ["scan", scan_id], changes: { reason, code_hash } }],
      events: [
        {
          type: REDEEMED.fail,
          subject: ["scan", scan_id],
          data: { ticket_id: null, scan_id, result: "fail", reason, device_id, zone_id: zone?.zone_id ?? null },
        },
      ],
      refusals: [["redemptions.redemption_id", ticketErrors.scan_id_reused]],
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.spec !== ticketErrors.scan_id_reused) throw error;
    const earlier = await findRedemption(ctx.db, scan_id);
    if (earlier?.code_hash !== code_hash || earlier.ticket_id !== null) throw error;
    return unreadVerdict(scan_id, reason, true);
  }
  return unreadVerdict(scan_id, reason, false);
}

function unreadVerdict(scan_id: string, reason: FailReason, replayed: boolean): Verdict {
  return {
    result: "fail",
    reason,
    remaining: 0,
    unit: "uses",
    scan_id,
    redemption_id: scan_id,
    replayed,
    forced: false,
    ticket: null,
    first_pass: null,
    message: refusalMessage(reason),
  };
}
