/** The shapes of customers on the wire. */

import * as z from "zod";
import {
  clearable,
  clearableText,
  digits,
  id,
  optionalText,
  paging,
  signedMoney,
  text,
  time,
} from "../../../platform/http/fields.ts";
import { CUSTOMER_ENTRY_KINDS } from "./domain.ts";

const phone = z
  .string()
  .max(40)
  .regex(/(?:\p{Nd}\P{Nd}*){3}/u, "must hold three digits")
  .describe("in any format; without a country code, of the store's country: 081-234-5678");

const email = z
  .string()
  .max(300)
  .trim()
  .toLowerCase()
  .pipe(z.email("must be an e-mail address").max(254))
  .describe("stored in lower case");

export const CustomerRequest = z
  .strictObject({
    name: text(100),
    phone: clearable(phone, 40),
    email: clearable(email, 300),
    note: clearableText(500).optional(),
  })
  .meta({ id: "CustomerRequest" });

export const CustomerReplacement = CustomerRequest.extend({
  active: z.boolean().default(true).describe("false deactivates the customer, as DELETE does"),
}).meta({ id: "CustomerReplacement" });

export const Customer = z
  .object({
    customer_id: id,
    name: z.string(),
    phone: z
      .string()
      .nullable()
      .describe("E.164, as +66812345678; masked, as 08x-xxx-5678, without the permission guests_write"),
    email: z.string().nullable().describe("masked, as w•••@guests.test, without the permission guests_write"),
    note: z.string().nullable(),
    active: z.boolean().describe("false: search does not find the customer, and no sale accepts them"),
    merged_into: id.nullable().describe("the customer that this one was merged into"),
    created_at: time,
    spend_total: signedMoney.describe("satang, of sales that were not voided"),
    visits_count: z.number().int().describe("number of sales that were not voided"),
    points: z.number().int().describe("negative when points were used that a void took back"),
    last_visit_at: time.nullable(),
    erased_at: time.nullable().describe("when the personal data was erased"),
  })
  .meta({ id: "Customer" });

export const NotedCustomer = Customer.extend({
  same_phone_as: id.nullable().describe("the earliest active customer with the same number"),
}).meta({ id: "NotedCustomer" });

export const CustomerParams = z.object({ customer_id: id });

export const CustomerQuery = z.strictObject({
  ...paging,
  phone: phone.optional().describe("the beginning of the number, in any format"),
  email: email.optional().describe("the whole address"),
  active: z
    .enum(["true", "false", "all"])
    .default("true")
    .transform((shown) => (shown === "all" ? undefined : shown === "true")),
  from: time.optional().describe("created at or after"),
  to: time.optional().describe("created at or before"),
});

export const SearchQuery = z.strictObject({
  q: text(100)
    .regex(/[\p{L}\p{N}]/u, "must have a letter or a digit")
    .describe(
      "part of the name or e-mail address, the beginning of the number in any format, or its last four digits or more",
    ),
  limit: digits(1, 50).default(20),
});

export const TopQuery = z.strictObject({ limit: digits(1, 100).default(10) });

export const MergeRequest = z
  .strictObject({ into_customer_id: id, reason: optionalText(200) })
  .meta({ id: "CustomerMergeRequest" });

export const CustomerEntry = z
  .object({
    customer_id: id,
    entry_id: z.string(),
    kind: z.enum(CUSTOMER_ENTRY_KINDS),
    at: time.describe("for a merge: the last visit of the merged customer"),
    sale_id: id.nullable(),
    spend: signedMoney,
    visits: z.number().int(),
    points: z.number().int(),
    satang_per_point: z.number().int().nullable().describe("for a sale: satang that earned one point"),
    reason: z.string().nullable(),
    actor_id: z.string().nullable(),
  })
  .meta({ id: "CustomerEntry" });

export const EntryQuery = z.strictObject(paging);
