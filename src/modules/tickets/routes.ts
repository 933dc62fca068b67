/** Routes of tickets: the scan, the ticket, the attempts. */

import { contract } from "../../platform/http/contract.ts";
import { isUlid } from "../../shared/ids.ts";
import { ticketErrors } from "./domain/admission.ts";
import { readAsPrinted } from "./domain/codes.ts";
import { getTicket, listRedemptions } from "./service/read.ts";
import { redeemTicket } from "./service/redeem.ts";
import * as wire from "./wire.ts";

/** A scan id belongs to one code: the device's object remembers which (rule G4). */
function scanClaim(body: unknown) {
  const { scan_id, qr_token, short_code } = (body ?? {}) as Record<string, unknown>;
  if (typeof scan_id !== "string" || !isUlid(scan_id)) return null;
  const sent = { ...(typeof qr_token === "string" && { qr_token }), short_code: String(short_code ?? "") };
  return { id: scan_id, subject: readAsPrinted(sent).slice(0, 200) };
}

export const routes = [
  contract({
    method: "post",
    path: "/tickets/redeem",
    tag: "tickets",
    summary: "Scan a ticket: the verdict is data, and every attempt is recorded",
    permission: "redeem",
    // The scan id makes a repeat a repeat; the ticket's object keeps the first verdict.
    idempotency: "natural",
    body: wire.RedeemRequest,
    reply: wire.Verdict,
    claim: scanClaim,
    claim_error: ticketErrors.scan_id_reused,
    errors: [ticketErrors.scan_id_reused, ticketErrors.device_required],
    handle: ({ ctx, body }) => redeemTicket(ctx, body),
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
    summary: "List attempts to use tickets, latest first",
    permission: "redeem",
    query: wire.RedemptionQuery,
    reply: wire.Redemption,
    list: true,
    handle: ({ ctx, query }) => listRedemptions(ctx, query),
  }),
];
