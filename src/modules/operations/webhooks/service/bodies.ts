/** Bodies of deliveries: an event as its row, with the data's present shape, and other systems' names for events (rule E3). */

import { SALE_CREATED } from "../../../../platform/events/catalogue.ts";
import { type EventType, eventTypes, wireData } from "../../../../platform/events/define.ts";
import type { OutboxEvent } from "../../../../platform/queue/outbox.ts";
import { iso } from "../../../../shared/time.ts";
import { REDEEMED } from "../../../admission/tickets/index.ts";
import { SHIFT_CLOSED, SHIFT_OPENED } from "../../../counter/shifts/index.ts";
import { type Aliases, aliasesOf, isWanted } from "../domain/filters.ts";

/** Other systems' names for our events. */
export const ALIASES: Aliases = new Map([
  ["order.completed", [SALE_CREATED.type]],
  ["pos.order.created", [SALE_CREATED.type]],
  ["cash_drawer.opened", [SHIFT_OPENED.type]],
  ["cash_drawer.closed", [SHIFT_CLOSED.type]],
  ["pos.cashdrawer.opened", [SHIFT_OPENED.type]],
  ["pos.cashdrawer.closed", [SHIFT_CLOSED.type]],
  ["ticket.redeemed", [REDEEMED.pass.type, REDEEMED.fail.type]],
]);

/** The event's JSON, the same at each attempt. `timestamp` is the moment of the event, as Standard Webhooks names it. */
export function bodyOf(event: OutboxEvent<Record<string, unknown>>): string {
  const { event_id, sequence, type, subject_kind, subject_id, store_id, data } = event;
  const at = iso(event.at);
  return JSON.stringify({
    ...{ type, timestamp: at, sequence, event_id, at, subject_kind, subject_id, store_id },
    data: wireData(type, data),
  });
}

function typeOf(type: string): EventType | undefined {
  return eventTypes().find((event) => event.type === type);
}

/** Every event that endpoints may get, with an example of its data. */
export function listEventTypes() {
  return eventTypes().map(({ type, summary, example }) => ({
    type,
    summary,
    aliases: aliasesOf(type, ALIASES),
    example: example as Record<string, unknown>,
  }));
}

/** The events that an endpoint wants, in the order of names. */
export function wantedTypes({ events }: { events: readonly string[] }): string[] {
  return eventTypes()
    .map(({ type }) => type)
    .filter((type) => isWanted(events, type, ALIASES));
}

/** The example of an event; undefined for an unknown type. */
export function exampleOf(type: string): Record<string, unknown> | undefined {
  return typeOf(type)?.example as Record<string, unknown> | undefined;
}
