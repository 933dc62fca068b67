/** What the load process is asked to do and what it answers. */

import type { Latency } from "./latency.ts";

/** `$ID` in path, headers and body becomes a ULID that no other call has. */
export interface Call {
  method: "GET" | "POST";
  path: string;
  body?: string;
  /** Besides those of the job. */
  headers?: Record<string, string>;
}

export type Load =
  /** A fixed number of callers, each waiting for its answer before it asks again. */
  | { kind: "closed"; callers: number; duration_ms: number }
  /** Random arrivals at a mean rate, whether or not earlier ones are answered. */
  | { kind: "open"; rate_rps: number; duration_ms: number }
  /** So many at the same moment. */
  | { kind: "burst"; size: number };

export interface Job {
  port: number;
  headers: Record<string, string>;
  /** Taken in turn, over and over, or each once. */
  calls: Call[];
  once?: boolean;
  load: Load;
  /** Text that the answer to every call is expected to hold. */
  expect?: string;
}

export interface Outcome extends Latency {
  count: number;
  elapsed_ms: number;
  rate_rps: number;
  /** Of an open loop or burst: from the moment each call was due, so that a late start counts. Else empty. */
  latencies_ms: number[];
  /** Calls whose connection ended before it gave an answer. */
  lost: number;
  non_2xx: number;
  /** Of those: 503 with Retry-After. */
  busy: number;
  expected: number;
  /** An answer that was not 2xx or not as expected. */
  odd_answer: string | null;
  /** CPU seconds per second that the load process itself used. */
  load_busy: number;
}
