/** The shapes of customers on the wire. */

import { z } from "zod";
import { id, paging, text, time } from "../../platform/http/fields.ts";
import { normalizePhone, normalizePhonePrefix } from "./domain.ts";

/** Taken as it is written, and kept as E.164. */
function phoneBy(normalize: (text: string) => string | undefined, message: string) {
  return z
    .string()
    .max(40)
    .transform((sent, { issues }) => {
      const phone = normalize(sent);
      if (phone === undefined) issues.push({ code: "custom", input: sent, message });
      return phone ?? "";
    });
}

const phone = phoneBy(normalizePhone, "must be a telephone number").describe(
  "as it is written; a Thai one where no country is named: 081-234-5678",
);

export const CustomerRequest = z
  .strictObject({ name: text(100), phone: phone.nullish(), email: z.email().max(254).nullish() })
  .meta({ id: "CustomerRequest" });

export const Customer = z
  .object({
    customer_id: id,
    name: z.string(),
    phone: z.string().nullable().describe("E.164, as +66812345678"),
    email: z.string().nullable(),
    created_at: time,
  })
  .meta({ id: "Customer" });

export const CustomerParams = z.object({ customer_id: id });

export const CustomerQuery = z.strictObject({
  ...paging,
  q: text(100).optional().describe("a part of the name"),
  phone: phoneBy(normalizePhonePrefix, "must begin with three digits of a number")
    .optional()
    .describe("the beginning of the number, as it is written"),
});
