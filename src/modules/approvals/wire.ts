/** The shapes of approvals on the wire. */

import { z } from "zod";
import { id, money, pin, sentMoney, time } from "../../platform/http/fields.ts";
import { ACTIONS } from "./domain.ts";

export const PinApprovalRequest = z
  .strictObject({
    approver_email: z.email().max(254).optional(),
    approver_id: id.optional(),
    pin,
    action: z.enum(ACTIONS),
    subject_id: id.optional(),
    amount: sentMoney.optional(),
  })
  .refine(({ approver_email, approver_id }) => (approver_email === undefined) !== (approver_id === undefined), {
    path: ["approver_email"],
    message: "name the approver by either approver_email or approver_id",
  })
  .meta({ id: "PinApprovalRequest" });

export const Approval = z
  .object({
    approval_id: id,
    approval_token: z.string(),
    action: z.enum(ACTIONS),
    subject_id: id.nullable(),
    amount: money.nullable(),
    approver_id: id,
    expires_at: time,
  })
  .meta({ id: "Approval" });

export const ReasonCode = z
  .object({
    reason_code: z.string(),
    label_en: z.string(),
    label_th: z.string(),
    actions: z.array(z.string()),
  })
  .meta({ id: "ReasonCode" });
