/** The shapes of requests for an approval. */

export { AskedApproval, Grant, PinApprovalRequest, RemoteApprovalRequest } from "../../../offer/approvals/wire.ts";
