export { approvalErrors } from "./domain.ts";
export { type ApprovalUse, createReasonCodes, spendApproval, useApproval } from "./service.ts";
