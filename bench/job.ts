/** Jobs of the load process and their outcomes. */

import type { Latency } from "./latency.ts";

/** A call. `$ID` in path, headers and body becomes a unique ULID. */
export interface Call {
  method: "GET" | "POST";
  path: string;
  body?: string;
  /** Headers besides those of the job. */
  headers?: Record<string, string>;
}

export type Load =
  /** A fixed number of callers, each waiting for its answer before it asks again. */
  | { kind: "closed"; callers: number; duration_ms: number }
  /** Random arrivals at a mean rate, even if earlier calls are not answered yet. */
  | { kind: "open"; rate_rps: number; duration_ms: number }
  /** `size` calls at the same moment. */
  | { kind: "burst"; size: number };

export interface Job {
  port: number;
  headers: Record<string, string>;
  /** The calls, in turn and repeatedly, or each once. */
  calls: Call[];
  once?: boolean;
  load: Load;
  /** Text that every answer must contain. */
  expect?: string;
}

export interface Outcome extends Latency {
  count: number;
  elapsed_ms: number;
  rate_rps: number;
  /** For an open loop or burst: the time from when each call was due, so that a late start counts. Otherwise empty. */
  latencies_ms: number[];
  /** Calls whose connection ended without an answer. */
  lost: number;
  non_2xx: number;
  /** The part with 503 and Retry-After. */
  busy: number;
  expected: number;
  /** An answer that was not 2xx or not as expected. */
  odd_answer: string | null;
  /** CPU seconds per second that the load process itself used. */
  load_busy: number;
}
