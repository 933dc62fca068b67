/** Use-case: a gate annuls its own pass, from a ticket's second on with an approval, up to a daily cap (rule G11). */

import { type CommitPart, commit, rememberReply } from "../../../../platform/db/commit.ts";
import { decideAgain } from "../../../../platform/db/race.ts";
import { auditRefused, keeperOf } from "../../../../platform/db/refusals.ts";
import type { Context, DevicePrincipal } from "../../../../platform/http/context.ts";
import { ticketErrors } from "../../../../shared/errors/admission.ts";
import { AppError, errors } from "../../../../shared/errors.ts";
import { businessDate } from "../../../../shared/time.ts";
import { readSettings } from "../../../access/settings/index.ts";
import { getStore } from "../../../access/tenants/index.ts";
import {
  approvalErrors,
  GRANT_USED,
  giveBackDaily,
  requireApproval,
  takeDaily,
} from "../../../offer/approvals/index.ts";
import { normalizeShortCode, shortCodeOf } from "../../ticket-codes/index.ts";
import {
  type AnnulRefusal,
  type AnnulRequest,
  findRedemption,
  remainingOf,
  replyKeyOf,
  requireMade,
  ticketObject,
  unitOf,
} from "../../tickets/index.ts";
import { readScan } from "./scans.ts";

interface AnnulInput {
  scan_id: string;
  /** A grant for gate_override whose subject is the ticket. */
  approval_token?: string;
}

/**
 * Annuls a pass whose guest did not go through. The place in the daily cap and the grant are used up before the ticket
 * changes: a crash in between costs both, and never returns a use for free. A refusal is audited.
 * Errors: E_ANNUL_REFUSED with details.reason, E_APPROVAL_REQUIRED from a ticket's second annulment on, E_DAILY_CAP,
 * E_DEVICE_REQUIRED, E_UNAVAILABLE.
 */
export function annulScan(ctx: Context, input: AnnulInput) {
  return decideAgain([GRANT_USED], () => annul(ctx, input));
}

async function annul(ctx: Context, { scan_id, approval_token }: AnnulInput) {
  const { device, tenant_id, now: at, actor, ip, request_id } = ctx;
  if (!device) throw new AppError(errors.device_required);
  const { device_id, store_id } = device;
  const ticket_id = await findTicketOfScan(ctx, device, scan_id);
  if (!ticket_id) throw await refuseAnnul(ctx, scan_id, "unknown_scan");
  const by = { actor, ip, request_id, device_id, store_id, scan_id, at, reply_key: replyKeyOf(ctx) };
  const askTicket = (more: Pick<AnnulRequest, "hold" | "approver_id">) =>
    ticketObject(ctx, ticket_id).annul({ tenant_id, ticket_id }, { ...by, ...more });

  let outcome = await askTicket({ hold: true, approver_id: null });
  if (outcome.outcome === "held") {
    const { refusal: held } = outcome;
    if (held !== null && held !== "approval") throw await refuseAnnul(ctx, scan_id, held);
    const alone = held === null;
    const counted = await allowAnnul(ctx, device, { scan_id, ticket_id, approval_token, alone }).catch(
      async (error) => {
        await ticketObject(ctx, ticket_id).endAnnul();
        throw error;
      },
    );
    outcome = await askTicket({ hold: false, approver_id: counted.approver_id });
    if (outcome.outcome === "refused") throw await refuseAnnul(ctx, scan_id, outcome.refusal, counted.given_back);
  }
  if (outcome.outcome === "held") throw new AppError(ticketErrors.annul_refused);
  const { line, facts } = requireMade(outcome, (reason) => new AppError(ticketErrors.annul_refused, { reason }));
  const { usage } = line;
  const reply = {
    scan_id,
    annulled_at: line.at,
    remaining: remainingOf(facts, usage, at),
    unit: unitOf(facts.type),
    ticket: { ...facts, short_code: await shortCodeOf(ctx, facts), status: usage.status },
  };
  await rememberReply(ctx, reply);
  return reply;
}

/** Takes a place in the device's daily cap and, unless it may annul alone, uses up a grant. */
async function allowAnnul(
  ctx: Context,
  { device_id, store_id }: DevicePrincipal,
  { scan_id, ticket_id, approval_token, alone }: AnnulInput & { ticket_id: string; alone: boolean },
) {
  const act = { action: "gate_override", store_id, subject_id: ticket_id, amount: 0 } as const;
  const [approval, settings, store] = await Promise.all([
    alone ? null : requireApproval(ctx, approval_token, act, false),
    readSettings(ctx, store_id),
    getStore(ctx, store_id),
  ]);
  const daily = {
    action: "annul",
    business_date: businessDate(ctx.now, store.time_zone, store.cutoff_hour),
    holder_ids: [device_id],
    cap: settings["tickets.annuls_per_device_per_day"],
  } as const;
  const approver_id = approval?.approver_id ?? null;
  const subject = ["ticket", ticket_id] as const;
  await commit(ctx, {
    writes: [],
    parts: [takeDaily(ctx, daily), approval],
    audit: [{ event: "ticket.annul_allowed", subject, changes: { scan_id }, approver_id }],
  });
  return { approver_id, given_back: giveBackDaily(ctx, daily) };
}

/** The ticket of a scan: by its row, or before the row exists, by the code that the device's object remembers. */
async function findTicketOfScan(ctx: Context, device: DevicePrincipal, scan_id: string): Promise<string | null> {
  const recorded = await findRedemption(ctx.db, scan_id);
  if (recorded) return recorded.ticket_id;
  const code = await ctx.env.DEVICE.getByName(`${ctx.tenant_id}:${device.device_id}`).subjectOf(scan_id);
  if (code === null) return null;
  const sent = normalizeShortCode(code) === undefined ? { qr_token: code } : { short_code: code };
  return (await readScan(ctx, device, { ...sent, scan_id, time: { happened_at: ctx.now, corrected: false } }))
    .ticket_id;
}

/** Records a refusal, with the returned place of the cap; without one, repeats are counted in one record. */
async function refuseAnnul(
  ctx: Context,
  scan_id: string,
  reason: AnnulRefusal,
  given_back?: CommitPart,
): Promise<AppError> {
  const refused = { event: "ticket.annul_refused", subject: ["scan", scan_id], changes: { reason } } as const;
  if (given_back) await commit(ctx, { writes: [], parts: [given_back], audit: [refused] });
  else await auditRefused(ctx, keeperOf(ctx), refused);
  // Another pass of the ticket was annulled at the same moment.
  if (reason === "approval")
    return new AppError(approvalErrors.required, { action: "gate_override", reason: "missing" });
  return new AppError(ticketErrors.annul_refused, { reason });
}
