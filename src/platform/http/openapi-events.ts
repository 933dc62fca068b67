/** The document's events: every declared type with its schema and an example. */

import { type EventType, eventTypes } from "../events/define.ts";
import { type Json, ref, type Schemas } from "./openapi-schemas.ts";

/** The fields of every event around its data. */
export const EVENT_SCHEMA: Json = {
  type: "object",
  required: ["event_id", "sequence", "type", "at", "timestamp", "subject_kind", "subject_id", "store_id", "data"],
  properties: {
    event_id: { type: "string", description: "the same id when an event is delivered twice" },
    sequence: { type: "integer", description: "without a gap within a tenant" },
    type: { type: "string", description: "types may be added; ignore those that you do not know" },
    at: { type: "string", format: "date-time" },
    timestamp: { type: "string", format: "date-time", description: "the same as at, as Standard Webhooks names it" },
    subject_kind: { type: "string" },
    subject_id: { type: "string" },
    store_id: { type: ["string", "null"] },
    data: { type: "object", description: "fields may be added" },
  },
};

/** The `webhooks` of the document, by the event's type. */
export function describeEvents(schemas: Schemas): Json {
  return Object.fromEntries(eventTypes().map((event) => [event.type, { post: describeEvent(event, schemas) }]));
}

function describeEvent({ type, summary, schema, example }: EventType, schemas: Schemas): Json {
  const data = schemas.shapeOf(schema);
  return {
    tags: ["events"],
    summary,
    requestBody: {
      content: {
        "application/json": {
          schema: {
            allOf: [
              ref("Event"),
              {
                type: "object",
                properties: { type: { type: "string", enum: [type] }, data: { ...data, examples: [example] } },
              },
            ],
          },
        },
      },
    },
    // Generators refuse an operation without responses.
    responses: { "2XX": { description: "taken" } },
  };
}
