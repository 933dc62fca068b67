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
    .regex(/[\p{L}\p{N}]/u, "must have a letter or a digit")
    .describe("a code, an id, a number, or part of a name"),
  limit: digits(1, 20).default(8),
});

export const SearchResults = z
  .object({
    results: z
      .array(
        z.object({
          kind: z.enum(FOUND_KINDS),
          id,
          title: z.string().describe("a sale's receipt number, else a name"),
          subtitle: z.string().nullable().describe("a Thai name, a number or an address"),
          status: z.string().nullable(),
          store_id: id.nullable(),
          at: time.nullable().describe("issue, sale or last visit"),
        }),
      )
      .describe("the best first"),
  })
  .meta({ id: "SearchResults" });
