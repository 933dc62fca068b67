/** The shapes of a sandbox on the wire. */

import * as z from "zod";
import { time } from "../../../platform/http/fields.ts";

/** Ten years. */
const MAX_OFFSET_S = 3650 * 86_400;

export const ClockRequest = z
  .strictObject({
    offset_seconds: z
      .number()
      .int()
      .min(-MAX_OFFSET_S)
      .max(MAX_OFFSET_S)
      .describe("seconds that the clock is ahead of real time; 0 resets it")
      .meta({ examples: [86_400] }),
  })
  .meta({ id: "ClockRequest" });

export const Clock = z
  .object({
    offset_seconds: z.number().int().describe("seconds"),
    server_time: time.describe("the time of the tenant's clock"),
  })
  .meta({ id: "Clock" });
