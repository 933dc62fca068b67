/** The shapes of parked carts on the wire. */

import * as z from "zod";
import { id, money, paging, time } from "../../../platform/http/fields.ts";
import { OPEN_TICKET_STATUSES } from "./domain.ts";

const parkedItem = z.object({
  package_id: id,
  qty: z.number().int(),
  slot_start: time.optional(),
  discount: z
    .object({ kind: z.enum(["percent", "amount"]), value: z.number().int(), reason_code: z.string().optional() })
    .optional(),
});

export const openTicketFields = {
  open_ticket_id: id,
  store_id: id,
  device_id: id.nullable(),
  created_by: id,
  name: z.string().nullable(),
  items: z.array(parkedItem),
  promo_codes: z.array(z.string()),
  customer_id: id.nullable(),
  note: z.string().nullable(),
  grand_total: money.describe("its price when it was last parked or changed"),
  status: z.enum(OPEN_TICKET_STATUSES),
  version: z.number().int(),
  sale_id: id.nullable(),
  created_at: time,
  updated_at: time,
  updated_by: z.string(),
  expires_at: time,
};

export const OpenTicket = z.object(openTicketFields).meta({ id: "OpenTicket" });

export const OpenTicketParams = z.object({ open_ticket_id: id });

export const OpenTicketQuery = z.strictObject({
  ...paging,
  store_id: id.optional(),
  device_id: id.optional(),
  employee_id: id.optional(),
  status: z.enum(OPEN_TICKET_STATUSES).default("open"),
});
