/** Routes of tickets: the scan, the ticket, the attempts. */

import { contract } from "../../../platform/http/contract.ts";
import { keyErrors, lotErrors, ticketErrors } from "../../../shared/errors/admission.ts";
import { errors } from "../../../shared/errors.ts";
import { isUlid } from "../../../shared/ids.ts";
import { approvalErrors } from "../../offer/approvals/index.ts";
import { listLots, reserveLot, withdrawLot } from "../lots/service/lots.ts";
import { annulScan } from "../scans/service/annul.ts";
import { importScan } from "../scans/service/handed-in.ts";
import { redeemTicket } from "../scans/service/redeem.ts";
import { parseQrToken } from "../ticket-codes/domain/codes.ts";
import { asPrinted, readAsPrinted, readCode } from "../ticket-codes/domain/reading.ts";
import { listKeys, revokeKey, rotateKey } from "../ticket-codes/service/keys.ts";
import { changeTicket } from "./service/change.ts";
import { getTicket, listRedemptions } from "./service/read.ts";
import * as wire from "./wire.ts";

/** A scan id belongs to one code: the device's object remembers which (rule G4). */
function scanClaim(body: unknown) {
  const { scan_id, qr_token, short_code } = (body ?? {}) as Record<string, unknown>;
  if (typeof scan_id !== "string" || !isUlid(scan_id)) return null;
  if (typeof qr_token !== "string" && typeof short_code !== "string") return null;
  const read = typeof qr_token === "string" ? readCode(qr_token) : undefined;
  const subject = read ? asPrinted(read) : readAsPrinted({ short_code: String(short_code) });
  const ticket_ids = (read?.tokens ?? []).flatMap((token) => parseQrToken(token)?.ticket_id ?? []);
  return { id: scan_id, subject: subject.slice(0, 200), ticket_ids };
}

function change(path: string, kind: "block" | "cancel", summary: string) {
  return contract({
    method: "post",
    path,
    tag: "tickets",
    summary,
    permission: "void",
    // Its object makes a change once, however often it is asked.
    idempotency: "natural",
    params: wire.TicketParams,
    body: wire.ChangeRequest,
    reply: wire.Ticket,
    errors: [ticketErrors.ticket_state],
    handle: ({ ctx, params, body }) => changeTicket(ctx, params.ticket_id, kind, body.reason),
  });
}

export const routes = [
  contract({
    method: "post",
    path: "/tickets/redeem",
    tag: "tickets",
    summary: "Scan a ticket and get a verdict",
    description: "With a scan_id of your own, a retry gets the first verdict. Every attempt is recorded.",
    permission: "redeem",
    vital: true,
    // The scan id makes a repeat a repeat; the ticket's object keeps the first verdict.
    idempotency: "natural",
    body: wire.RedeemRequest,
    reply: wire.Verdict,
    claim: scanClaim,
    claim_error: ticketErrors.scan_id_reused,
    errors: [ticketErrors.scan_id_reused, errors.device_required, approvalErrors.required],
    handle: ({ ctx, body }) => redeemTicket(ctx, body),
  }),
  contract({
    method: "post",
    path: "/redemptions",
    tag: "tickets",
    summary: "Hand in a scan that was decided elsewhere",
    description: "The rules of a live scan apply.",
    // A device redeems; a provider speaks for one. The use-case asks for the one or the other.
    permission: "authenticated",
    vital: true,
    idempotency: "natural",
    body: wire.ImportRequest,
    reply: wire.Verdict,
    claim: scanClaim,
    claim_error: ticketErrors.scan_id_reused,
    errors: [ticketErrors.scan_id_reused, errors.device_required],
    handle: ({ ctx, body }) => importScan(ctx, body),
  }),
  contract({
    method: "post",
    path: "/tickets/annul",
    tag: "tickets",
    summary: "Annul a pass of this device",
    description: "It is for a turnstile that did not turn. A ticket's second annulment needs an approval.",
    permission: "redeem",
    vital: true,
    idempotency: "key",
    body: wire.AnnulRequest,
    reply: wire.Annulment,
    errors: [
      ...[ticketErrors.annul_refused, errors.device_required],
      ...[approvalErrors.required, approvalErrors.daily_cap],
    ],
    handle: ({ ctx, body }) => annulScan(ctx, body),
  }),
  change("/tickets/:ticket_id/block", "block", "Block a ticket: no gate admits it until unblocked"),
  change("/tickets/:ticket_id/cancel", "cancel", "Cancel a ticket for good"),
  contract({
    method: "get",
    path: "/tickets/keys",
    tag: "tickets",
    summary: "List the versions of the ticket key, newest first",
    permission: "settings_write",
    reply: wire.TicketKey,
    list: true,
    handle: async ({ ctx }) => ({ items: await listKeys(ctx), next_cursor: null, has_more: false }),
  }),
  contract({
    method: "post",
    path: "/tickets/keys/rotate",
    tag: "tickets",
    summary: "Sign new tickets with a new key",
    description: "Old tickets stay valid.",
    permission: "settings_write",
    step_up: true,
    idempotency: "key",
    status: 201,
    reply: wire.TicketKey,
    errors: [errors.conflict, keyErrors.versions_used_up],
    handle: ({ ctx }) => rotateKey(ctx),
  }),
  contract({
    method: "post",
    path: "/tickets/keys/:key_version/revoke",
    tag: "tickets",
    summary: "Revoke a version of the ticket key",
    description: "Every ticket that bears the version ends.",
    permission: "settings_write",
    step_up: true,
    idempotency: "key",
    params: wire.KeyParams,
    body: wire.RevokeKeyRequest,
    reply: wire.TicketKey,
    errors: [keyErrors.key_current],
    handle: ({ ctx, params, body }) => revokeKey(ctx, params.key_version, body),
  }),
  contract({
    method: "get",
    path: "/tickets/:ticket_id",
    tag: "tickets",
    summary: "Read a ticket",
    permission: "authenticated",
    params: wire.TicketParams,
    reply: wire.Ticket,
    handle: ({ ctx, params }) => getTicket(ctx, params.ticket_id),
  }),
  contract({
    method: "get",
    path: "/redemptions",
    tag: "tickets",
    summary: "List redemptions, latest first",
    permission: "redeem",
    query: wire.RedemptionQuery,
    reply: wire.Redemption,
    list: true,
    handle: ({ ctx, query }) => listRedemptions(ctx, query),
  }),
  contract({
    method: "post",
    path: "/lots",
    tag: "tickets",
    summary: "Reserve signed blank tickets for offline sale",
    permission: "sell",
    idempotency: "required",
    body: wire.LotRequest,
    status: 201,
    reply: wire.ReservedLot,
    errors: [errors.device_required, lotErrors.offline_cap, errors.package_unknown],
    handle: ({ ctx, body }) => reserveLot(ctx, body),
  }),
  contract({
    method: "get",
    path: "/lots",
    tag: "tickets",
    summary: "List lots, latest first",
    description: "Each counts its blanks that are bound to sales.",
    permission: "sell",
    query: wire.LotQuery,
    reply: wire.Lot,
    list: true,
    handle: ({ ctx, query }) => listLots(ctx, query),
  }),
  contract({
    method: "post",
    path: "/lots/:lot_id/withdraw",
    tag: "tickets",
    summary: "Withdraw a lot: its unsold blanks admit nobody",
    permission: "void",
    // A lot is withdrawn once, however often it is asked.
    idempotency: "natural",
    params: wire.LotParams,
    reply: wire.WithdrawnLot,
    handle: ({ ctx, params }) => withdrawLot(ctx, params.lot_id),
  }),
];
