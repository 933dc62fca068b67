/** The shapes of live feeds on the wire. */

import * as z from "zod";
import { id } from "../../../platform/http/fields.ts";
import { SCREEN_MESSAGES } from "./domain/messages.ts";

export const FeedQuery = z.strictObject({ store_id: id });

export const FeedMessage = z
  .object({
    type: z.enum(SCREEN_MESSAGES).meta({ "x-may-grow": true }),
    sequence: z.number().int().nullable().describe("of its event, or the place in the feed; null for an error"),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "FeedMessage" });
