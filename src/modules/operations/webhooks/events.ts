/** Events of endpoints. */

import * as z from "zod";
import { defineEvent, id, SAMPLE } from "../../../platform/events/define.ts";

export const WEBHOOK_DISABLED = defineEvent(
  "webhook.disabled",
  "An endpoint was disabled: it answered 410, or failed for five days",
  z.object({ webhook_id: id, reason: z.enum(["gone", "failing"]) }),
  { webhook_id: SAMPLE.id, reason: "failing" },
);

/** Events for the audit only; consumers do not get them. */
export const WEBHOOK_ACTS = {
  created: "webhook.created",
  updated: "webhook.updated",
  deleted: "webhook.deleted",
  tested: "webhook.tested",
  secret_rotated: "webhook.secret_rotated",
  secret_resealed: "webhook.secret_resealed",
  replayed: "webhook.replayed",
  delivery_restarted: "webhook.delivery_restarted",
  delivery_discarded: "webhook.delivery_discarded",
} as const;
