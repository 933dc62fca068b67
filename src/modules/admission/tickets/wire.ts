/** Wire shapes of tickets and their keys. */

import * as z from "zod";
import { digits, id, money, optionalText, payment_method, time } from "../../../platform/http/fields.ts";
import { TICKET_ORIGINS, TICKET_STATUSES, TICKET_TYPES, UNITS } from "./domain/words.ts";

export const ChangeRequest = z.strictObject({ reason: optionalText(200) }).meta({ id: "TicketChangeRequest" });

export const pass = z.object({ at: time, device_id: id, device_name: z.string(), zone: z.string().nullable() });

export const ticketFields = {
  ticket_id: id,
  short_code: z.string(),
  package_id: id.nullable(),
  type: z.enum(TICKET_TYPES),
  status: z.enum(TICKET_STATUSES),
  valid_from: time,
  valid_to: time.nullable(),
};

/** An issued or printed ticket; its codes are nullable where the reader may not print. */
export const issuedTicket = {
  short_code: z.string(),
  qr_token: z.string(),
  package_id: id,
  type: z.enum(TICKET_TYPES),
  quota_or_minutes: z.number().int(),
  remaining: z.number().int(),
  valid_from: time,
  valid_to: time.nullable(),
  status: z.enum(TICKET_STATUSES),
  lot_no: z.string().nullable(),
};

/** A ticket in the reply of GET /tickets/{ticket_id}. */
export const wholeTicket = {
  ...ticketFields,
  short_code: z.string().nullable().describe("null for callers who may not reprint tickets"),
  store_id: id,
  origin: z.enum(TICKET_ORIGINS),
  sale_id: id.describe("the sale that issued it; for an imported ticket the import"),
  line_no: z.number().int(),
  quota_or_minutes: z.number().int(),
  used: z.number().int(),
  remaining: z.number().int(),
  unit: z.enum(UNITS),
  price: money,
  payment_method,
  shift_id: id.nullable().describe("the shift of its sale"),
  lot_no: z.string().nullable().describe("the lot of its blank"),
  issued_by: id,
  issued_at: time,
  printed_count: z.number().int().describe("prints after the first"),
  first_pass: pass.nullable(),
  replaces: id.nullable(),
  replaced_by: id.nullable(),
};

export const Ticket = z
  .object({
    ...wholeTicket,
    zones: z
      .array(z.object({ zone_id: id, name: z.string() }))
      .optional()
      .describe("of GET /tickets/{ticket_id}: the zones where it admits; empty: every zone of its store"),
  })
  .meta({ id: "Ticket" });

export const TicketKey = z
  .object({
    key_version: z.number().int(),
    master_id: z.string(),
    created_at: time,
    created_by: z.string(),
    revoked_at: time.nullable(),
    revoked_by: z.string().nullable(),
    current: z.boolean(),
  })
  .meta({ id: "TicketKey" });

export const KeyParams = z.object({ key_version: digits(1) });

export const RevokeKeyRequest = z
  .strictObject({
    confirm: z.string().max(10).describe("the version again, as text"),
    reason: optionalText(200),
  })
  .meta({ id: "RevokeKeyRequest" });

export const TicketParams = z.object({ ticket_id: id });
