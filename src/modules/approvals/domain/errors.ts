/** What can go wrong with approvals, each with what to do about it. */

import { defineErrors, type ErrorSpec } from "../../../shared/errors.ts";

export const approvalErrors = defineErrors({
  reason_unknown: {
    code: "E_REASON_UNKNOWN",
    status: 422,
    message: "This is not a reason that the park gives for this act. GET /approvals/reason-codes lists them.",
  },
  reason_required: {
    code: "E_REASON_REQUIRED",
    status: 422,
    message: "This needs a reason. Send a reason_code; GET /approvals/reason-codes lists them.",
  },
  required: {
    code: "E_APPROVAL_REQUIRED",
    status: 403,
    message: "This needs an approval that fits it. Ask a supervisor to enter their PIN.",
  },
  requester: {
    code: "E_REQUESTER",
    status: 403,
    message: "A device cannot ask for this by itself. Log in on it as a person, then ask again.",
  },
  decided: {
    code: "E_APPROVAL_DECIDED",
    status: 409,
    message: "This request was decided already. Read it to see how.",
  },
  expired: {
    code: "E_APPROVAL_EXPIRED",
    status: 409,
    message: "Nobody decided this request within ten minutes. It must be asked for anew.",
  },
  daily_cap: {
    code: "E_DAILY_CAP",
    status: 409,
    message: "This person or device has done this as often as the park allows in a day. Ask another person to do it.",
  },
});

/**
 * The grant is used up, perhaps by an equal request at the same instant. Who decides again after it (`decideAgain`) finds
 * what that request did, or the grant used by another act: refused as such, and audited.
 */
export const GRANT_USED: ErrorSpec = { ...approvalErrors.required };
