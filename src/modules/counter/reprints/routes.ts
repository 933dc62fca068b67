/** Routes of reprints. */

import { contract } from "../../../platform/http/contract.ts";
import { ticketErrors } from "../../admission/tickets/index.ts";
import { approvalErrors } from "../../offer/approvals/index.ts";
import { getReprint, listReprints, reprintTicket } from "./service.ts";
import * as wire from "./wire.ts";

const { required, reason_required, reason_unknown, daily_cap } = approvalErrors;

/** What all ways to ask for a reprint share. A grant stands for the permission, so the use-case asks for either. */
const printing = {
  method: "post",
  tag: "reprints",
  permission: "authenticated",
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
    summary: "Print a ticket again, once for each approval; the paper bears COPY n",
    body: wire.ReprintRequest,
    handle: ({ ctx, body }) => reprintTicket(ctx, body),
  }),
  contract({
    ...printing,
    path: "/tickets/reprint",
    summary: "Print a ticket again, named by its id or by either of its codes",
    body: wire.TicketReprintRequest,
    handle: ({ ctx, body }) => reprintTicket(ctx, body),
  }),
  contract({
    ...printing,
    path: "/tickets/:ticket_id/reissue",
    summary: "Reprint a ticket with a new code: the old code ends, and a new ticket has what is left",
    params: wire.TicketParams,
    body: wire.ReissueRequest,
    handle: ({ ctx, params, body }) => reprintTicket(ctx, { ...params, ...body, new_code: true }),
  }),
  contract({
    method: "get",
    path: "/reprints",
    tag: "reprints",
    summary: "List what was printed again, latest first",
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
    summary: "Read what was printed again, without its codes",
    permission: "reprint",
    params: wire.ReprintParams,
    reply: wire.Reprint,
    handle: ({ ctx, params }) => getReprint(ctx, params.reprint_id),
  }),
];
