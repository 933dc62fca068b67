/** Routes of refunds. */

import { contract } from "../../../platform/http/contract.ts";
import { taxColumns } from "../../../platform/http/fields.ts";
import { errors } from "../../../shared/errors.ts";
import { ticketErrors } from "../../admission/tickets/index.ts";
import { approvalErrors } from "../../offer/approvals/index.ts";
import { paymentErrors } from "../payments/index.ts";
import { saleErrors } from "../sales/index.ts";
import { refundErrors } from "./domain/policy.ts";
import { movePayment } from "./service/payment.ts";
import { getRefund, listRefunds, readRefundable } from "./service/read.ts";
import { refundSale, refundTicket } from "./service/refund.ts";
import * as wire from "./wire.ts";

const { reason_required, reason_unknown, required, daily_cap } = approvalErrors;
const refusals = [
  ...Object.values(refundErrors),
  saleErrors.sale_voided,
  errors.busy,
  ...[reason_required, reason_unknown, required, daily_cap],
  ...[errors.shift_closed, errors.device_required],
];

/** One CSV line for each refund; sums in satang. */
const CSV_COLUMNS = [
  ...["refund_id", "slip_no", "created_at", "completed_at", "status", "sale_id", "store_id", "device_id", "shift_id"],
  ...["amount", "tax_total", "rounding", "surcharge_total", "payments.0.method", "requested_by", "approved_by"],
  ...["reason_code", "reason_text", "cancelled_reason", ...taxColumns("taxes"), "taxes"],
];

export const routes = [
  contract({
    method: "post",
    path: "/refunds",
    tag: "refunds",
    summary: "Refund tickets, lines, an amount or a whole sale",
    // A grant may replace the permission `refund`, so the use-case checks for either.
    permission: "authenticated",
    people_only: true,
    rate: "sensitive",
    idempotency: "required",
    body: wire.RefundRequest,
    status: 201,
    reply: wire.Refund,
    errors: refusals,
    handle: ({ ctx, body }) => refundSale(ctx, body),
  }),
  contract({
    method: "post",
    path: "/tickets/refund",
    tag: "refunds",
    summary: "Refund a ticket by its id or a code",
    permission: "authenticated",
    people_only: true,
    rate: "sensitive",
    idempotency: "required",
    body: wire.TicketRefundRequest,
    status: 201,
    reply: wire.Refund,
    errors: [...refusals, ticketErrors.imported],
    handle: ({ ctx, body: { ticket_id, short_code, qr_token, ...terms } }) =>
      refundTicket(ctx, { ...terms, ticket: ticket_id ?? short_code ?? qr_token ?? "" }),
  }),
  contract({
    method: "patch",
    path: "/payments/:payment_id",
    tag: "payments",
    summary: "Change a payment's status",
    description:
      "A pending payment becomes captured or failed. A captured payment that settles an account may become failed or refunded.",
    // A grant may replace the permission `refund`; a promised payment needs `sell`. The use-case checks both.
    permission: "authenticated",
    idempotency: "key",
    params: wire.PaymentParams,
    body: wire.PaymentChange,
    reply: wire.ChangedPayment,
    errors: [
      ...refusals,
      ...[paymentErrors.payment, paymentErrors.reference_used, paymentErrors.payment_state, errors.busy],
      errors.idempotency_missing,
    ],
    handle: ({ ctx, params, body }) => movePayment(ctx, params.payment_id, body),
  }),
  contract({
    method: "get",
    path: "/refunds",
    tag: "refunds",
    summary: "List refunds, latest first",
    permission: "sales_read",
    own_records: true,
    query: wire.RefundQuery,
    reply: wire.ListedRefund,
    list: true,
    csv: CSV_COLUMNS,
    handle: ({ ctx, query }) => listRefunds(ctx, query),
  }),
  contract({
    method: "get",
    path: "/refunds/:refund_id",
    tag: "refunds",
    summary: "Read a refund",
    permission: "sales_read",
    own_records: true,
    params: wire.RefundParams,
    reply: wire.Refund,
    handle: ({ ctx, params }) => getRefund(ctx, params.refund_id),
  }),
  contract({
    method: "get",
    path: "/sales/:sale_id/refundable",
    tag: "refunds",
    summary: "Read the amounts of a sale that are still refundable",
    description: "They are listed by line, ticket and payment.",
    permission: "sales_read",
    own_records: true,
    params: wire.SaleParams,
    reply: wire.Refundable,
    handle: ({ ctx, params }) => readRefundable(ctx, params.sale_id),
  }),
];
