/** The shapes of a search on the wire. */

import * as z from "zod";
import { digits, id, time } from "../../../platform/http/fields.ts";
import { FOUND_KINDS } from "./domain.ts";

export const SearchQuery = z.strictObject({
  q: z
    .string()
    .trim()
    .min(1)
    .max(1_000)
    .describe("QR payload, short code, receipt number, id, telephone number, or part of a name"),
  limit: digits(1, 20).default(8),
});

export const SearchResults = z
  .object({
    results: z
      .array(
        z.object({
          kind: z.enum(FOUND_KINDS),
          id,
          title: z.string().describe("a name; of a sale its receipt number"),
          subtitle: z
            .string()
            .nullable()
            .describe("of a ticket or package its Thai name, of a customer the number, of an employee the address"),
          status: z.string().nullable().describe("as in the list of its kind"),
          store_id: id.nullable(),
          at: time.nullable().describe("of a ticket its issue, of a sale its time, of a customer the last visit"),
        }),
      )
      .describe("the best first"),
  })
  .meta({ id: "SearchResults" });
