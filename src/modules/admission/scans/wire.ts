/** Wire shapes of scans, verdicts and attempts. */

import * as z from "zod";
import { deviceTime, exactlyOneOf, flag, id, optionalText, paging, time } from "../../../platform/http/fields.ts";
import { DOUBTS } from "../../../shared/handed-in.ts";
import { answers, message, question } from "../../offer/catalog/wire/gate-terms.ts";
import { DIRECTIONS, FAIL_REASONS, UNITS } from "../tickets/index.ts";
import { pass, ticketFields } from "../tickets/wire.ts";

const scanned = {
  qr_token: z.string().optional(),
  short_code: z.string().optional(),
  direction: z.enum(DIRECTIONS).optional(),
  party: z.number().int().min(1).max(1000).optional().describe("number of guests who pass together"),
  zone_id: id.optional(),
  device_id: id.optional(),
  answers: answers.optional().describe("answers to all questions of an incomplete scan, sent with its scan_id"),
};

/** A scan names its ticket by one code. */
export const oneCode = {
  path: ["qr_token"],
  message: "send either qr_token or short_code",
};

const REASON_CHARS = 40;
const REASON = `one of ${FAIL_REASONS.join(", ")}; or a gate's own word`;

/** The list is open: a gate may send its own word. */
export const failReason = z.string().min(1).max(REASON_CHARS).describe(REASON);

export const hasOneCode = ({ qr_token, short_code }: { qr_token?: string; short_code?: string }) =>
  (qr_token === undefined) !== (short_code === undefined);

/** Only the body's size limits a code: junk of any length is a forged code, not a bad request (rule G13). */
export const RedeemRequest = z
  .strictObject({
    ...scanned,
    scan_id: id
      .optional()
      .describe("a new ULID for each attempt, the same for its retries; without one each request is a new attempt"),
    ts: deviceTime.optional().describe("time by the device's clock; stored beside the server's"),
    approval_token: z.string().min(1).max(200).optional(),
  })
  .refine(hasOneCode, oneCode)
  .meta({ id: "RedeemRequest", ...exactlyOneOf("qr_token", "short_code") });

/** An attempt that was decided elsewhere, for example during an outage (rule G16). */
export const ImportRequest = z
  .strictObject({
    ...scanned,
    scan_id: id,
    ts: deviceTime.describe("time by the device's clock"),
    at: deviceTime.optional().describe("time as the device corrected it when it recorded"),
    result: z.enum(["pass", "fail"]).optional().describe("the gate's decision; default: pass"),
    reason: optionalText(REASON_CHARS).describe(REASON),
  })
  .refine(hasOneCode, oneCode)
  .meta({ id: "ImportRequest", ...exactlyOneOf("qr_token", "short_code") });

export const AnnulRequest = z
  .strictObject({
    scan_id: id,
    approval_token: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe("a grant for gate_override of the ticket; needed from the ticket's second annulment"),
  })
  .meta({ id: "AnnulRequest" });

export const Verdict = z
  .object({
    result: z.enum(["pass", "fail"]),
    reason: failReason.nullable(),
    code: z.string().nullable().describe("the error code of the reason; E_GATE_REFUSED for a gate's own word"),
    remaining: z.number().int(),
    unit: z.enum(UNITS),
    scan_id: id,
    redemption_id: id,
    replayed: z.boolean(),
    forced: z.boolean(),
    admitted_offline: z.boolean(),
    ticket: z.object(ticketFields).nullable(),
    first_pass: pass.nullable(),
    message,
    attention: message.nullable().describe("a hint for staff when the guest enters"),
    questions: z
      .array(question)
      .describe("for an incomplete scan: questions to ask; send the answers with the same scan_id"),
  })
  .meta({ id: "Verdict" });

export const Annulment = z
  .object({
    scan_id: id,
    annulled_at: time,
    remaining: z.number().int(),
    unit: z.enum(UNITS),
    ticket: z.object(ticketFields),
  })
  .meta({ id: "Annulment" });

/** The answers in a recorded scan. */
export const givenAnswers = z.array(
  z.object({ question_id: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) }),
);

export const RedemptionQuery = z.strictObject({
  ...paging,
  store_id: id.optional(),
  ticket_id: id.optional(),
  device_id: id.optional(),
  employee_id: id.optional(),
  result: z.enum(["pass", "fail"]).optional(),
  reason: failReason.optional(),
  zone_id: id.optional(),
  direction: z.enum(DIRECTIONS).optional(),
  offline: flag.optional(),
  admitted_offline: flag.optional(),
  from: time.optional(),
  to: time.optional(),
});

export const Redemption = z
  .object({
    redemption_id: id,
    scan_id: id,
    ticket_id: id.nullable(),
    store_id: id,
    device_id: id,
    device_name: z.string(),
    employee_id: id.nullable(),
    zone_id: id.nullable(),
    zone: z.string().nullable(),
    code_hash: z.string(),
    result: z.enum(["pass", "fail"]),
    reason: failReason.nullable(),
    remaining: z.number().int(),
    unit: z.enum(UNITS),
    forced: z.boolean(),
    approver_id: id.nullable(),
    direction: z.enum(DIRECTIONS),
    party: z.number().int(),
    happened_at: time,
    received_at: time,
    device_at: time.nullable().describe("time by the device's clock"),
    offline: z.boolean().describe("true: decided at the gate and handed in later"),
    admitted_offline: z.boolean().describe("true: the gate admitted it offline, but the ticket did not allow it"),
    unbound: z.boolean().describe("true: a blank of a lot whose sale had not arrived"),
    doubts: z.array(z.enum(DOUBTS)).nullable().describe("reasons to check it"),
    answers: givenAnswers.nullable().describe("the questions with the guest's answers"),
    annulled_at: time.nullable(),
    annulled_by: id.nullable(),
    count: z.number().int().describe("attempts; equal refusals at a device within a minute are one record"),
    last_at: time.nullable().describe("when the last of these attempts arrived"),
  })
  .meta({ id: "Redemption" });
