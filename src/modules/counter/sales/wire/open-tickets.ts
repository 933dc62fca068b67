/** The shapes of parked carts on the wire. */

import * as z from "zod";
import { id, optionalText } from "../../../../platform/http/fields.ts";
import { items, promo_codes } from "../../../offer/carts/wire.ts";
import { OpenTicket, OpenTicketParams, openTicketFields } from "../../open-tickets/wire.ts";
import { checkout, Preview } from "../wire.ts";

export { OpenTicket, OpenTicketParams };

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

export const ResumedTicket = z
  .object({
    ...openTicketFields,
    preview: Preview.nullable().describe("its present price; null when it cannot be sold unchanged"),
  })
  .meta({ id: "ResumedTicket" });
