/** The shapes of endpoints and deliveries on the wire. */

import * as z from "zod";
import { atLeastOneOf, clearableText, id, optionalText, paging, time } from "../../../platform/http/fields.ts";
import { TENANT_STATUSES } from "../../../shared/standing.ts";
import { DELIVERY_ID_PATTERN } from "./domain/delivery-ids.ts";
import { MOST_FILTERS } from "./domain/filters.ts";
import { BREAKER_STATES } from "./domain/health.ts";
import { URL_CHARS } from "./domain/urls.ts";

const url = z
  .string()
  .min(1)
  .max(URL_CHARS)
  .describe("https, with a public host name")
  .meta({ examples: ["https://hooks.example.com/playpark"] });
const filters = z
  .array(z.string().max(100))
  .min(1)
  .max(MOST_FILTERS)
  .describe("names of events, aliases, or a star for the last parts, such as `sale.*`")
  .meta({ examples: [["sale.*", "ticket.redeemed.*"]] });
const description = clearableText(200).optional();
const status = z.enum(["enabled", "disabled"]);
const secret = z.string().describe("shown once; it verifies the signatures");
const response_status = z.number().int().nullable().describe("null: no answer came");
const latency_ms = z.number().int().nullable();
const excerpt = z.string().nullable().describe("the start of the answer, at most 1 kB");
const error = z.string().nullable().describe("timeout, unreachable, or another reason");
const next_attempt_at = time.nullable();

export const WebhookParams = z.object({ webhook_id: id });
export const DeliveryParams = z.object({
  delivery_id: z
    .string()
    .regex(DELIVERY_ID_PATTERN, "must be the id of a delivery")
    .meta({ examples: ["01K3ZJ8Q4N7V0Y2B5C6D8E9FGH-42"] }),
});

export const WebhookRequest = z.strictObject({ url, events: filters, description }).meta({ id: "WebhookRequest" });
export const WebhookChange = z
  .strictObject({ url, events: filters, description, status: status.default("enabled") })
  .meta({ id: "WebhookChange" });

export const Webhook = z
  .object({
    webhook_id: id,
    url: z.string(),
    events: z.array(z.string()),
    description: z.string().nullable(),
    status,
    disabled_reason: z.enum(["manual", "gone", "failing"]).nullable(),
    previous_until: time.nullable().describe("until then the previous secret signs too"),
    created_at: time,
    updated_at: time,
  })
  .meta({ id: "Webhook" });

export const NewWebhook = Webhook.extend({ secret }).meta({ id: "NewWebhook" });

export const WebhookState = Webhook.extend({
  breaker: z.enum(BREAKER_STATES).describe("open: no attempt is made until open_until"),
  failures: z.number().int().describe("failed attempts since the last success"),
  failing_since: time.nullable(),
  open_until: time.nullable(),
}).meta({ id: "WebhookState" });

export const DeletedWebhook = z.object({ webhook_id: id }).meta({ id: "DeletedWebhook" });

export const RotationRequest = z
  .strictObject({
    overlap_hours: z.number().int().min(0).max(168).default(24).describe("so long the previous secret signs too"),
  })
  .meta({ id: "RotationRequest" });
export const RotatedSecret = z.object({ webhook_id: id, secret, previous_until: time }).meta({ id: "RotatedSecret" });

export const TestRequest = z
  .strictObject({
    type: optionalText(100).describe("the event whose example is sent; default: the first of its filters"),
  })
  .meta({ id: "WebhookTestRequest" });
const seen = { type: z.string(), succeeded: z.boolean(), response_status, latency_ms, excerpt, error };
export const TestResult = z.object({ webhook_id: id, ...seen }).meta({ id: "WebhookTestResult" });
export const UrlTestRequest = z
  .strictObject({
    url,
    type: optionalText(100).describe("the event whose example is sent; default: `sale.created`"),
  })
  .meta({ id: "WebhookUrlTestRequest" });
export const UrlTestResult = z.object({ ...seen, secret }).meta({ id: "WebhookUrlTestResult" });

const deliveryStatus = z.enum(["pending", "delivered", "dead", "discarded"]);

export const DeliveryQuery = z.strictObject({ ...paging, status: deliveryStatus.optional() });
export const DeadLetterQuery = z.strictObject({ ...paging, webhook_id: id.optional() });

export const Delivery = z
  .object({
    delivery_id: z.string(),
    webhook_id: id,
    sequence: z.number().int().describe("the event's"),
    event_id: id,
    type: z.string(),
    subject_kind: z.string(),
    subject_id: z.string(),
    status: deliveryStatus,
    attempts: z.number().int(),
    next_attempt_at,
    created_at: time,
    ended_at: time.nullable(),
    response_status,
    latency_ms,
    excerpt,
    error,
  })
  .meta({ id: "Delivery" });

export const DeliveryLog = Delivery.extend({
  failures: z.array(
    z
      .object({ attempt: z.number().int(), at: time, response_status, latency_ms, excerpt, error, next_attempt_at })
      .meta({ id: "FailedAttempt" }),
  ),
}).meta({ id: "DeliveryLog" });

export const ReplayRequest = z
  .strictObject({
    from: time.optional().describe("events from this moment on"),
    after_sequence: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional().describe("events after this one"),
  })
  .meta({ id: "ReplayRequest", ...atLeastOneOf("from", "after_sequence") })
  .refine(({ from, after_sequence }) => from !== undefined || after_sequence !== undefined, {
    path: ["from"],
    message: "name a moment or a sequence",
  });

const restarted = z.number().int().describe("deliveries that were started again, at most 1,000");
const more = z.boolean().describe("true: repeat the request for the rest");

export const Replay = z
  .object({ webhook_id: id, restarted, more, last_sequence: z.number().int() })
  .meta({ id: "Replay" });
export const DeadReplayRequest = z.strictObject({ webhook_id: id }).meta({ id: "DeadReplayRequest" });
export const DeadReplay = z.object({ webhook_id: id, restarted, more }).meta({ id: "DeadReplay" });

export const TenantDeadQuery = z.strictObject({ ...paging, tenant_id: id.optional() });
export const TenantDeadLetters = z
  .object({
    tenant_id: id,
    name: z.string(),
    status: z.enum(TENANT_STATUSES).describe("only those of an active tenant are started again"),
    dead_letters: z.number().int().describe("at most 1,000 are counted"),
    latest: z
      .array(
        z
          .object({
            ...{ delivery_id: z.string(), webhook_id: id, type: z.string(), ended_at: time.nullable() },
            ...{ response_status, error },
          })
          .meta({ id: "DeadLetter" }),
      )
      .describe("five, the latest end first"),
  })
  .meta({ id: "TenantDeadLetters" });
export const TenantReplayRequest = z
  .strictObject({ tenant_id: id, webhook_id: id.optional().describe("default: every enabled endpoint") })
  .meta({ id: "TenantReplayRequest" });
export const TenantReplay = z.object({ tenant_id: id, restarted, more }).meta({ id: "TenantReplay" });

export const EventTypeInfo = z
  .object({
    type: z.string(),
    summary: z.string(),
    aliases: z.array(z.string()).describe("other systems' names, which are filters too"),
    example: z.record(z.string(), z.unknown()).describe("of its data"),
  })
  .meta({ id: "EventTypeInfo" });
