export { approvalErrors, GRANT_USED } from "./domain/errors.ts";
export type { RequestedAct } from "./service/asked.ts";
export { grantByPin, type PinApproval } from "./service/by-pin.ts";
export { giveBackDaily, takeDaily } from "./service/daily.ts";
export { type ApprovalUse, isApprovalNeeded, requireApproval, spendApproval } from "./service/grants.ts";
export { findReason, reasonFor, recordReasonCodes } from "./service/reasons.ts";
export { type RemoteRequest, requestApproval } from "./service/requests.ts";
export { countPending } from "./store/requests.ts";
export { isCapped } from "./store/rules.ts";
