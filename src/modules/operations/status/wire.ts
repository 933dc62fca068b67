/** The shapes of the system's state on the wire. */

import * as z from "zod";
import { time } from "../../../platform/http/fields.ts";
import { STATES } from "./domain.ts";

const message = z.string().trim().min(1).max(500);

export const SystemState = z
  .object({
    state: z.enum(STATES),
    message_en: z.string(),
    message_th: z.string(),
    announced: z.boolean().describe("true: the provider said so; false: as the server sees itself"),
    set_at: time.nullable().describe("when the provider said so"),
    checked_at: time,
  })
  .meta({ id: "SystemState" });

export const SentState = z
  .strictObject({
    state: z.enum(STATES),
    message_en: message,
    message_th: message,
    ends_at: time.nullable().optional().describe("until then; without it until it is set again"),
  })
  .meta({ id: "SentSystemState" });
