/** The shapes of events on the wire. */

import * as z from "zod";
import { digits, id, paging, time } from "../../../platform/http/fields.ts";
import { filtersIn, isFilter, MOST_FILTERS, MOST_WAIT_S } from "./domain.ts";

const sequence = z.number().int();

export const FeedQuery = z
  .strictObject({
    after: digits(0)
      .optional()
      .describe("the sequence of the last event that you have; default: before the oldest kept"),
    from: time.optional().describe("instead of after: events recorded since then, and a few from just before"),
    types: z
      .string()
      .max(4_000)
      .refine((list) => filtersIn(list).length <= MOST_FILTERS, `must have at most ${MOST_FILTERS} types`)
      .refine((list) => filtersIn(list).every(isFilter), "must be types with commas: sale.*,ticket.issued")
      .default("*")
      .describe("types with commas; `sale.*` is every type of sale"),
    wait: digits(0, MOST_WAIT_S).default(0).describe("seconds to wait while there is no event"),
    limit: paging.limit,
    store_id: id.optional(),
  })
  .refine((query) => query.after === undefined || query.from === undefined, {
    path: ["from"],
    message: "goes without after",
  });

const RecordedEvent = z
  .object({
    event_id: z.string().describe("the same id when an event is delivered twice"),
    sequence: sequence.describe("without a gap within a tenant"),
    type: z.string().describe("types may be added; ignore those that you do not know"),
    timestamp: time,
    subject_kind: z.string(),
    subject_id: z.string(),
    store_id: z.string().nullable(),
    data: z.record(z.string(), z.unknown()).describe("the shape of its type under `webhooks`"),
  })
  .meta({ id: "RecordedEvent" });

export const Feed = z
  .object({
    events: z.array(RecordedEvent),
    next_after: sequence.describe("the `after` of the next request"),
    has_more: z.boolean().describe("true: ask again at once, also when there is no event here"),
    newest: sequence.describe("the sequence of the tenant's newest event"),
  })
  .meta({ id: "EventFeed" });
