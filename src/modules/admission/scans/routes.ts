/** Routes of scans and of their recorded attempts. */

import { contract } from "../../../platform/http/contract.ts";
import { ticketErrors } from "../../../shared/errors/admission.ts";
import { errors } from "../../../shared/errors.ts";
import { isUlid } from "../../../shared/ids.ts";
import { approvalErrors } from "../../offer/approvals/index.ts";
import { asPrinted, parseQrToken, readAsPrinted, readCode } from "../ticket-codes/index.ts";
import { annulScan } from "./service/annul.ts";
import { importScan } from "./service/handed-in.ts";
import { listRedemptions } from "./service/list.ts";
import { redeemTicket } from "./service/redeem.ts";
import * as wire from "./wire.ts";

/** The binding of a scan id to its one code, which the device's object remembers (rule G4). */
function scanBinding(body: unknown) {
  const { scan_id, qr_token, short_code } = (body ?? {}) as Record<string, unknown>;
  if (typeof scan_id !== "string" || !isUlid(scan_id)) return null;
  if (typeof qr_token !== "string" && typeof short_code !== "string") return null;
  const read = typeof qr_token === "string" ? readCode(qr_token) : undefined;
  const subject = read ? asPrinted(read) : readAsPrinted({ short_code: String(short_code) });
  const ticket_ids = (read?.tokens ?? []).flatMap((token) => parseQrToken(token)?.ticket_id ?? []);
  return { id: scan_id, subject: subject.slice(0, 200), ticket_ids };
}

/** One CSV line for each attempt. */
const CSV_COLUMNS = [
  ...["redemption_id", "happened_at", "received_at", "store_id", "device_id", "device_name", "zone_id", "zone"],
  ...["ticket_id", "employee_id", "result", "reason", "direction", "party", "count", "remaining", "unit"],
  ...["forced", "approver_id", "offline", "admitted_offline", "unbound", "doubts", "annulled_at", "annulled_by"],
];

export const routes = [
  contract({
    method: "post",
    path: "/tickets/redeem",
    tag: "tickets",
    summary: "Scan a ticket and get a verdict",
    description: "With a scan_id of your own, a retry gets the first verdict. Every attempt is recorded.",
    permission: "redeem",
    vital: true,
    // A repeat has the same scan id, and the ticket's object keeps its first verdict.
    idempotency: "natural",
    body: wire.RedeemRequest,
    reply: wire.Verdict,
    binding: scanBinding,
    binding_error: ticketErrors.scan_id_reused,
    errors: [ticketErrors.scan_id_reused, errors.device_required, approvalErrors.required],
    handle: ({ ctx, body }) => redeemTicket(ctx, body),
  }),
  contract({
    method: "post",
    path: "/redemptions",
    tag: "tickets",
    summary: "Hand in a scan that was decided elsewhere",
    description: "The rules of a live scan apply.",
    // A device redeems for itself, a provider for a device. The use-case requires one of them.
    permission: "authenticated",
    vital: true,
    idempotency: "natural",
    body: wire.ImportRequest,
    reply: wire.Verdict,
    binding: scanBinding,
    binding_error: ticketErrors.scan_id_reused,
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
  contract({
    method: "get",
    path: "/redemptions",
    tag: "tickets",
    summary: "List redemptions, latest first",
    permission: "redeem",
    query: wire.RedemptionQuery,
    reply: wire.Redemption,
    list: true,
    csv: CSV_COLUMNS,
    handle: ({ ctx, query }) => listRedemptions(ctx, query),
  }),
];
