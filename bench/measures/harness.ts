/** What every measure stands on: loads of the product and of the control in turn, so that both meet the same machine. */

import type { BenchPark, Sold } from "../bench-park.ts";
import type { Client } from "../client.ts";
import type { Call, Job, Load } from "../job.ts";
import { summarize } from "../latency.ts";
import type { LoadProcess, Measured } from "../load-process.ts";
import type { Runtime } from "../runtime.ts";

export interface Bench {
  runtime: Runtime;
  load: LoadProcess;
  park: BenchPark;
  /** Live tickets, good for any number of passes. */
  multis: Sold[];
  /** Tickets that nobody has scanned; used up from the front. */
  singles: Sold[];
  /** Scans that the product has answered. */
  scanned: number;
}

const CALLERS = 16;
export const WARM_UP_MS = 2_000;
const PAIRS = 6;
const SLICE_MS = 1_000;

export const closed = (duration_ms: number): Load => ({ kind: "closed", callers: CALLERS, duration_ms });
export const open = (rate_rps: number, duration_ms: number): Load => ({ kind: "open", rate_rps, duration_ms });

export type Work = Omit<Job, "load">;

/** The control's route, over as many objects as there are live tickets, or a new object each time. */
export function controlWork(bench: Bench, path: string, objects: "live" | "new" = "live"): Work {
  const call = (object: string): Call => ({ method: "POST", path, body: JSON.stringify({ id: "$ID", object }) });
  const calls = objects === "new" ? [call("new-$ID")] : bench.multis.map((_, index) => call(`live-${index}`));
  return { port: bench.runtime.ports.control, headers: {}, calls };
}

export function authorized({ token }: Client): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

/** Runs a load and insists that every answer is the one expected. */
export async function run(bench: Bench, work: Work, load: Load): Promise<Measured> {
  const outcome = await bench.load.run({ ...work, load });
  if (work.expect && outcome.expected < outcome.count)
    throw new Error(
      `${outcome.count - outcome.expected} of ${outcome.count} answers of ${work.calls[0]?.path} were not as expected: ` +
        outcome.odd_answer,
    );
  return outcome;
}

export interface Comparison {
  product: Measured[];
  control: Measured[];
  product_rps: number;
  control_rps: number;
  ratio: number;
  spread: [number, number];
}

type Slice = (load: Load) => Promise<Measured>;

/** Slices of control and product in turn, the order changing; the ratio is the median of the pairs'. */
export async function compare(
  product: Slice,
  control: Slice,
  { pairs = PAIRS, slice_ms = SLICE_MS, is_control_warm = false } = {},
): Promise<Comparison> {
  if (!is_control_warm) await control(closed(WARM_UP_MS));
  await product(closed(WARM_UP_MS));
  const found = { product: [] as Measured[], control: [] as Measured[] };
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

/** How busy both processes were, for the reader who asks which of them was the limit. */
export function busyness(outcomes: readonly Measured[]) {
  const known = outcomes.flatMap(({ runtime_busy }) => (runtime_busy === null ? [] : [runtime_busy]));
  return {
    runtime_busy: known.length > 0 ? median(known) : null,
    load_busy: median(outcomes.map(({ load_busy }) => load_busy)),
  };
}

/** The latency of several runs taken as one. */
export function latencyOf(outcomes: readonly Measured[]) {
  const sum = (of: (outcome: Measured) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  return {
    count: sum(({ count }) => count),
    ...summarize(outcomes.flatMap(({ latencies_ms }) => latencies_ms)),
    non_2xx: sum(({ non_2xx }) => non_2xx),
  };
}

const SETTLE_LIMIT_MS = 15_000;

/** Waits until D1 has so many of a tenant's scans, so that the work behind one slice never burdens the next. */
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

/** Scans of those tickets, each scan with an id of its own. */
export function scansOf(tickets: readonly Sold[]): Call[] {
  return tickets.map(({ qr_token }) => ({
    method: "POST",
    path: "/v1/tickets/redeem",
    body: JSON.stringify({ qr_token, scan_id: "$ID" }),
  }));
}

export const pause = (duration_ms: number) => new Promise((resolve) => setTimeout(resolve, duration_ms));
