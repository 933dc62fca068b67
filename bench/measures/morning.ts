/** A morning: scans of tickets whose objects sleep, then a rush of new tickets, with memory and late copies (B18). */

import { type SoldTicket, sell } from "../bench-park.ts";
import { countForcedWrites, runtimeMemoryMib } from "../machine.ts";
import { type Row, row } from "../report.ts";
import {
  authorized,
  type Bench,
  busyness,
  closed,
  open,
  PASS,
  pause,
  run,
  scansOf,
  settle,
  type Work,
} from "./harness.ts";
import { batchOf, handIn } from "./sync.ts";

const SLEEPERS = 2_500;
const TICKETS_PER_SALE = 1_000;
/** The runtime evicts an object that is idle for ten seconds. */
const ASLEEP_AFTER_MS = 15_000;
const RUSH_MS = 10_000;
const TRACED = 200;
const HANDED_IN = 1_000;
const BESIDE_RPS = 50;
const BESIDE_MS = 10_000;
const FEW = 3_000;
const MANY = 30_000;
const ENOUGH_MS = 600_000;

export async function measureMorning(bench: Bench): Promise<Row[]> {
  const { park } = bench;
  let fresh = await sellMany(bench, park.single, MANY);
  // By then earlier objects are closed; closing them later would force writes too.
  await pause(ASLEEP_AFTER_MS);
  const traced = fresh.splice(0, TRACED);
  const forced = await countForcedWrites(async () => {
    await scanEach(bench, traced);
    await settleScans(bench);
  });

  const sleepers = await sellMany(bench, park.multi, SLEEPERS);
  await scanEach(bench, sleepers);
  await settleScans(bench);
  await pause(ASLEEP_AFTER_MS);
  const cold = await scanEach(bench, sleepers);
  await settleScans(bench);

  const handed_in = fresh.splice(0, HANDED_IN);
  const [beside] = await Promise.all([
    run(bench, workOf(bench, bench.multis), open(BESIDE_RPS, BESIDE_MS)),
    pause(BESIDE_MS / 4).then(() => handIn(bench, batchOf(handed_in))),
  ]);
  bench.scanned += beside.count;
  await settleScans(bench);

  const rush = await run(bench, { ...workOf(bench, fresh), once: true }, closed(RUSH_MS));
  fresh = fresh.slice(rush.count);
  bench.scanned += rush.count;
  const left_ms = await settleScans(bench);

  await scanEach(bench, fresh.splice(0, Math.max(0, FEW - rush.count - TRACED - HANDED_IN)));
  await settleScans(bench);
  const few_mib = runtimeMemoryMib() ?? Number.NaN;
  await scanEach(bench, fresh);
  await settleScans(bench);
  const many_mib = runtimeMemoryMib() ?? Number.NaN;

  const id = "B18";
  const { p50_ms, p99_ms, p999_ms, max_ms, lost } = cold;
  const per_scan = forced === undefined ? Number.NaN : forced / TRACED;
  return [
    row({
      id,
      name: `scans of ${SLEEPERS} tickets that sleep, p99.9`,
      unit: "ms",
      figure: p999_ms,
      target: "≤ 1000 ms",
      ok: p999_ms <= 1_000,
      detail: { ...busyness([cold]), p50_ms, p99_ms, max_ms },
    }),
    row({
      id,
      name: "  … connections that ended without an answer",
      unit: "ops",
      figure: lost + rush.lost + beside.lost,
      target: "none",
      ok: lost + rush.lost + beside.lost === 0,
    }),
    row({
      id,
      name: `  … scans of live tickets at ${BESIDE_RPS}/s while ${HANDED_IN} are handed in, p99.9`,
      unit: "ms",
      figure: beside.p999_ms,
      target: "≤ 1000 ms",
      ok: beside.p999_ms <= 1_000,
      detail: { p50_ms: beside.p50_ms, p99_ms: beside.p99_ms, max_ms: beside.max_ms },
    }),
    row({
      id,
      name: "  … copying left after ten seconds of new tickets",
      unit: "ms",
      figure: left_ms,
      target: "≤ 2000 ms",
      ok: left_ms <= 2_000,
      detail: { rate_rps: rush.rate_rps },
    }),
    row({
      id,
      name: "  … forced writes of a new ticket's scan",
      unit: "writes",
      figure: per_scan,
      target: "≤ 9",
      ok: per_scan <= 9,
    }),
    row({
      id,
      name: `  … memory after ${MANY} scans ÷ after ${FEW}`,
      unit: "times",
      figure: many_mib / few_mib,
      target: "≤ 1.2",
      ok: many_mib / few_mib <= 1.2,
      detail: { few_mib, many_mib },
    }),
  ];
}

async function sellMany({ park }: Bench, package_id: string, count: number): Promise<SoldTicket[]> {
  const sold: SoldTicket[] = [];
  while (sold.length < count)
    sold.push(...(await sell(park.till, package_id, Math.min(TICKETS_PER_SALE, count - sold.length))));
  return sold;
}

function workOf({ runtime, park }: Bench, tickets: readonly SoldTicket[]): Work {
  return { port: runtime.ports.product, headers: authorized(park.gate), calls: scansOf(tickets), expect: PASS };
}

async function scanEach(bench: Bench, tickets: readonly SoldTicket[], callers = 16) {
  const load = { kind: "closed", callers, duration_ms: ENOUGH_MS } as const;
  const outcome = await run(bench, { ...workOf(bench, tickets), once: true }, load);
  bench.scanned += outcome.count;
  return outcome;
}

function settleScans({ runtime, park, scanned }: Bench): Promise<number> {
  return settle(runtime.env.DB, park.tenant_id, scanned);
}
