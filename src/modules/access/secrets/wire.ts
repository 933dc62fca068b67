/** The shapes of secrets on the wire; a value comes in and never goes out (rule T5). */

import * as z from "zod";
import { id, paging, text, time } from "../../../platform/http/fields.ts";

const Name = text(64)
  .regex(/^[a-z][a-z0-9_.-]*$/, "must be of a-z, 0-9, _, . and -, and begin with a letter")
  .meta({ examples: ["bank.api_key"] });

export const SecretParams = z.object({ name: Name });

export const SecretQuery = z.strictObject(paging);

export const SecretRequest = z.strictObject({
  value: text(8_192)
    .describe("the credential; no route returns it again")
    .meta({ examples: ["sk_live_4f9c"] }),
});

export const SecretVersion = z
  .object({
    name: z.string(),
    version: z.number().int(),
    master_id: z.string().describe("the entry of SECRET_KEYS that seals it"),
    created_at: time,
    created_by: z.union([id, z.literal("system")]),
    retired_at: time.nullable().describe("since then it is not used, and its value is deleted"),
  })
  .meta({ id: "SecretVersion" });

export const RetiredSecret = z
  .object({ name: z.string(), retired: z.array(z.number().int()).describe("the versions that this retired") })
  .meta({ id: "RetiredSecret" });
