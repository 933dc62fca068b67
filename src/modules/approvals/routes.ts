/** Routes of approvals. */

import { contract } from "../../platform/http/contract.ts";
import { employeeErrors } from "../employees/index.ts";
import { approvalErrors } from "./domain.ts";
import { grantByPin, listReasonCodes } from "./service.ts";
import { Approval, PinApprovalRequest, ReasonCode } from "./wire.ts";

const verifyPin = ["/approvals/verify-pin", "/approvals/verify_pin"].map((path) =>
  contract({
    method: "post",
    path,
    tag: "approvals",
    summary: "Make a grant for one act from a supervisor's PIN; it lives 120 seconds and is used once",
    permission: "authenticated",
    idempotency: "key",
    body: PinApprovalRequest,
    reply: Approval,
    secret: true,
    errors: [approvalErrors.approver_pin, employeeErrors.pin_locked, approvalErrors.approver],
    handle: ({ ctx, body }) => grantByPin(ctx, body),
  }),
);

export const routes = [
  ...verifyPin,
  contract({
    method: "get",
    path: "/approvals/reason-codes",
    tag: "approvals",
    summary: "List the reasons that may be given for refunds, reprints and discounts",
    permission: "authenticated",
    reply: ReasonCode,
    list: true,
    handle: async ({ ctx }) => ({ items: await listReasonCodes(ctx), next_cursor: null, has_more: false }),
  }),
];
