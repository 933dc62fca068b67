/** Routes of reprints. */

import { contract } from "../../../platform/http/contract.ts";
import { ticketErrors } from "../../admission/tickets/index.ts";
import { approvalErrors } from "../../offer/approvals/index.ts";
import { getReprint, listReprints, reprintTicket } from "./service.ts";
import * as wire from "./wire.ts";

const { required, reason_required, reason_unknown, daily_cap } = approvalErrors;

/** The common part of all reprint routes. A grant replaces the permission, so the use-case checks for either. */
const printing = {
  method: "post",
  tag: "reprints",
  permission: "authenticated",
  people_only: true,
  rate: "sensitive",
  idempotency: "required",
  status: 201,
  reply: wire.PrintedReprint,
  errors: [required, reason_required, reason_unknown, daily_cap, ticketErrors.ticket_state],
} as const;

export const routes = [
  contract({
    ...printing,
    path: "/reprints",
    summary: "Reprint a ticket, once for each approval",
    description: "The paper bears COPY n.",
    body: wire.ReprintRequest,
    handle: ({ ctx, body }) => reprintTicket(ctx, body),
  }),
  contract({
    ...printing,
    path: "/tickets/reprint",
    summary: "Reprint a ticket, named by its id or a code",
    body: wire.TicketReprintRequest,
    handle: ({ ctx, body }) => reprintTicket(ctx, body),
  }),
  contract({
    ...printing,
    path: "/tickets/:ticket_id/reissue",
    summary: "Reissue a ticket with a new code",
    description: "The old code ends. The new ticket has what is left.",
    params: wire.TicketParams,
    body: wire.ReissueRequest,
    handle: ({ ctx, params, body }) => reprintTicket(ctx, { ...params, ...body, new_code: true }),
  }),
  contract({
    method: "get",
    path: "/reprints",
    tag: "reprints",
    summary: "List reprints, latest first",
    permission: "reprint",
    query: wire.ReprintQuery,
    reply: wire.Reprint,
    list: true,
    csv: [
      ...["reprint_id", "created_at", "ticket_id", "copy_no", "store_id", "device_id", "requested_by", "approved_by"],
      ...["reason_code", "reason_text", "reissued_as"],
    ],
    handle: ({ ctx, query }) => listReprints(ctx, query),
  }),
  contract({
    method: "get",
    path: "/reprints/:reprint_id",
    tag: "reprints",
    summary: "Read a reprint, without its codes",
    permission: "reprint",
    params: wire.ReprintParams,
    reply: wire.Reprint,
    handle: ({ ctx, params }) => getReprint(ctx, params.reprint_id),
  }),
];
