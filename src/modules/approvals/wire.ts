/** The shapes of approvals on the wire. */

import * as z from "zod";
import { id, money, paging, pin, sentMoney, text, time } from "../../platform/http/fields.ts";
import { ACTIONS } from "./domain/actions.ts";
import { APPROVAL_STATUSES } from "./domain/requests.ts";
import { APPROVAL_NEEDS, SOURCES } from "./domain/requirements.ts";

const action = z.enum(ACTIONS);
const reason_code = z.string().regex(/^[a-z][a-z0-9_]{0,49}$/, "must be a name such as guest_request");

export const PinApprovalRequest = z
  .strictObject({
    approver_email: z.email().max(254).optional(),
    approver_id: id.optional(),
    pin,
    action,
    subject_id: id.optional(),
    amount: sentMoney.optional(),
  })
  .refine(({ approver_email, approver_id }) => (approver_email === undefined) !== (approver_id === undefined), {
    path: ["approver_email"],
    message: "name the approver by either approver_email or approver_id",
  })
  .meta({ id: "PinApprovalRequest" });

const limits = { action, subject_id: id.nullable(), amount: money.nullable() };

export const Grant = z
  .object({
    approval_id: id,
    approval_token: z.string(),
    ...limits,
    approver_id: id,
    expires_at: time,
  })
  .meta({ id: "Grant" });

export const RemoteApprovalRequest = z
  .strictObject({
    action,
    subject_id: id.optional().describe("the one sale, ticket or shift it is for; absent: the act chooses"),
    amount: sentMoney.optional().describe("satang at most; absent: no limit"),
    reason_code: reason_code.optional(),
    note: text(200).optional(),
  })
  .meta({ id: "RemoteApprovalRequest" });

export const AskedApproval = z
  .object({
    approval_id: id,
    approval_token: z.string().describe("good once somebody approved"),
    status: z.enum(APPROVAL_STATUSES),
    store_id: id,
    ...limits,
    expires_at: time.describe("until when it can be decided"),
  })
  .meta({ id: "AskedApproval" });

export const Approval = z
  .object({
    approval_id: id,
    store_id: id,
    device_id: id.nullable(),
    ...limits,
    reason_code: z.string().nullable(),
    note: z.string().nullable(),
    requester_id: id,
    requested_at: time,
    status: z.enum(APPROVAL_STATUSES),
    decided_by: id.nullable(),
    decided_at: time.nullable(),
    decision_note: z.string().nullable(),
    expires_at: time.describe("until when it can be decided, and once approved, used"),
    used_for: id.nullable().describe("what it was used up for"),
    used_at: time.nullable(),
  })
  .meta({ id: "Approval" });

export const ApprovalParams = z.object({ approval_id: id });

export const ApproveRequest = z.strictObject({ pin, note: text(200).optional() }).meta({ id: "ApproveRequest" });
export const RejectRequest = z.strictObject({ note: text(200).optional() }).meta({ id: "RejectRequest" });

export const PendingQuery = z.strictObject({
  ...paging,
  store_id: id.optional(),
  action: action.optional(),
  requester_id: id.optional(),
});

export const ApprovalQuery = z.strictObject({
  ...PendingQuery.shape,
  status: z.enum(APPROVAL_STATUSES).optional(),
  approver_id: id.optional().describe("who decided it, either way"),
  from: time.optional().describe("asked for then or later"),
  to: time.optional(),
});

export const ReasonCode = z
  .object({
    reason_code: z.string(),
    label_en: z.string(),
    label_th: z.string(),
    actions: z.array(z.string()),
    active: z.boolean(),
  })
  .meta({ id: "ReasonCode" });

const reasonFields = {
  label_en: text(100),
  label_th: text(100),
  actions: z
    .array(action)
    .min(1)
    .refine((actions) => new Set(actions).size === actions.length, "must not name an action twice"),
};

export const NewReasonCode = z.strictObject({ reason_code, ...reasonFields }).meta({ id: "NewReasonCode" });
export const ReasonCodeRequest = z
  .strictObject({ ...reasonFields, active: z.boolean().default(true) })
  .meta({ id: "ReasonCodeRequest" });
export const ReasonCodeParams = z.object({ reason_code });
export const ReasonCodeQuery = z.strictObject({
  active: z.enum(["true", "all"]).default("true").describe("all: those given up too"),
});

const requirement = {
  approval: z
    .enum(APPROVAL_NEEDS)
    .describe("who holds the permission needs a grant always, unless permitted (so none), or never; others need one"),
  above_amount: sentMoney.nullable().describe("satang above which who holds the permission needs a grant too"),
  reason_required: z.boolean(),
};

export const Requirement = z
  .object({ action, ...requirement, source: z.enum(SOURCES).describe("the level that says so") })
  .meta({ id: "ApprovalRequirement" });

export const RequirementRequest = z
  .strictObject({ store_id: id.optional().describe("absent: for the whole tenant"), ...requirement })
  .meta({ id: "ApprovalRequirementRequest" });

export const RequirementParams = z.object({ action });
export const RequirementQuery = z.strictObject({ store_id: id.optional() });
