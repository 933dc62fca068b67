/** Routes that request an approval, by PIN or of a person elsewhere. */

import { contract } from "../../../../platform/http/contract.ts";
import { errors } from "../../../../shared/errors.ts";
import { employeeErrors } from "../../../access/employees/index.ts";
import { approvalErrors } from "../../../offer/approvals/index.ts";

import { cartErrors } from "../../../offer/carts/index.ts";
import { saleErrors } from "../../sales/index.ts";
import { refundErrors } from "../domain/policy.ts";
import { grantPossibleAct, requestPossibleAct } from "../service/approvals.ts";
import * as wire from "../wire/approvals.ts";

/** Errors of an act that cannot happen, whoever approves it. */
const impossible = [
  ...[refundErrors.too_late, saleErrors.sale_voided, saleErrors.sale_refunded, saleErrors.void_closed],
  ...[saleErrors.ticket_used, errors.shift_closed, errors.device_required],
];

const verifyPin = ["/approvals/verify-pin", "/approvals/verify_pin"].map((path) =>
  contract({
    method: "post",
    path,
    ...(path.endsWith("verify_pin") && { operation_id: "postApprovalsVerifyPinAlias" }),
    tag: "approvals",
    summary: "Create a grant for one act by a supervisor's PIN",
    description: "It is valid for 120 seconds and is used once.",
    permission: "authenticated",
    idempotency: "key",
    personal: true,
    body: wire.PinApprovalRequest,
    reply: wire.Grant,
    errors: [
      approvalErrors.requester,
      employeeErrors.approver_pin,
      employeeErrors.pin_locked,
      employeeErrors.approver,
      cartErrors.package_unavailable,
      cartErrors.too_many_tickets,
      ...impossible,
    ],
    handle: ({ ctx, body }) => grantPossibleAct(ctx, body),
  }),
);

export const routes = [
  ...verifyPin,
  contract({
    method: "post",
    path: "/approvals",
    tag: "approvals",
    summary: "Request an approval by a person elsewhere",
    description: "It can be decided for ten minutes.",
    permission: "authenticated",
    idempotency: "key",
    personal: true,
    body: wire.RemoteApprovalRequest,
    status: 201,
    reply: wire.AskedApproval,
    errors: [
      approvalErrors.requester,
      approvalErrors.reason_unknown,
      cartErrors.package_unavailable,
      cartErrors.too_many_tickets,
      ...impossible,
    ],
    handle: ({ ctx, body }) => requestPossibleAct(ctx, body),
  }),
];
