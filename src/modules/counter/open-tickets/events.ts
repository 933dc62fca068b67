/** Events of parked carts. */

import * as z from "zod";
import { defineEvent, id, money, SAMPLE } from "../../../platform/events/define.ts";
import { OPEN_TICKET_STATUSES, type OpenTicketStatus } from "./domain.ts";

const OpenTicket = z.object({
  open_ticket_id: id,
  grand_total: money,
  status: z.enum(OPEN_TICKET_STATUSES),
  version: z.number().int(),
});

const example = (status: OpenTicketStatus, version: number) => {
  return { open_ticket_id: SAMPLE.id, grand_total: 35_000, status, version };
};

export const OPEN_TICKET_EVENTS = {
  parked: defineEvent("open_ticket.parked", "A cart was parked", OpenTicket, example("open", 1)),
  changed: defineEvent("open_ticket.changed", "A parked cart was replaced", OpenTicket, example("open", 2)),
  cancelled: defineEvent("open_ticket.cancelled", "A parked cart was cancelled", OpenTicket, example("cancelled", 2)),
  expired: defineEvent("open_ticket.expired", "A parked cart expired", OpenTicket, example("expired", 2)),
} as const;
