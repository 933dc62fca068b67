/** The shapes of parked carts on the wire. */

import * as z from "zod";
import { id, money, optionalText, paging, time } from "../../../../platform/http/fields.ts";
import { items, promo_codes } from "../../../offer/carts/wire.ts";
import { OPEN_TICKET_STATUSES } from "../../open-tickets/index.ts";
import { checkout, Preview } from "../wire.ts";

const cart = {
  name: optionalText(60).describe("a name for the cart at the counter"),
  items,
  promo_codes,
  customer_id: id.optional(),
  note: optionalText(500),
};

const version = z.number().int().min(1).describe("the version that you read");

export const ParkRequest = z.strictObject({ store_id: id.optional(), ...cart }).meta({ id: "OpenTicketRequest" });

export const ReparkRequest = z.strictObject({ version, ...cart }).meta({ id: "ReparkRequest" });

export const CheckoutRequest = z
  .strictObject({ version: version.optional(), ...checkout })
  .meta({ id: "CheckoutRequest" });

const parkedItem = z.object({
  package_id: id,
  qty: z.number().int(),
  slot_start: time.optional(),
  discount: z
    .object({ kind: z.enum(["percent", "amount"]), value: z.number().int(), reason_code: z.string().optional() })
    .optional(),
});

const fields = {
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

export const OpenTicket = z.object(fields).meta({ id: "OpenTicket" });

export const ResumedTicket = z
  .object({
    ...fields,
    preview: Preview.nullable().describe("its present price; null when it cannot be sold unchanged"),
  })
  .meta({ id: "ResumedTicket" });

export const OpenTicketParams = z.object({ open_ticket_id: id });

export const OpenTicketQuery = z.strictObject({
  ...paging,
  store_id: id.optional(),
  device_id: id.optional(),
  employee_id: id.optional(),
  status: z.enum(OPEN_TICKET_STATUSES).default("open"),
});
