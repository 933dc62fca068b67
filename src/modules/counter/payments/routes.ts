/** Routes of payment types, and of payments after the sale. */

import { contract } from "../../../platform/http/contract.ts";
import { errors } from "../../../shared/errors.ts";
import { customerErrors } from "../../guests/customers/index.ts";
import { approvalErrors } from "../../offer/approvals/index.ts";
import { paymentErrors } from "./domain/errors.ts";
import { payLater } from "./service/later.ts";
import { givePoints } from "./service/points.ts";
import { getPayment, listPayments, summarizePayments } from "./service/read.ts";
import * as types from "./service/types.ts";
import * as wire from "./wire.ts";

const { payment, overpaid, coin, no_account, reference_used } = paymentErrors;
const drawerErrors = [errors.device_required, errors.shift_closed, errors.busy];

const CSV_COLUMNS = [
  ...["payment_id", "sale_id", "payment_no", "paid_at", "store_id", "device_id", "actor_id", "shift_id", "method"],
  ...[
    "status",
    "amount",
    "surcharge",
    "surcharge_tax_total",
    "amount_tendered",
    "change",
    "settled",
    "due",
    "refunded",
    "settles_payment_id",
    "reference",
  ],
];

export const routes = [
  contract({
    method: "get",
    path: "/payment-types",
    tag: "payments",
    summary: "List payment types",
    permission: "authenticated",
    query: wire.PaymentTypeQuery,
    reply: wire.PaymentType,
    list: true,
    etag: true,
    handle: async ({ ctx, query }) => {
      const items = await types.listPaymentTypesFor(ctx, query.active);
      return { items, next_cursor: null, has_more: false };
    },
  }),
  contract({
    method: "post",
    path: "/payment-types",
    tag: "payments",
    summary: "Create a payment type",
    permission: "settings_write",
    idempotency: "key",
    body: wire.NewPaymentType,
    status: 201,
    reply: wire.PaymentType,
    errors: [errors.duplicate],
    handle: ({ ctx, body }) => types.createPaymentType(ctx, body),
  }),
  contract({
    method: "put",
    path: "/payment-types/:method",
    tag: "payments",
    summary: "Replace a payment type's names, position and surcharges",
    description: "A field that is left out becomes empty.",
    permission: "settings_write",
    idempotency: "natural",
    params: wire.PaymentTypeParams,
    body: wire.PaymentTypeTerms,
    reply: wire.PaymentType,
    handle: ({ ctx, params, body }) => types.replacePaymentType(ctx, params.method, body),
  }),
  contract({
    method: "delete",
    path: "/payment-types/:method",
    tag: "payments",
    summary: "Deactivate a payment type",
    description: "Payments still name it.",
    permission: "settings_write",
    idempotency: "natural",
    params: wire.PaymentTypeParams,
    reply: wire.PaymentType,
    handle: ({ ctx, params }) => types.retirePaymentType(ctx, params.method),
  }),
  contract({
    method: "post",
    path: "/payments",
    tag: "payments",
    summary: "Pay a sale's account, whole or in part",
    permission: "sell",
    idempotency: "required",
    body: wire.PaymentRequest,
    status: 201,
    reply: wire.Payment,
    errors: [payment, overpaid, coin, no_account, reference_used, ...drawerErrors],
    handle: ({ ctx, body }) => payLater(ctx, body),
  }),
  contract({
    method: "post",
    path: "/customers/:customer_id/points",
    tag: "customers",
    summary: "Give or take a customer's points by hand",
    description: "Giving points needs an approval.",
    permission: "approve",
    idempotency: "required",
    params: wire.CustomerParams,
    body: wire.PointsRequest,
    status: 201,
    reply: wire.GivenPoints,
    errors: [customerErrors.inactive, customerErrors.points_short, approvalErrors.required],
    handle: ({ ctx, params, body }) => givePoints(ctx, params.customer_id, body),
  }),
  contract({
    method: "get",
    path: "/payments",
    tag: "payments",
    summary: "List payments, latest sale first",
    permission: "sales_read",
    own_records: true,
    query: wire.PaymentQuery,
    reply: wire.ListedPayment,
    list: true,
    csv: CSV_COLUMNS,
    handle: ({ ctx, query }) => listPayments(ctx, query),
  }),
  contract({
    method: "get",
    path: "/payments/summary/stats",
    tag: "payments",
    summary: "Sum payments by method and status",
    description: "It has the share of attempts that succeeded.",
    permission: "reports_view",
    query: wire.StatsQuery,
    reply: wire.PaymentSummary,
    errors: [errors.amounts_hidden],
    handle: ({ ctx, query }) => summarizePayments(ctx, query),
  }),
  contract({
    method: "get",
    path: "/payments/:payment_id",
    tag: "payments",
    summary: "Read a payment",
    permission: "sales_read",
    own_records: true,
    params: wire.PaymentParams,
    reply: wire.Payment,
    handle: ({ ctx, params }) => getPayment(ctx, params.payment_id),
  }),
];
