/** Scans: their rate and latency beside bare object writes, and one pass for one ticket (B1 to B4). */

import { type SoldTicket, sell } from "../bench-park.ts";
import type { Load } from "../job.ts";
import type { Measurement } from "../load-process.ts";
import { type Row, row } from "../report.ts";
import {
  authorized,
  type Bench,
  busyness,
  closed,
  compare,
  controlWork,
  latencyOf,
  median,
  open,
  PASS,
  run,
  scansOf,
  settle,
  type Work,
} from "./harness.ts";

function scanWork({ park, runtime }: Bench, tickets: readonly SoldTicket[]): Work {
  return { port: runtime.ports.product, headers: authorized(park.gate), calls: scansOf(tickets), expect: PASS };
}

function settleAll({ runtime, park, scanned }: Bench): Promise<number> {
  return settle(runtime.env.DB, park.tenant_id, scanned);
}

type SettledRun = Measurement & { settle_ms: number };

async function scanLive(bench: Bench, load: Load): Promise<SettledRun> {
  const outcome = await run(bench, scanWork(bench, bench.multis), load);
  bench.scanned += outcome.count;
  return { ...outcome, settle_ms: await settleAll(bench) };
}

/** Scans each ticket once; unused tickets stay for the next slice. */
async function scanNew(bench: Bench, load: Load): Promise<SettledRun> {
  const offered = bench.singles.slice(0, 2_000);
  const outcome = await run(bench, { ...scanWork(bench, offered), once: true }, load);
  bench.singles.splice(0, outcome.count);
  bench.scanned += outcome.count;
  return { ...outcome, settle_ms: await settleAll(bench) };
}

/** B1 and B2: scans per second beside the bare write to as many objects, or to a new object each. */
export async function measureRedeemRate(bench: Bench, tickets: "live" | "new"): Promise<Row[]> {
  const settled: SettledRun[] = [];
  const scan = tickets === "live" ? scanLive : scanNew;
  const work = controlWork(bench, "/write", tickets);
  const found = await compare(
    async (load) => {
      const outcome = await scan(bench, load);
      settled.push(outcome);
      return outcome;
    },
    (load) => run(bench, work, load),
  );
  const slices = settled.slice(1);
  const with_copies = slices.map(({ count, elapsed_ms, settle_ms }) => (count / (elapsed_ms + settle_ms)) * 1000);
  const [id, name, target] =
    tickets === "live"
      ? (["B1", "redeem, 50 live tickets", 0.4] as const)
      : (["B2", "redeem, new tickets", 0.5] as const);
  const shared = { control: found.control_rps, unit: "rps" } as const;
  return [
    row({
      ...shared,
      id,
      name,
      figure: found.product_rps,
      ratio: found.ratio,
      spread: found.spread,
      target: `ratio ≥ ${target}`,
      ok: found.ratio >= target,
      detail: {
        ...busyness(found.product),
        control: busyness(found.control),
        p50_ms: median(slices.map(({ p50_ms }) => p50_ms)),
        p99_ms: median(slices.map(({ p99_ms }) => p99_ms)),
        settle_ms: median(slices.map(({ settle_ms }) => settle_ms)),
      },
    }),
    row({
      ...shared,
      id,
      name: "  … with the wait for the last copy in D1",
      figure: median(with_copies),
      ratio: median(with_copies) / found.control_rps,
    }),
  ];
}

const TURNS = 4;

/** B3: the latency of a scan at a steady rate, beside the bare write at the same rate and arrivals, in turns. */
export async function measureRedeemLatency(
  bench: Bench,
  spec: { tickets: "live" | "new"; rate_rps: number; duration_ms: number; limit_ms: number },
): Promise<Row> {
  const { tickets, rate_rps, duration_ms, limit_ms } = spec;
  const scan = tickets === "live" ? scanLive : scanNew;
  const work = controlWork(bench, "/write", tickets);
  await run(bench, work, closed(300));
  await scan(bench, closed(300));
  const outcomes = { control: [] as Measurement[], product: [] as Measurement[] };
  for (let turn = 0; turn < TURNS; turn++) {
    const load = open(rate_rps, duration_ms / TURNS);
    outcomes.control.push(await run(bench, work, load));
    outcomes.product.push(await scan(bench, load));
  }
  const control = latencyOf(outcomes.control);
  const product = latencyOf(outcomes.product);
  const added_ms = product.p99_ms - control.p99_ms;
  return row({
    id: "B3",
    name: `redeem p99 at ${rate_rps}/s, ${tickets} tickets`,
    unit: "ms",
    figure: product.p99_ms,
    control: control.p99_ms,
    target: `adds ≤ ${limit_ms} ms`,
    ok: added_ms <= limit_ms && product.non_2xx === 0,
    detail: { added_ms, product, control },
  });
}

/** B4: `size` gates scan one ticket at the same moment, and exactly one may pass. The control writes to one object. */
export async function measureHotTicket(bench: Bench, size: number, rounds: number): Promise<Row[]> {
  const tickets = await sell(bench.park.till, bench.park.single, rounds);
  const outcomes: Measurement[] = [];
  for (const ticket of tickets) {
    outcomes.push(await bench.load.run({ ...scanWork(bench, [ticket]), load: { kind: "burst", size } }));
    bench.scanned += size;
    await settleAll(bench);
  }
  const bare: Measurement[] = [];
  const hot = { method: "POST" as const, path: "/write", body: JSON.stringify({ id: "$ID", object: "hot" }) };
  for (let round = 0; round < rounds; round++)
    bare.push(await run(bench, { ...controlWork(bench, "/write"), calls: [hot] }, { kind: "burst", size }));
  const passes = outcomes.map(({ expected }) => expected);
  const non_2xx = outcomes.reduce((sum, outcome) => sum + outcome.non_2xx, 0);
  const { p50_ms, p99_ms, max_ms } = latencyOf(outcomes);
  return [
    row({
      id: "B4",
      name: `passes of one ticket, ${size} at once`,
      unit: "passes",
      figure: Math.max(...passes),
      target: "exactly 1",
      ok: passes.every((count) => count === 1) && non_2xx === 0,
      detail: { rounds, passes, non_2xx },
    }),
    row({
      id: "B4",
      name: `  … p99 over ${rounds} rounds`,
      unit: "ms",
      figure: p99_ms,
      control: latencyOf(bare).p99_ms,
      target: "≤ 300 ms",
      ok: p99_ms <= 300,
      detail: { p50_ms, max_ms },
    }),
  ];
}
