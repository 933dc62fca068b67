/** Events of approvals. */

import * as z from "zod";
import { defineEvent, id, money, SAMPLE, time } from "../../../platform/events/define.ts";
import { ACTIONS } from "./domain/actions.ts";

const action = z.enum(ACTIONS);
const { id: approval_id, device_id, employee_id: requester_id } = SAMPLE;
const act = { action: "refund", subject_id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FG8", amount: 35_000 } as const;

const decided = {
  approval_id: id,
  device_id: id.nullable(),
  action,
  subject_id: z.string().nullable(),
  amount: money.nullable(),
  requester_id: z.string(),
  decision_note: z.string().nullable(),
  decided_by: z.string(),
};
const decision = {
  ...{ approval_id, device_id, ...act, requester_id },
  decision_note: null,
  decided_by: "01K3ZJ8Q4N7V0Y2B5C6D8E9FG9",
};

export const APPROVAL_EVENTS = {
  granted: defineEvent(
    "approval.granted",
    "An act was approved at the device by PIN",
    z.object({
      approval_id: id,
      action,
      subject_id: z.string().nullable(),
      amount: money.nullable(),
      approver_id: id,
    }),
    { approval_id, ...act, approver_id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FG9" },
  ),
  requested: defineEvent(
    "approval.requested",
    "An approval was requested",
    z.object({
      approval_id: id,
      store_id: id,
      action,
      subject_id: z.string().nullable(),
      amount: money.nullable(),
      reason_code: z.string().nullable(),
      note: z.string().nullable(),
      requester_id: z.string(),
      status: z.literal("pending"),
      requested_at: time,
      expires_at: time,
      device_id: id.nullable(),
    }),
    {
      ...{ approval_id, store_id: SAMPLE.store_id, ...act, reason_code: "guest_request", note: null, requester_id },
      ...{ status: "pending", requested_at: SAMPLE.at, expires_at: SAMPLE.later, device_id },
    },
  ),
  approved: defineEvent(
    "approval.approved",
    "A request for an approval was approved",
    z.object({ ...decided, status: z.literal("approved"), expires_at: time }),
    { ...decision, status: "approved", expires_at: SAMPLE.later },
  ),
  rejected: defineEvent(
    "approval.rejected",
    "A request for an approval was rejected",
    z.object({ ...decided, status: z.literal("rejected") }),
    { ...decision, status: "rejected" },
  ),
} as const;
