export { approvalErrors, GRANT_USED } from "./domain/errors.ts";
export { giveBackDaily, takeDaily } from "./service/daily.ts";
export { type ApprovalUse, isApprovalNeeded, requireApproval, spendApproval } from "./service/grants.ts";
export { findReason, reasonFor, recordReasonCodes } from "./service/reasons.ts";
export { countPending } from "./store/requests.ts";
export { isCapped } from "./store/rules.ts";
