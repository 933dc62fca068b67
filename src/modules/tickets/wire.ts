/** The shapes of tickets, scans and verdicts on the wire. */

import { z } from "zod";
import { id, money, paging, time } from "../../platform/http/fields.ts";
import { FAIL_REASONS, TICKET_STATUSES, TICKET_TYPES, UNITS } from "./domain/admission.ts";

/** Codes are bounded by the body's size alone: junk of any length is a forged code, not a bad request (rule G13). */
export const RedeemRequest = z
  .strictObject({
    qr_token: z.string().optional(),
    short_code: z.string().optional(),
    scan_id: id.optional(),
    ts: time.optional(),
    zone_id: id.optional(),
    device_id: id.optional(),
  })
  .refine(({ qr_token, short_code }) => (qr_token === undefined) !== (short_code === undefined), {
    path: ["qr_token"],
    message: "send either qr_token or short_code",
  })
  .meta({ id: "RedeemRequest" });

const pass = z.object({ at: time, device_id: id, device_name: z.string(), zone: z.string().nullable() });

const ticketFields = {
  ticket_id: id,
  short_code: z.string(),
  package_id: id,
  type: z.enum(TICKET_TYPES),
  status: z.enum(TICKET_STATUSES),
  valid_from: time,
  valid_to: time.nullable(),
};

export const Verdict = z
  .object({
    result: z.enum(["pass", "fail"]),
    reason: z.enum(FAIL_REASONS).nullable(),
    remaining: z.number().int(),
    unit: z.enum(UNITS),
    scan_id: id,
    redemption_id: id,
    replayed: z.boolean(),
    forced: z.boolean(),
    ticket: z.object(ticketFields).nullable(),
    first_pass: pass.nullable(),
    message: z.object({ en: z.string(), th: z.string() }),
  })
  .meta({ id: "Verdict" });

export const Ticket = z
  .object({
    ...ticketFields,
    store_id: id,
    sale_id: id,
    line_no: z.number().int(),
    quota_or_minutes: z.number().int(),
    used: z.number().int(),
    remaining: z.number().int(),
    unit: z.enum(UNITS),
    price: money,
    lot_no: z.string().nullable(),
    issued_by: id,
    issued_at: time,
    printed_count: z.number().int(),
    first_pass: pass.nullable(),
  })
  .meta({ id: "Ticket" });

export const TicketParams = z.object({ ticket_id: id });

export const RedemptionQuery = z.strictObject({
  ...paging,
  store_id: id.optional(),
  ticket_id: id.optional(),
  device_id: id.optional(),
  employee_id: id.optional(),
  result: z.enum(["pass", "fail"]).optional(),
  reason: z.enum(FAIL_REASONS).optional(),
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
    reason: z.enum(FAIL_REASONS).nullable(),
    remaining: z.number().int(),
    unit: z.enum(UNITS),
    forced: z.boolean(),
    happened_at: time,
    received_at: time,
  })
  .meta({ id: "Redemption" });
