/** Events of sales; `sale.created` is in the platform's catalogue, and `ticket.issued` announces the tickets. */

import * as z from "zod";
import { defineEvent, id, money, SAMPLE, time } from "../../../platform/events/define.ts";

export const SALE_VOIDED = defineEvent(
  "sale.voided",
  "A sale was voided in its own shift",
  z.object({
    sale_id: id,
    void_id: id,
    reason_code: z.string().nullable(),
    reason_text: z.string().optional(),
    customer_id: id.nullable(),
    sold_at: time,
    grand_total: money,
    ticket_ids: z.array(id),
  }),
  {
    sale_id: SAMPLE.id,
    void_id: "01K3ZJ8Q4N7V0Y2B5C6D8E9FG7",
    reason_code: "cashier_error",
    customer_id: null,
    sold_at: SAMPLE.at,
    grand_total: 35_000,
    ticket_ids: [SAMPLE.ticket_id],
  },
);

const otherwise = {
  sale_id: id,
  receipt_no: z.string(),
  paid: money,
  grand_total: money.describe("the server's total"),
};
const other_price = { sale_id: SAMPLE.id, receipt_no: "A1-42", paid: 30_000, grand_total: 35_000 };

/** Rule O7. */
export const SALE_FLAGGED = defineEvent(
  "sale.flagged",
  "The tickets of a sale of an outage wait for a release",
  z.object({ ...otherwise, reasons: z.array(z.enum(["price_gap", "ended_blanks"])) }),
  { ...other_price, reasons: ["price_gap"] },
);

export const SALE_RELEASED = defineEvent(
  "sale.released",
  "The tickets of a held sale were released",
  z.object({ sale_id: id, ticket_ids: z.array(id) }),
  { sale_id: SAMPLE.id, ticket_ids: [SAMPLE.ticket_id] },
);

/** Rule O7. */
export const SALE_PRICE_MISMATCH = defineEvent(
  "sale.price_mismatch",
  "A sale of an outage was paid at a price other than the server's",
  z.object(otherwise),
  other_price,
);
