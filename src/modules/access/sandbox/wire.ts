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
      .describe("how far the clock is put forward, in seconds; 0 puts it right")
      .meta({ examples: [86_400] }),
  })
  .meta({ id: "ClockRequest" });

export const Clock = z
  .object({
    offset_seconds: z.number().int().describe("seconds"),
    server_time: time.describe("what the tenant's clock shows"),
  })
  .meta({ id: "Clock" });
