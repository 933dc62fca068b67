/** Routes of guests' data: export and erasure (PDPA). */

import { contract } from "../../../platform/http/contract.ts";
import { errors } from "../../../shared/errors.ts";
import { eraseGuest } from "./service/erase.ts";
import { exportGuest } from "./service/export.ts";
import * as wire from "./wire.ts";

export const routes = [
  contract({
    method: "get",
    path: "/customers/:customer_id/export",
    tag: "customers",
    summary: "Export all data held about a customer",
    description: "The export is audited.",
    permission: "audit_view",
    step_up: true,
    params: wire.CustomerParams,
    reply: wire.GuestExport,
    handle: ({ ctx, params }) => exportGuest(ctx, params.customer_id),
  }),
  contract({
    method: "post",
    path: "/customers/:customer_id/erase",
    tag: "customers",
    summary: "Erase a customer's personal data for good",
    description: "Figures, ledger and audit stay.",
    // Also needs `approve`, both in every store.
    permission: "settings_write",
    step_up: true,
    idempotency: "natural",
    params: wire.CustomerParams,
    body: wire.EraseRequest,
    reply: wire.Erasure,
    errors: [errors.conflict],
    handle: ({ ctx, params, body }) => eraseGuest(ctx, params.customer_id, body),
  }),
];
