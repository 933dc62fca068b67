/** The live client's interface for screens: its options, its news and its state. */

/** The part of a WebSocket that the client uses. */
export interface Socket {
  send(text: string): void;
  close(code?: number): void;
  addEventListener(type: "message", listener: (event: { data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { code: number; reason: string }) => void): void;
  addEventListener(type: "open" | "error", listener: () => void): void;
}

export type Connect = (url: string) => Socket | Promise<Socket>;

export type Topic = "counter" | "gate" | "fleet" | "approvals" | "dashboard";

export interface FeedOptions {
  /** The server's address, without /v1. */
  base_url: string;
  store_id: string;
  topics: readonly Topic[];
  /** An access token that lasts for some minutes more. Called for each connection, and before the last one ends. */
  token: () => string | Promise<string>;
  on: (news: FeedNews) => void;
  /** The last sequence that the screen has, from an earlier run. */
  after?: number;
  /** Opens a WebSocket; by default the platform's own. */
  connect?: Connect;
  /** Ms on a monotonic clock. */
  elapsed?: () => number;
  /** A number from 0 to 1, for the spread of reconnections. */
  random?: () => number;
}

/** An event, as in the catalogue of the document. */
export interface FeedEvent {
  sequence: number;
  event_id: string;
  type: string;
  /** ISO 8601. */
  at: string;
  /** Null for an event that concerns every store. */
  store_id: string | null;
  subject_kind: string;
  subject_id: string;
  /** True: the caller may not see amounts, and data has none. */
  amounts_hidden: boolean;
  data: Record<string, unknown>;
}

export type FeedNews =
  /** The feed is open; `sequence` is its place. */
  | { type: "ready"; sequence: number; topics: readonly Topic[]; server_time: string }
  | { type: "event"; event: FeedEvent }
  /** Events after `after` and up to `sequence` were missed: read the lists, or `GET /events?after=`. */
  | { type: "gap"; after: number | null; sequence: number }
  /** The connection was lost or not made. The next try comes in `retry_ms`. */
  | { type: "lost"; code: number | null; reason: string; retry_ms: number }
  /** The server will not serve this caller; nothing is tried again. `code`: its error code, if it sent one. */
  | { type: "stopped"; code: string | null; reason: string };

export interface Feed {
  readonly state: "connecting" | "live" | "waiting" | "stopped" | "closed";
  /** The last sequence that the screen got; null before the first `ready`. */
  readonly sequence: number | null;
  close(): void;
}
