/** The pages of events for each store's feed: a store gets its own events and those of no store (rule E9). */

import { iso } from "../../../../shared/time.ts";
import type { FeedPage } from "./requests.ts";
import type { FeedEvent } from "./ring.ts";
import { concernedBy, withoutAmounts } from "./topics.ts";

/** An event as the outbox has it, its data as on the wire. */
export interface StoredEvent {
  sequence: number;
  event_id: string;
  type: string;
  store_id: string | null;
  subject_kind: string;
  subject_id: string;
  at: number;
  data: unknown;
}

/** An event as screens get it. */
export function feedEvent({ sequence, at, ...event }: StoredEvent): FeedEvent {
  const { event_id, type, store_id, subject_kind, subject_id, data } = event;
  const head = { event_id, type, at: iso(at), store_id, subject_kind, subject_id };
  const textOf = (shown: unknown, amounts_hidden: boolean) =>
    JSON.stringify({ type: "event", sequence, data: { ...head, amounts_hidden, data: shown } });
  const blind = withoutAmounts(type, data);
  const blind_text = blind === null ? null : textOf(blind, true);
  return { sequence, type, store_id, subject_id, text: textOf(data, false), blind_text };
}

/**
 * The pages of a run of events for the listening stores; a store without news gets none. A change of standing is told to
 * every store, whichever it happened in.
 */
export function pagesOf(tenant_id: string, store_ids: readonly string[], run: readonly StoredEvent[]): FeedPage[] {
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last) return [];
  const events = run.map(feedEvent);
  const asks = asksOf(events);
  const span = { tenant_id, after: first.sequence - 1, reached: last.sequence, asks };
  return store_ids
    .map((store_id) => ({
      ...span,
      store_id,
      events: events.filter((event) => event.store_id === store_id || event.store_id === null),
    }))
    .filter((page) => page.events.length > 0 || asks === null || asks.length > 0);
}

function asksOf(events: readonly FeedEvent[]): string[] | null {
  const concerned = events.map(({ type, subject_id }) => ({ subject_id, who: concernedBy(type) }));
  if (concerned.some(({ who }) => who === "all")) return null;
  return [...new Set(concerned.filter(({ who }) => who === "subject").map(({ subject_id }) => subject_id))];
}
