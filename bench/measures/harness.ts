/** The base of every measure: alternating loads of product and control, so that both run on the same machine. */

import type { BenchPark, SoldTicket } from "../bench-park.ts";
import type { Client } from "../client.ts";
import type { Call, Job, Load } from "../job.ts";
import { summarize } from "../latency.ts";
import type { LoadProcess, Measurement } from "../load-process.ts";
import type { Runtime } from "../runtime.ts";

export interface Bench {
  runtime: Runtime;
  load: LoadProcess;
  park: BenchPark;
  /** Live tickets, valid for any number of passes. */
  multis: SoldTicket[];
  /** Tickets that were never scanned, used from the front. */
  singles: SoldTicket[];
  /** The number of scans that the product has answered. */
  scanned: number;
}

const CALLERS = 16;
export const WARM_UP_MS = 2_000;
const PAIRS = 6;
const SLICE_MS = 1_000;

export const closed = (duration_ms: number): Load => ({ kind: "closed", callers: CALLERS, duration_ms });
export const open = (rate_rps: number, duration_ms: number): Load => ({ kind: "open", rate_rps, duration_ms });

export type Work = Omit<Job, "load">;

/** Work of a control's route: over as many objects as live tickets, or with a new object each time. */
export function controlWork(bench: Bench, path: string, objects: "live" | "new" = "live"): Work {
  const call = (object: string): Call => ({ method: "POST", path, body: JSON.stringify({ id: "$ID", object }) });
  const calls = objects === "new" ? [call("new-$ID")] : bench.multis.map((_, index) => call(`live-${index}`));
  return { port: bench.runtime.ports.control, headers: {}, calls };
}

export function authorized({ token }: Client): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** Runs a load, and throws unless every answer is as expected. */
export async function run(bench: Bench, work: Work, load: Load): Promise<Measurement> {
  const outcome = await bench.load.run({ ...work, load });
  if (work.expect && outcome.expected < outcome.count)
    throw new Error(
      `${outcome.count - outcome.expected} of ${outcome.count} answers of ${work.calls[0]?.path} were not as expected: ` +
        outcome.odd_answer,
    );
  return outcome;
}

export interface Comparison {
  product: Measurement[];
  control: Measurement[];
  product_rps: number;
  control_rps: number;
  ratio: number;
  spread: [number, number];
}

type Slice = (load: Load) => Promise<Measurement>;

/** Runs slices of control and product in changing order; the ratio is the median of all pairs. */
export async function compare(
  product: Slice,
  control: Slice,
  { pairs = PAIRS, slice_ms = SLICE_MS, is_control_warm = false } = {},
): Promise<Comparison> {
  if (!is_control_warm) await control(closed(WARM_UP_MS));
  await product(closed(WARM_UP_MS));
  const found = { product: [] as Measurement[], control: [] as Measurement[] };
  for (let pair = 0; pair < pairs; pair++) {
    const order = pair % 2 === 0 ? (["control", "product"] as const) : (["product", "control"] as const);
    for (const side of order) found[side].push(await (side === "product" ? product : control)(closed(slice_ms)));
  }
  const ratios = found.product.map(({ rate_rps }, pair) => rate_rps / (found.control[pair]?.rate_rps ?? Number.NaN));
  return {
    ...found,
    product_rps: median(found.product.map(({ rate_rps }) => rate_rps)),
    control_rps: median(found.control.map(({ rate_rps }) => rate_rps)),
    ratio: median(ratios),
    spread: [Math.min(...ratios), Math.max(...ratios)],
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = low] = sorted.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1);
  return (low + high) / 2;
}

/** The CPU use of both processes, which shows which of them was the limit. */
export function busyness(outcomes: readonly Measurement[]) {
  const known = outcomes.flatMap(({ runtime_busy }) => (runtime_busy === null ? [] : [runtime_busy]));
  return {
    runtime_busy: known.length > 0 ? median(known) : null,
    load_busy: median(outcomes.map(({ load_busy }) => load_busy)),
  };
}

/** The latency of several runs together. */
export function latencyOf(outcomes: readonly Measurement[]) {
  const sum = (of: (outcome: Measurement) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  return {
    count: sum(({ count }) => count),
    ...summarize(outcomes.flatMap(({ latencies_ms }) => latencies_ms)),
    non_2xx: sum(({ non_2xx }) => non_2xx),
  };
}

const SETTLE_LIMIT_MS = 15_000;

/** Waits until D1 has this many of a tenant's scans, so that late work of one slice never burdens the next. */
export async function settle(db: D1Database, tenant_id: string, scanned: number): Promise<number> {
  const started = performance.now();
  const count = db.prepare("SELECT COALESCE(SUM(count), 0) AS copied FROM redemptions WHERE tenant_id = ?");
  for (;;) {
    const found = await count.bind(tenant_id).first<{ copied: number }>();
    const settle_ms = performance.now() - started;
    if (found?.copied === scanned) return settle_ms;
    if (settle_ms > SETTLE_LIMIT_MS) throw new Error(`D1 has ${found?.copied} of ${scanned} scans`);
    await pause(20);
  }
}

export const PASS = '"result":"pass"';

/** Scans of these tickets, each with its own id. */
export function scansOf(tickets: readonly SoldTicket[]): Call[] {
  return tickets.map(({ qr_token }) => ({
    method: "POST",
    path: "/v1/tickets/redeem",
    body: JSON.stringify({ qr_token, scan_id: "$ID" }),
  }));
}

export const pause = (duration_ms: number) => new Promise((resolve) => setTimeout(resolve, duration_ms));
