/** The recent events of a store's feed: a bounded, gapless run in order, from which each screen is served (rule E9). */

/** An event as screens get it. `text` is the whole message, made once for all of them. */
export interface FeedEvent {
  sequence: number;
  type: string;
  store_id: string | null;
  subject_id: string;
  text: string;
  /** The message for screens that see no amounts; null: the same. */
  blind_text: string | null;
}

/** All events of the store after `after` and up to `reached`. */
export interface FeedSpan {
  after: number;
  reached: number;
  events: readonly FeedEvent[];
}

/** A span that is kept; its events are in order. */
export interface Ring extends FeedSpan {
  readonly characters: number;
}

/** The most events that a ring keeps, and the most characters of their texts; it always keeps the newest event. */
export const RING_EVENTS = 500;
export const RING_CHARACTERS = 2_000_000;

/**
 * The ring with a further span, trimmed. A span that comes again adds nothing. One that begins after the ring's end
 * continues it, because events in between were of other stores; an older one counts only if it reaches the ring.
 */
export function extendRing(ring: Ring | null, span: FeedSpan): Ring {
  if (!ring) return trim({ ...span, events: span.events.toSorted(bySequence) });
  const after = span.after < ring.after && span.reached >= ring.after ? span.after : ring.after;
  const known = new Set(ring.events.map(({ sequence }) => sequence));
  const fresh = span.events.filter(({ sequence }) => sequence > after && !known.has(sequence));
  const events = fresh.length === 0 ? ring.events : [...ring.events, ...fresh].sort(bySequence);
  return trim({ after, reached: Math.max(ring.reached, span.reached), events });
}

function bySequence(one: FeedEvent, other: FeedEvent): number {
  return one.sequence - other.sequence;
}

function lengthOf({ text, blind_text }: FeedEvent): number {
  return text.length + (blind_text?.length ?? 0);
}

function trim({ after, reached, events }: FeedSpan): Ring {
  let characters = events.reduce((sum, event) => sum + lengthOf(event), 0);
  let dropped = 0;
  while (events.length - dropped > 1 && (events.length - dropped > RING_EVENTS || characters > RING_CHARACTERS)) {
    const first = events[dropped];
    characters -= first ? lengthOf(first) : 0;
    dropped += 1;
  }
  const last = events[dropped - 1];
  return { after: last ? last.sequence : after, reached, events: events.slice(dropped), characters };
}

/** The events of a ring after a place, in order. */
export function eventsAfter({ events }: Ring, sequence: number): readonly FeedEvent[] {
  let at = events.length;
  while (at > 0 && (events[at - 1]?.sequence ?? 0) > sequence) at -= 1;
  return at === 0 ? events : events.slice(at);
}
