export { approvalErrors } from "./domain.ts";
export { type ApprovalUse, createReasonCodes, useApproval } from "./service.ts";
