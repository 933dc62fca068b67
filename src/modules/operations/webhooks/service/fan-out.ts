/** Fans events out: a page of events becomes one commit with a delivery for each event of each endpoint that wants it. */

import { bookkeep } from "../../../../platform/db/commit.ts";
import { type EventType, eventTypes } from "../../../../platform/events/define.ts";
import type { Context } from "../../../../platform/http/context.ts";
import type { OutboxEvent } from "../../../../platform/queue/outbox.ts";
import { isWanted } from "../domain/filters.ts";
import { insertDeliveries } from "../store/deliveries.ts";
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

/** Records what is owed to each endpoint, and wakes those endpoints. Safe to repeat. */
export async function fanOut(ctx: Context, events: readonly OutboxEvent[]): Promise<void> {
  const endpoints = (await listEndpoints(ctx.db)).filter(({ status }) => status === "enabled");
  const owed = endpoints.flatMap(({ webhook_id, events: filters, from_sequence }) =>
    events
      .filter(({ sequence, type }) => sequence > from_sequence && isWanted(filters, type, ALIASES))
      .map((event) => ({ webhook_id, event })),
  );
  if (owed.length === 0) return;
  await bookkeep(ctx.db, insertDeliveries(ctx.db, owed, ctx.arrived_at));
  const { tenant_id } = ctx;
  const woken = [...new Set(owed.map(({ webhook_id }) => webhook_id))];
  await wakeEndpoints(
    ctx.env,
    woken.map((webhook_id) => ({ tenant_id, webhook_id })),
  );
}
