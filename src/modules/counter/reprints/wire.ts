/** The shapes of reprints on the wire. */

import * as z from "zod";
import { exactlyOneOf, id, optionalText, paging, time } from "../../../platform/http/fields.ts";
import { issuedTicket } from "../../admission/tickets/wire.ts";

const why = {
  reason_code: optionalText(50).describe("one of GET /approvals/reason-codes; needed unless no reason is required"),
  reason_text: optionalText(200),
  approval_token: z.string().min(1).max(200).optional(),
};

export const ReprintRequest = z.strictObject({ ticket_id: id, ...why }).meta({ id: "ReprintRequest" });

export const TicketReprintRequest = z
  .strictObject({
    ticket_id: id.optional(),
    short_code: z.string().max(100).optional(),
    qr_token: z.string().max(1_000).optional(),
    ...why,
  })
  .refine((ticket) => [ticket.ticket_id, ticket.short_code, ticket.qr_token].filter(Boolean).length === 1, {
    path: ["ticket_id"],
    message: "send exactly one of ticket_id, short_code and qr_token",
  })
  .meta({ id: "TicketReprintRequest", ...exactlyOneOf("ticket_id", "short_code", "qr_token") });

const reprint = {
  reprint_id: id,
  ticket_id: id.describe("the ticket that was requested"),
  store_id: id,
  device_id: id.nullable(),
  requested_by: id,
  approved_by: id.nullable(),
  approval_id: id.nullable(),
  reason_code: z.string().nullable(),
  reason_text: z.string().nullable(),
  printed_count: z.number().int().describe("prints after the first, with this one"),
  copy_no: z.number().int().describe("the paper bears COPY n"),
  reissued_as: id.nullable().describe("the ticket that replaces it; its codes are printed"),
  created_at: time,
};

export const TicketParams = z.object({ ticket_id: id });
export const ReissueRequest = z.strictObject(why).meta({ id: "ReissueRequest" });

export const Reprint = z.object(reprint).meta({ id: "Reprint" });

export const PrintedReprint = z
  .object({
    ...reprint,
    ticket: z.object({
      ticket_id: id,
      sale_id: id,
      ...issuedTicket,
      printed_count: z.number().int(),
    }),
  })
  .meta({ id: "PrintedReprint" });

export const ReprintParams = z.object({ reprint_id: id });

export const ReprintQuery = z.strictObject({
  ...paging,
  ticket_id: id.optional(),
  store_id: id.optional(),
  device_id: id.optional(),
  employee_id: id.optional().describe("the employee who printed"),
  from: time.optional(),
  to: time.optional(),
});
