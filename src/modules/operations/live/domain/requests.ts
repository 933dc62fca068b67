/** Requests to the object of a store's feed. */

import type { FeedSpan } from "./ring.ts";

/** A span of events for one store; `asks` names the subjects whose standing changed, and null for everyone's. */
export interface FeedPage extends FeedSpan {
  tenant_id: string;
  store_id: string;
  asks: readonly string[] | null;
}

/** The open sockets of a store now, and its messages since its object woke. */
export interface FeedCounts {
  sockets: number;
  sent: number;
  received: number;
}
