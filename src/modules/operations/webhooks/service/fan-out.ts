/** Fans events out: wakes each endpoint that wants one of a page. The endpoint's run reads them from the outbox. */

import { type EventType, eventTypes } from "../../../../platform/events/define.ts";
import type { Context } from "../../../../platform/http/context.ts";
import type { OutboxEvent } from "../../../../platform/queue/outbox.ts";
import { isWanted } from "../domain/filters.ts";
import { hasEndpoints, listEndpoints } from "../store/endpoints.ts";
import { ALIASES } from "./bodies.ts";
import { wakeEndpoints } from "./wake.ts";

/** The events of endpoints: all of them, because filters choose. */
export function deliveredEvents(): EventType[] {
  return eventTypes();
}

/** Whether the tenant has an endpoint that may want events. */
export function wantsEvents(ctx: Context): Promise<boolean> {
  return hasEndpoints(ctx.db);
}

/** Wakes the endpoints that want one of these events. Safe to repeat, and the sweep repairs a lost message. */
export async function fanOut(ctx: Context, events: readonly OutboxEvent[]): Promise<void> {
  const woken = (await listEndpoints(ctx.db)).filter(
    ({ status, events: filters, from_sequence }) =>
      status === "enabled" &&
      events.some(({ sequence, type }) => sequence > from_sequence && isWanted(filters, type, ALIASES)),
  );
  await wakeEndpoints(ctx.env, woken);
}
