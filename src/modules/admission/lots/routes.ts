/** Routes of lots. */

import { contract } from "../../../platform/http/contract.ts";
import { lotErrors } from "../../../shared/errors/admission.ts";
import { errors } from "../../../shared/errors.ts";
import { listLots, reserveLot, withdrawLot } from "./service/lots.ts";
import * as wire from "./wire.ts";

export const routes = [
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
    // Repeated requests withdraw a lot once.
    idempotency: "natural",
    params: wire.LotParams,
    reply: wire.WithdrawnLot,
    handle: ({ ctx, params }) => withdrawLot(ctx, params.lot_id),
  }),
];
