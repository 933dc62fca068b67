export { approvalErrors } from "./domain.ts";
export { type ApprovalUse, createReasonCodes, meetReason, spendApproval, useApproval } from "./service.ts";
