/** The shapes of events on the wire. */

import * as z from "zod";
import { digits, id, paging, time } from "../../../platform/http/fields.ts";
import { filtersIn, isFilter, MOST_FILTERS, MOST_WAIT_S } from "./domain.ts";

const sequence = z.number().int();

export const FeedQuery = z
  .strictObject({
    after: digits(0).optional().describe("the last sequence that you have; default: all that is kept"),
    from: time.optional().describe("instead of after; a few earlier events may come"),
    types: z
      .string()
      .max(4_000)
      .refine((list) => filtersIn(list).length <= MOST_FILTERS, `must have at most ${MOST_FILTERS} types`)
      .refine((list) => filtersIn(list).every(isFilter), "must be types with commas: sale.*,ticket.issued")
      .default("*")
      .describe("with commas: `sale.*,ticket.issued`"),
    wait: digits(0, MOST_WAIT_S).default(0).describe("seconds"),
    limit: paging.limit,
    store_id: id.optional(),
  })
  .refine((query) => query.after === undefined || query.from === undefined, {
    path: ["from"],
    message: "goes without after",
  });

const RecordedEvent = z
  .object({
    event_id: z.string(),
    sequence,
    type: z.string(),
    at: time,
    timestamp: time.describe("the same as at"),
    subject_kind: z.string(),
    subject_id: z.string(),
    store_id: z.string().nullable(),
    data: z.record(z.string(), z.unknown()).describe("see `webhooks`"),
  })
  .meta({ id: "RecordedEvent" });

export const Feed = z
  .object({
    events: z.array(RecordedEvent),
    next_after: sequence.describe("the next `after`"),
    has_more: z.boolean().describe("true: ask again at once"),
    newest: sequence,
  })
  .meta({ id: "EventFeed" });
