/** Routes of tickets and of the keys that sign them. */

import { contract } from "../../../platform/http/contract.ts";
import { keyErrors, ticketErrors } from "../../../shared/errors/admission.ts";
import { errors } from "../../../shared/errors.ts";
import { listKeys, revokeKey, rotateKey } from "../ticket-codes/index.ts";
import { changeTicket } from "./service/change.ts";
import { readTicket } from "./service/read.ts";
import * as wire from "./wire.ts";

function change(path: string, kind: "block" | "cancel", summary: string) {
  return contract({
    method: "post",
    path,
    tag: "tickets",
    summary,
    permission: "void",
    // The ticket's object makes a repeated change once.
    idempotency: "natural",
    params: wire.TicketParams,
    body: wire.ChangeRequest,
    reply: wire.Ticket,
    errors: [ticketErrors.ticket_state],
    handle: ({ ctx, params, body }) => changeTicket(ctx, params.ticket_id, kind, body.reason),
  });
}

export const routes = [
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
    handle: ({ ctx, params }) => readTicket(ctx, params.ticket_id),
  }),
];
