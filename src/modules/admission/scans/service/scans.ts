/** Reads scans and answers unread codes, for live scans and uploads alike (rules G2, G13–G15). */

import { commit } from "../../../../platform/db/commit.ts";
import { type Context, type DevicePrincipal, wasInContactSince } from "../../../../platform/http/context.ts";
import { outageOf } from "../../../../platform/http/outage.ts";
import { throttle } from "../../../../platform/http/rates.ts";
import { ticketErrors } from "../../../../shared/errors/admission.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { normalizeForeignCode } from "../../../../shared/foreign-codes.ts";
import type { Doubt, RepairReport } from "../../../../shared/handed-in.ts";
import type { DecidedTime } from "../../../../shared/outage.ts";
import type { Question } from "../../../../shared/questions.ts";
import { MINUTE_MS } from "../../../../shared/time.ts";
import { hadZone, recordUnreadScan, reloadDevice, type UnreadScan, zoneAt } from "../../../access/devices/index.ts";
import { listZones } from "../../../offer/catalog/index.ts";
import {
  findForeignTicket,
  hashCode,
  hashForeignCode,
  hashShortCode,
  isRevokedVersion,
  normalizeShortCode,
  parseQrToken,
  readAsPrinted,
  readCode,
  readTicketCode,
} from "../../ticket-codes/index.ts";
import {
  type Answer,
  attentionOf,
  countUnreads,
  type Direction,
  type FailReason,
  findRedemption,
  findTicketIdByShortCode,
  type Message,
  type Pass,
  REDEEMED,
  recordUnread,
  refusalMessage,
  type ScanLine,
  type ScanRequest,
  type TicketFacts,
  type TicketStatus,
  ticketObject,
  type Unit,
  unreadMessage,
  verdictCode,
} from "../../tickets/index.ts";
import { type ForeignLookUp, foreignLookUp } from "./foreign.ts";

/** A gate's input for a scan. Times are epoch ms. */
export interface ScanInput {
  qr_token?: string;
  short_code?: string;
  scan_id: string;
  zone_id?: string;
  direction?: Direction;
  party?: number;
  /** The time by the device's raw clock, where it sent one. */
  device_at?: number;
  time: Pick<DecidedTime, "happened_at" | "corrected"> & Partial<Pick<DecidedTime, "from" | "to">>;
  answers?: readonly Answer[];
  /** The gate's own decision, for an offline scan. */
  offline?: { result: "pass" | "fail"; reason: FailReason | null };
  repaired?: RepairReport;
}

/** The answer to a gate's scan (rule G1). */
export interface Verdict {
  result: "pass" | "fail";
  reason: FailReason | null;
  /** The error code of the reason. */
  code: string | null;
  remaining: number;
  unit: Unit;
  scan_id: string;
  redemption_id: string;
  replayed: boolean;
  forced: boolean;
  admitted_offline: boolean;
  ticket: (TicketFacts & { status: TicketStatus }) | null;
  first_pass: Pass | null;
  message: Message;
  /** The notice for the gate's staff when the guest goes in; null where there is none. */
  attention: Message | null;
  /** The questions of an incomplete scan; the gate sends all answers with the same scan id. */
  questions: Question[];
}

/** A scan whose code was read: its ticket and the request to the ticket's object; or the reason for no ticket. */
export type ReadScan =
  | { ticket_id: string; request: ScanRequest }
  | { ticket_id: null; unread: UnreadCode; request: ScanRequest };

/** A code that leads to no ticket: the reason, and the message for the gate. */
interface UnreadCode {
  reason: "invalid_sig" | "unknown";
  message: Message;
}

/**
 * Reads a scan's code. A zone that the store does not have counts as no zone, and is recorded as a doubt. Errors:
 * E_SCOPE_MISMATCH for a zone that is not the gate's; E_RATE_LIMIT for typed codes, and for codes that no ticket has.
 */
export async function readScan(
  ctx: Context,
  device: DevicePrincipal,
  scan: ScanInput,
  lookUpForeign: ForeignLookUp = foreignLookUp(ctx, device, [scan]),
): Promise<ReadScan> {
  const zone = await zoneOf(ctx, device, scan);
  const { qr_token, short_code = "" } = scan;
  const by_qr = qr_token !== undefined;
  const signed = by_qr ? await readTicketCode(ctx.env, ctx.tenant_id, qr_token) : undefined;
  const code = signed?.code ?? readAsPrinted(scan);
  const { actor, ip, request_id, now } = ctx;
  const { scan_id, device_at = null, direction = "entry", party = 1, offline } = scan;
  const { happened_at, corrected, from = happened_at, to = happened_at } = scan.time;
  const doubts: Doubt[] = [
    ...(scan.zone_id !== undefined && zone?.zone_id !== scan.zone_id ? (["unknown_zone"] as const) : []),
    ...(offline && wasInContactSince(device, happened_at) ? (["before_contact"] as const) : []),
    ...(corrected ? (["time_corrected"] as const) : []),
    ...(scan.repaired?.doubts ?? []),
  ];
  const request: ScanRequest = {
    scan_id,
    code_hash: await hashScanned(ctx, { typed: !by_qr, is_signed: signed !== undefined }, code),
    zone,
    direction,
    party,
    ...(scan.answers && { answers: scan.answers }),
    now: offline ? happened_at : now,
    happened_at,
    received_at: now,
    device_at,
    offline: offline !== undefined,
    admitted: offline?.result === "pass",
    refused: offline?.result === "fail" ? (offline.reason ?? "not_listed") : null,
    hold_fail: false,
    approver_id: null,
    ...(doubts.length > 0 && { doubts }),
    ...(from < to && { may_be: { from, to } }),
    ...(scan.repaired?.extra && { extra: JSON.stringify(scan.repaired.extra) }),
    store_id: device.store_id,
    device_id: device.device_id,
    device_name: device.name,
    actor,
    ip,
    request_id,
  };
  const read = by_qr ? signed : await lookUpShortCode(ctx, device, short_code);
  if (read) {
    const revoked = isRevokedVersion(read.key_version, device.revoked_key_versions);
    return { ticket_id: read.ticket_id, request: { ...request, withdrawn: revoked } };
  }
  const foreign = by_qr ? await lookUpForeign(scan) : await lookUpTyped(ctx, device, short_code);
  if (foreign) return { ticket_id: foreign.ticket_id, request };
  return { ticket_id: null, unread: unreadOf(by_qr ? "invalid_sig" : "unknown", qr_token ?? short_code), request };
}

/** Finds a typed code's ticket. Typed codes are guessable, so a device's tries per minute are limited (rule G15). */
async function lookUpShortCode(ctx: Context, device: DevicePrincipal, typed: string) {
  await throttle(ctx.env, `device:${ctx.tenant_id}:${device.device_id}`, "short_code", ctx.arrived_at);
  const short_code = normalizeShortCode(typed);
  return short_code === undefined ? undefined : findTicketIdByShortCode(ctx.db, await hashShortCode(ctx, short_code));
}

/** Finds the ticket of a typed code of another system. `lookUpShortCode` has counted the try. */
async function lookUpTyped(ctx: Context, device: DevicePrincipal, typed: string) {
  return device.foreign_codes ? findForeignTicket(ctx, typed) : undefined;
}

/**
 * The recorded hash of a code. For a typed code, and for one of another system, it is keyed: a plain hash could be reversed by
 * trying all codes.
 */
async function hashScanned(
  ctx: Context,
  { typed, is_signed }: { typed: boolean; is_signed: boolean },
  code: string,
): Promise<string> {
  if (typed) return hashShortCode(ctx, code);
  const foreign = is_signed || parseQrToken(code) ? undefined : normalizeForeignCode(code);
  return foreign === undefined ? hashCode(code) : hashForeignCode(ctx, foreign);
}

/**
 * The zone of a scan. A gate with a zone scans only for it; a handheld names a zone of its store with each scan. An
 * uploaded scan belongs to the device's zone at that time, or to a named zone that the device once had (rule O6).
 */
async function zoneOf(ctx: Context, device: DevicePrincipal, { zone_id, time, offline }: ScanInput) {
  const then = offline ? zoneAt(device.zone_history, time.happened_at) : undefined;
  const bound = then === undefined ? (device.zone?.zone_id ?? null) : then;
  const had = hadZone(device.zone_history, zone_id);
  const trusted = bound === null || bound === zone_id || (offline && had);
  // A retry of a scan from before the gate was moved finds its first verdict.
  if (zone_id !== undefined && !trusted && !had && !offline) throw new AppError(errors.scope_mismatch, { zone_id });
  const named = zone_id !== undefined && trusted ? zone_id : bound;
  return named === null ? null : zoneNamed(ctx, device, named);
}

async function zoneNamed(ctx: Context, device: DevicePrincipal, zone_id: string) {
  if (device.zone?.zone_id === zone_id) return device.zone;
  return device.zones.find((zone) => zone.zone_id === zone_id) ?? (await lookUpZone(ctx, device, zone_id));
}

/** Finds a zone that the device's object does not have, because it may be new; without D1 it counts as no zone. */
async function lookUpZone(ctx: Context, { store_id, device_id }: DevicePrincipal, zone_id: string) {
  const zones = await listZones(ctx, { store_id }).catch((error) => {
    if (!outageOf(error)) throw error;
    return [];
  });
  const zone = zones.find((known) => known.zone_id === zone_id);
  if (!zone) return null;
  ctx.waitUntil(reloadDevice(ctx, device_id));
  return { zone_id, name: zone.name };
}

export function verdictOf(
  line: ScanLine,
  facts: TicketFacts,
  { replayed, questions = [] }: { replayed: boolean; questions?: Question[] },
): Verdict {
  const { result, reason, remaining, unit, scan_id, forced, admitted_offline, message, usage } = line;
  return {
    result,
    reason,
    code: verdictCode(reason),
    remaining,
    unit,
    scan_id,
    redemption_id: line.recorded_as ?? scan_id,
    replayed,
    forced,
    admitted_offline,
    ticket: { ...facts, status: usage.status },
    first_pass: result === "fail" ? usage.first_pass : null,
    message,
    attention: result === "pass" && line.direction === "entry" ? attentionOf(facts.terms) : null,
    questions,
  };
}

/** The unread code for a text that leads to no ticket. */
export function unreadOf(reason: UnreadCode["reason"], raw: string): UnreadCode {
  return { reason, message: unreadMessage(reason, readCode(raw)) };
}

/** The verdict on a code that leads to no ticket, or the first verdict of its scan id. Error: E_SCAN_ID_REUSED. */
export async function answerUnread(ctx: Context, scan: ScanRequest, unread: UnreadCode): Promise<Verdict> {
  try {
    return await recordUnreadOnce(ctx, scan, unread);
  } catch (error) {
    if (!(error instanceof AppError) || error.spec !== ticketErrors.scan_id_reused) throw error;
    return repeatFirst(ctx, scan);
  }
}

/**
 * Records a code that leads to no ticket (rule G2). The scan id is the row's id, so a repeat finds its row (rule G4). A
 * device's unread codes within a minute are few rows, with counts.
 */
async function recordUnreadOnce(ctx: Context, scan: ScanRequest, { reason, message }: UnreadCode): Promise<Verdict> {
  const recorded = await recordUnreadScan(ctx, scan.device_id, kindOf(scan, reason), {
    insert: () => insertUnread(ctx, scan, reason),
    count: (counted) => countUnreads(ctx, counted),
  });
  const first = recorded.replayed ? await findRedemption(ctx.db, recorded.recorded_as) : undefined;
  if (first?.reason && first.reason !== reason) return repeatUnread(scan, first);
  return { ...unreadVerdict(scan, reason, recorded), message };
}

/**
 * The first verdict of a scan id in D1 for the same code, even when the code leads elsewhere by now (rule G4).
 * Error: E_SCAN_ID_REUSED when the scan id belongs to another code.
 */
export async function repeatFirst(ctx: Context, scan: ScanRequest): Promise<Verdict> {
  const first = await findRedemption(ctx.db, scan.scan_id);
  if (first?.code_hash !== scan.code_hash) throw new AppError(ticketErrors.scan_id_reused);
  if (first.ticket_id === null) return repeatUnread(scan, first);
  const repeat = await ticketObject(ctx, first.ticket_id).repeat(scan.scan_id);
  if (!repeat) throw new AppError(ticketErrors.scan_id_reused);
  return verdictOf(repeat.line, repeat.facts, { replayed: true });
}

function repeatUnread(
  scan: ScanRequest,
  { redemption_id: recorded_as, reason }: { redemption_id: string; reason: FailReason | null },
): Verdict {
  const first = reason ?? "unknown";
  return { ...unreadVerdict(scan, first, { recorded_as, replayed: true }), message: refusalMessage(first) };
}

/** The kind of an unread scan. Attempts of one kind differ only in ids and times, and offline ones share a minute. */
function kindOf(scan: ScanRequest, reason: FailReason): UnreadScan {
  const { scan_id, code_hash, zone, direction, party, actor, offline, admitted, doubts = [], received_at } = scan;
  const minute = offline ? Math.floor(scan.happened_at / MINUTE_MS) : null;
  const parts = [reason, code_hash, zone?.zone_id, direction, party, actor.kind, actor.id, minute, admitted, doubts];
  return { scan_id, kind: JSON.stringify(parts), received_at };
}

/** Records an attempt; true when it was recorded before. Error: E_SCAN_ID_REUSED. */
async function insertUnread(ctx: Context, scan: ScanRequest, reason: FailReason): Promise<boolean> {
  const { scan_id, code_hash, zone, happened_at, received_at, device_at, direction, party, offline, admitted } = scan;
  const { store_id, device_id, device_name, doubts, extra } = scan;
  try {
    await commit(ctx, {
      writes: [],
      parts: [
        recordUnread({
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
          direction,
          party,
          happened_at,
          received_at,
          device_at,
          offline,
          admitted_offline: admitted,
          doubts: doubts ?? null,
        }),
      ],
      audit: [
        {
          event: REDEEMED.fail.type,
          subject: ["scan", scan_id],
          changes: { reason, code_hash, ...(doubts && { doubts }), ...(extra && { extra: JSON.parse(extra) }) },
        },
      ],
      events: [
        REDEEMED.fail.of(["scan", scan_id], {
          ...{ ticket_id: null, scan_id, package_id: null, result: "fail", reason, remaining: 0, unit: "uses" },
          ...{ device_id, zone_id: zone?.zone_id ?? null, direction, party, forced: false },
          ...(doubts && { doubts }),
        }),
      ],
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.spec !== ticketErrors.scan_id_reused) throw error;
    const earlier = await findRedemption(ctx.db, scan_id);
    if (earlier?.code_hash !== code_hash || earlier.ticket_id !== null) throw error;
    return true;
  }
  return false;
}

function unreadVerdict(
  { scan_id, admitted: admitted_offline }: ScanRequest,
  reason: FailReason,
  { recorded_as, replayed }: { recorded_as: string; replayed: boolean },
): Omit<Verdict, "message"> {
  return {
    result: "fail",
    reason,
    code: verdictCode(reason),
    remaining: 0,
    unit: "uses",
    scan_id,
    redemption_id: recorded_as,
    replayed,
    forced: false,
    admitted_offline,
    ticket: null,
    first_pass: null,
    attention: null,
    questions: [],
  };
}
